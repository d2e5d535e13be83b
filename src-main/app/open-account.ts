import type { Language, ResumableUnblock, TokenView } from '../../src-shared/domain/views.ts';
import type { EventSink, IpcHandlers } from '../ipc/handlers.ts';
import type { AuthorityCalls } from '../ports/authority-calls.ts';
import type { CardHost } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Desktop } from '../ports/desktop.ts';
import type { InstalledSoftware } from '../ports/installed-software.ts';
import type { Keyring } from '../ports/keyring.ts';
import type { LocalStores } from '../ports/local-store.ts';
import type { Log } from '../ports/log.ts';
import type { SettingsStore } from '../ports/settings.ts';
import type { SystemFacts } from '../ports/system-facts.ts';
import { Account } from '../use-cases/account/account.ts';
import type { Losses } from '../use-cases/account/losses.ts';
import { ownVerbs } from '../use-cases/account/own-verbs.ts';
import { signInVerbs } from '../use-cases/account/sign-in-verbs.ts';
import { certificateVerbs } from '../use-cases/certificates/certificate-verbs.ts';
import { driverVerbs } from '../use-cases/drivers/driver-verbs.ts';
import { requestVerbs } from '../use-cases/requests/request-verbs.ts';

export interface AccountOptions {
  readonly calls: AuthorityCalls;
  readonly cards: CardHost;
  readonly software: InstalledSoftware;
  readonly platform: NodeJS.Platform;
  readonly keyring: Keyring;
  readonly stores: LocalStores;
  readonly settings: SettingsStore;
  readonly desktop: Desktop;
  readonly system: () => SystemFacts;
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: EventSink;
  readonly version: string;
  readonly tokens: () => readonly TokenView[];
  readonly resumable: () => ResumableUnblock | null;
  readonly setLanguage: (language: Language) => void;
  readonly losses: Losses;
}

type AccountHandlers = Pick<IpcHandlers, Extract<keyof IpcHandlers, `account.${string}` | `requests.${string}` | `certificates.${string}` | `drivers.${string}`>>;

/** Everything of the account, made and wired. */
export async function openAccount(options: AccountOptions): Promise<{ readonly account: Account; readonly handlers: AccountHandlers }> {
  const { sink, desktop } = options;
  const account = new Account({
    ...options,
    random: Math.random,
    onView: (view) => sink('account.changed', view),
    onEnded: () => desktop.reloadWindow(),
  });
  await account.resume();
  const deps = { ...options, account, appName: `Clavis ${options.version}`, onProgress: (progress: Parameters<typeof sink<'requests.progress'>>[1]) => sink('requests.progress', progress) };
  return { account, handlers: { ...signInVerbs(deps), ...ownVerbs(deps), ...requestVerbs(deps), ...certificateVerbs(deps), ...driverVerbs(deps) } };
}
