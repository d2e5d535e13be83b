import type { DriverRow } from '../../../src-shared/domain/account-views.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pkcs11 } from '../../ports/pkcs11.ts';
import type { SystemFacts } from '../../ports/system-facts.ts';

export interface DriverDeps {
  readonly pkcs11: Pick<Pkcs11, 'modules'>;
  readonly clock: Clock;
  readonly system: () => SystemFacts;
  readonly tokens: () => readonly TokenView[];
}

type Names = Extract<keyof CertificateVerbs, `drivers.${string}`>;
type Functions = { readonly [V in Names]: (input: CertificateVerbs[V]['input']) => Promise<CertificateVerbs[V]['output']> };

/** What this system has and needs for the token that is plugged in. */
export function driverVerbs({ pkcs11, clock, system, tokens }: DriverDeps): Functions {
  return {
    'drivers.view': async () => {
      const { os, osVersion, architecture } = system();
      const modules = await pkcs11.modules();
      const rows = modules.map(({ moduleId, name }): DriverRow => ({ id: moduleId, name, state: 'installed', installedVersion: null, offered: null }));
      const model = tokens().find((token) => token.model !== null)?.model ?? null;
      return { system: { name: `${os} ${osVersion}`, architecture }, model, rows, checkedAt: clock.now(), problem: null };
    },
    'drivers.download': async () => {
      throw new AppError('notAvailable');
    },
  };
}
