import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Keyring } from '../../ports/keyring.ts';
import type { Log } from '../../ports/log.ts';

/** A sign-in as it outlives the program, in the keyring. Bound to the origin it is for: no other authority is ever shown the token. */
const schema = z.strictObject({
  origin: z.string(),
  accountId: z.string(),
  token: z.string(),
  method: z.enum(['password', 'certificate']),
  /** When the person was last there, by the wall clock. */
  seenAt: z.number(),
});
export type KeptSession = z.infer<typeof schema>;

const SESSION = 'account.session';
const EMAIL = 'account.email';

/**
 * What is remembered of a sign-in. A keyring that does not answer costs the memory and nothing else: the sign-in goes on and ends with the
 * program.
 */
export function sessionMemory(keyring: Keyring, log: Log) {
  async function trying<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.event('account.notRemembered', { code: error.code });
      return otherwise;
    }
  }
  return {
    session: async (): Promise<KeptSession | null> => {
      const text = await trying(() => keyring.get(SESSION), null);
      return text === null ? null : parse(text);
    },
    keepSession: (session: KeptSession): Promise<void> => trying(() => keyring.set(SESSION, JSON.stringify(session)), undefined),
    forgetSession: (): Promise<boolean> => trying(() => keyring.delete(SESSION), false),
    /** Address of who signed in last. */
    email: (): Promise<string | null> => trying(() => keyring.get(EMAIL), null),
    keepEmail: (email: string): Promise<void> => trying(() => keyring.set(EMAIL, email), undefined),
    forgetEmail: (): Promise<boolean> => trying(() => keyring.delete(EMAIL), false),
  };
}
export type SessionMemory = ReturnType<typeof sessionMemory>;

function parse(text: string): KeptSession | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Of an older version, or somebody else's: it is as if there were none.
    return null;
  }
}
