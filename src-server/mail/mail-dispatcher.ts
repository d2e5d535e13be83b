import { setTimeout as wait } from 'node:timers/promises';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps, MailDispatch } from '../deps.ts';
import { claimOutbox, endOutbox, markFailed, markSent, type OutboxRow } from '../repositories/outbox.ts';
import { composeEml } from './compose-eml.ts';
import type { MailTransport } from './mail-folder.ts';
import type { MailMessage } from './mail-message.ts';
import { MailRefused } from './mail-refused.ts';
import { outboxContext } from './queue-mail.ts';

/** How long one mail is one dispatcher's: longer than a transport may take. After a death in between, the mail waits for so long. */
export const MAIL_LEASE_MS = 60_000;
/** How often it looks for what other instances left behind. */
const LOOK_AGAIN_MS = 30_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 15 * 60_000;
/** A mail that could not be sent for so long is not tried any more. */
const GIVE_UP_MS = 48 * 60 * 60_000;
/** What is due when the authority stops is still sent, for so long; then the rest waits for the next start. */
const CLOSE_MS = 5_000;

/** What became of one mail, for whoever counts. */
export type MailOutcome = 'sent' | 'retried' | NonNullable<OutboxRow['end_reason']>;

type DispatcherDeps = Pick<Deps, 'db' | 'vault' | 'clock' | 'config' | 'log' | 'failpoint'>;

/**
 * Empties the outbox: at least once, always the same content for a row, by one instance at a time. A mail that cannot be sent
 * is tried again, further and further apart; nothing else waits for it. One that is refused for good, too old, or whose link
 * has expired ends unsent, and the audit tells.
 */
export class MailDispatcher implements MailDispatch {
  readonly #deps: DispatcherDeps;
  readonly #tell: (outcome: MailOutcome) => void;
  readonly #transport: MailTransport;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  readonly #lookAgain: NodeJS.Timeout;

  constructor(deps: DispatcherDeps, transport: MailTransport, tell: (outcome: MailOutcome) => void = () => undefined) {
    this.#deps = deps;
    this.#tell = tell;
    this.#transport = transport;
    this.#lookAgain = setInterval(() => this.kick(), LOOK_AGAIN_MS).unref();
  }

  kick(): void {
    if (this.#closed) return;
    this.#again = true;
    if (this.#running !== null) return;
    this.#running = this.#drain()
      .catch((cause: unknown) => {
        this.#deps.log.error({ error: cause instanceof Error ? cause.name : 'unknown' }, 'outbox stopped');
        this.#retryIn(FIRST_RETRY_MS);
      })
      .finally(() => {
        this.#running = null;
        if (this.#again && !this.#closed) this.kick();
      });
  }

  async flush(): Promise<void> {
    this.kick();
    while (this.#running !== null) await this.#running;
  }

  /** What is due goes out first, within five seconds; a mail under way after that is given back. */
  async close(): Promise<void> {
    const done = new AbortController();
    await Promise.race([this.flush(), wait(CLOSE_MS, undefined, { signal: done.signal }).catch(() => undefined)]);
    done.abort();
    this.#closed = true;
    clearInterval(this.#lookAgain);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#transport.close();
    while (this.#running !== null) await this.#running;
  }

  async #drain(): Promise<void> {
    this.#again = false;
    for (;;) {
      const row = await claimOutbox(this.#deps.db, this.#deps.clock.now(), MAIL_LEASE_MS);
      if (row === null) return;
      if (row !== 'taken') await this.#send(row);
      if (this.#closed) return;
    }
  }

  async #send(row: OutboxRow): Promise<void> {
    const { db, clock, log, failpoint } = this.#deps;
    if (row.expires_at !== null && row.expires_at <= clock.now()) return this.#end(row, 'expired', 0);
    try {
      await this.#deliver(row);
    } catch (cause) {
      if (cause instanceof MailRefused) return this.#end(row, 'refused', cause.status);
      if (row.created_at + GIVE_UP_MS <= clock.now()) return this.#end(row, 'tooLate', 0);
      const failures = row.failures + 1;
      const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
      await markFailed(db, row, failures, clock.now() + pause);
      this.#retryIn(pause);
      this.#tell('retried');
      log.warn({ mail: row.id, kind: row.kind, failures, error: codeOf(cause) }, 'mail not sent, will retry');
      return;
    }
    failpoint('mail.delivered');
    await markSent(db, row.id, clock.now());
    failpoint('mail.marked');
    this.#tell('sent');
    log.info({ mail: row.id, kind: row.kind }, 'mail sent');
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const { vault, config } = this.#deps;
    const message = JSON.parse(Buffer.from(await vault.open(outboxContext(row.id), row.payload ?? '')).toString('utf8')) as MailMessage;
    const from = { name: config.provider.name, address: config.provider.email };
    const eml = await composeEml(message, { id: row.id, createdAt: row.created_at, from });
    await this.#transport.deliver({ id: row.id, createdAt: row.created_at, from: from.address, to: message.to.address, eml });
  }

  /** @param status reply of the server that refused it; 0: no server did. */
  async #end(row: OutboxRow, reason: NonNullable<OutboxRow['end_reason']>, status: number): Promise<void> {
    const { db, clock, log, failpoint } = this.#deps;
    const now = clock.now();
    const ended = await db.transaction().execute(async (trx) => {
      if (!(await endOutbox(trx, row, { now, reason }))) return false;
      failpoint('mailEnd.marked');
      await appendAudit(trx, { at: now, event: 'mail.notSent', subject: row.id, details: { kind: row.kind, reason, status, failures: row.failures } });
      return true;
    });
    if (!ended) return;
    failpoint('mailEnd.committed');
    this.#tell(reason);
    log.warn({ mail: row.id, kind: row.kind, reason, status }, 'mail not sent');
  }

  #retryIn(ms: number): void {
    if (this.#closed || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.kick();
    }, ms);
    this.#timer.unref();
  }
}

/** A code of the socket or of SMTP (`ECONNREFUSED`, `EAUTH`), or the name of a bug; never a message: it may quote an address. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' && /^[A-Z_]{2,40}$/u.test(cause.code) ? cause.code : cause.name;
}
