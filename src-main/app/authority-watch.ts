import type { AuthorityStatus } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { HealthReply, MailboxReply } from '../../src-shared/http/service.ts';
import type { Authority } from '../ports/authority.ts';
import type { Clock } from '../ports/clock.ts';

/** How often the authority is asked whether it is there, in milliseconds. */
const EVERY = { reachable: 30_000, unreachable: 3_000, mailbox: 2_000 } as const;

export interface AuthorityWatch {
  status(): AuthorityStatus;
  provider(): HealthReply['provider'] | null;
  mails(): MailboxReply['mails'];
  /** Asks now, outside the rhythm. */
  check(): Promise<void>;
  stop(): void;
}

/** Keeps an eye on the authority and, when it is embedded, on its mailbox. Calls back when something shown has changed. */
export function watchAuthority(options: {
  readonly authority: Authority;
  readonly embedded: boolean;
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly onReachable: () => void;
}): AuthorityWatch {
  const { authority, clock } = options;
  let status: AuthorityStatus = { state: 'unknown', checkedAt: null, host: authority.host };
  let provider: HealthReply['provider'] | null = null;
  let mails: MailboxReply['mails'] = [];
  let timer: NodeJS.Timeout | undefined;
  let nextHealth = 0;
  let stopped = false;

  async function checkHealth(): Promise<void> {
    const before = status.state;
    try {
      ({ provider } = await authority.health());
      status = { ...status, state: 'reachable', checkedAt: clock.now() };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      status = { ...status, state: 'unreachable', checkedAt: clock.now() };
    }
    nextHealth = clock.monotonic() + EVERY[status.state === 'reachable' ? 'reachable' : 'unreachable'];
    options.onChange();
    if (before !== 'reachable' && status.state === 'reachable') options.onReachable();
  }

  async function checkMails(): Promise<void> {
    if (!options.embedded || status.state !== 'reachable') return;
    try {
      const reply = await authority.mails();
      const changed = reply.mails.length !== mails.length;
      mails = reply.mails;
      if (changed) options.onChange();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'authorityUnreachable') nextHealth = 0;
    }
  }

  async function tick(): Promise<void> {
    if (clock.monotonic() >= nextHealth) await checkHealth();
    await checkMails();
    if (stopped) return;
    const wait = options.embedded ? EVERY.mailbox : Math.max(1_000, nextHealth - clock.monotonic());
    timer = setTimeout(() => void tick(), wait);
    timer.unref();
  }
  void tick();

  return {
    status: () => status,
    provider: () => provider,
    mails: () => mails,
    async check() {
      await checkHealth();
      await checkMails();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
