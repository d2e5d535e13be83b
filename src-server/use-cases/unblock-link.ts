import { LINK_TTL_MS } from '../../src-shared/domain/unblock-state.ts';
import type { Language } from '../../src-shared/domain/views.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { unblockLinkMail, type MailSubject } from '../mail/mail-texts.ts';
import { queueMail, sealMail, type SealedMail } from '../mail/queue-mail.ts';
import type { Dossier, Trx } from '../repositories/queryable.ts';
import { insertTicket, voidOpenTickets } from '../repositories/tickets.ts';
import { mailContext } from './mail-context.ts';

/** A link and its mail, made before the transaction because sealing asks the vault. The code itself is in the mail alone. */
export interface PreparedLink {
  readonly codeHash: string;
  readonly language: Language;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly mail: SealedMail;
}

export async function prepareLink(deps: Deps, subject: MailSubject, language: Language, now: number): Promise<PreparedLink> {
  const code = Buffer.from(deps.random.bytes(32)).toString('base64url');
  const expiresAt = now + LINK_TTL_MS;
  const message = unblockLinkMail(subject, mailContext(deps, language), { url: `${deps.publicUrl()}/unblock#${code}`, expiresAt });
  return { codeHash: sha256Hex(code), language, createdAt: now, expiresAt, mail: await sealMail(deps, message, expiresAt) };
}

/** Makes it the one link of the dossier. @param openedBy account of the operator who opened the ticket; null: whoever holds the token asked. */
export async function storeLink(deps: Deps, trx: Trx, dossier: Dossier, link: PreparedLink, openedBy: string | null): Promise<string> {
  const { random, failpoint } = deps;
  const { codeHash, language, createdAt, expiresAt, mail } = link;
  await voidOpenTickets(trx, dossier.id, createdAt);
  failpoint('requestLink.voided');
  const id = random.uuid();
  await insertTicket(trx, { id, dossier_id: dossier.id, code_hash: codeHash, language, opened_by: openedBy, created_at: createdAt, expires_at: expiresAt });
  failpoint('requestLink.ticketed');
  await queueMail(trx, mail, createdAt);
  failpoint('requestLink.queued');
  return id;
}
