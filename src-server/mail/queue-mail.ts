import type { Deps } from '../deps.ts';
import { insertOutbox } from '../repositories/outbox.ts';
import type { Trx } from '../repositories/queryable.ts';
import type { MailMessage } from './mail-message.ts';

/** A mail sealed and ready for the outbox. Sealing asks the vault, so it is done before the transaction begins. */
export interface SealedMail {
  readonly id: string;
  readonly kind: string;
  readonly payload: string;
  /** After this it is not sent any more; null: it is always of use. */
  readonly expires_at: number | null;
}

/**
 * @param expiresAt when the link in it expires, if there is one.
 * @throws Error for a link without its end: it would be sent when it opens nothing any more.
 */
export async function sealMail(deps: Pick<Deps, 'vault' | 'random'>, message: MailMessage, expiresAt: number | null = null): Promise<SealedMail> {
  if (expiresAt === null && message.blocks.some(({ kind }) => kind === 'button')) throw new Error(`a mail ${message.kind} whose link has no end`);
  const id = deps.random.uuid();
  const payload = await deps.vault.seal(outboxContext(id), Buffer.from(JSON.stringify(message), 'utf8'));
  return { id, kind: message.kind, payload, expires_at: expiresAt };
}

/** Puts a mail in the outbox, in the transaction of what it announces. */
export async function queueMail(trx: Trx, mail: SealedMail, now: number): Promise<void> {
  await insertOutbox(trx, { ...mail, created_at: now });
}

/** Binds a sealed payload to its row. */
export function outboxContext(id: string): string {
  return `outbox/${id}`;
}
