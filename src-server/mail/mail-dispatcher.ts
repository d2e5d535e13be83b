import type { Deps, MailDispatch } from '../deps.ts';
import { claimOutbox, markFailed, markSent, type OutboxRow } from '../repositories/outbox.ts';
import { composeEml } from './compose-eml.ts';
import type { MailTransport } from './mail-folder.ts';
import type { MailMessage } from './mail-message.ts';
import { outboxContext } from './queue-mail.ts';

/** How long one mail is one dispatcher's: longer than a transport may take. After a death in between, the mail waits for so long. */
export const MAIL_LEASE_MS = 60_000;
/** How often it looks for what other instances left behind. */
const LOOK_AGAIN_MS = 30_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 15 * 60_000;

/**
 * Empties the outbox: at least once, always the same content for a row, by one instance at a time. A mail that cannot be sent
 * is tried again, further and further apart; nothing else waits for it.
 */
export class MailDispatcher implements MailDispatch {
  readonly #deps: Pick<Deps, 'db' | 'vault' | 'clock' | 'config' | 'log' | 'failpoint'>;
  readonly #transport: MailTransport;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  readonly #lookAgain: NodeJS.Timeout;

  constructor(deps: Pick<Deps, 'db' | 'vault' | 'clock' | 'config' | 'log' | 'failpoint'>, transport: MailTransport) {
    this.#deps = deps;
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

  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    clearInterval(this.#lookAgain);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #drain(): Promise<void> {
    this.#again = false;
    for (;;) {
      const row = await claimOutbox(this.#deps.db, this.#deps.clock.now(), MAIL_LEASE_MS);
      if (row === null) return;
      if (row !== 'taken') await this.#send(row);
    }
  }

  async #send(row: OutboxRow): Promise<void> {
    const { db, vault, clock, config, log, failpoint } = this.#deps;
    try {
      const message = JSON.parse(Buffer.from(await vault.open(outboxContext(row.id), row.payload ?? '')).toString('utf8')) as MailMessage;
      const from = { name: config.provider.name, address: config.provider.email };
      const eml = await composeEml(message, { id: row.id, createdAt: row.created_at, from });
      await this.#transport.deliver({ id: row.id, createdAt: row.created_at, eml });
    } catch (cause) {
      const failures = row.failures + 1;
      const wait = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
      await markFailed(db, row, failures, clock.now() + wait);
      this.#retryIn(wait);
      log.warn({ mail: row.id, kind: row.kind, failures, error: cause instanceof Error ? cause.name : 'unknown' }, 'mail not sent, will retry');
      return;
    }
    failpoint('mail.delivered');
    await markSent(db, row.id, clock.now());
    failpoint('mail.marked');
    log.info({ mail: row.id, kind: row.kind }, 'mail sent');
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
