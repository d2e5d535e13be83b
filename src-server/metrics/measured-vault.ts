import type { Vault } from '../vault/vault.ts';

/** Told of each call: its name is one of the port's methods, never an argument. */
export type VaultObserver = (operation: string, outcome: 'ok' | 'failed', seconds: number) => void;

/** The same vault; how long each call takes is told. */
export function measuredVault(vault: Vault, observe: VaultObserver): Vault {
  return new Proxy(vault, {
    get(target, name, receiver): unknown {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const start = performance.now();
        let outcome: 'ok' | 'failed' = 'failed';
        try {
          const result: unknown = await Reflect.apply(member, target, args);
          outcome = 'ok';
          return result;
        } finally {
          observe(name, outcome, (performance.now() - start) / 1000);
        }
      };
    },
  });
}
