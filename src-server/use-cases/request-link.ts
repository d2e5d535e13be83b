import type { z } from 'zod';
import { LINK_TTL_MS } from '../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { LinkReply, linkRequest } from '../../src-shared/http/unblock.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { LINK_REPLY_MS, linkRetryAfterSeconds, LINKS_PER_MINUTE_ALL } from '../domain/link-limits.ts';
import { maskEmail } from '../domain/mask-email.ts';
import { dossierLockedMail, unblockLinkMail, type MailSubject } from '../mail/mail-texts.ts';
import { queueMail, sealMail } from '../mail/queue-mail.ts';
import { certificateBelongs, findDossierBySerial } from '../repositories/dossiers.ts';
import { countLinkRequests, recentLinkRequests, recordLinkRequest } from '../repositories/link-requests.ts';
import { insertTicket, voidOpenTickets } from '../repositories/tickets.ts';
import { mailContext } from './mail-context.ts';

/** Stands in for the dossier of an unknown token, so that both cases do the same work. Nothing is ever sent to it. */
const NOBODY: MailSubject = { holder: '-', email: 'nobody@invalid', entity: '-', product: '-', serial: '0000000000000000' };

/**
 * Asks for a mail with an unblock link. The reply, its time and its limits are the same for tokens that exist and tokens
 * that do not; who shows a certificate of the token is told where the mail goes, masked.
 * @throws AppError linkThrottled {retryAfterSeconds} | tooManyRequests {retryAfterSeconds}
 */
export async function requestLink(deps: Deps, request: z.output<typeof linkRequest>): Promise<LinkReply> {
  // Refused or not, the reply waits for the same moment (ASVS 6.3.8: no telling by time).
  const [outcome] = await Promise.allSettled([sendLink(deps, request), deps.clock.sleep(LINK_REPLY_MS)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

async function sendLink(deps: Deps, request: z.output<typeof linkRequest>): Promise<LinkReply> {
  const { db, clock, random, failpoint } = deps;
  const { serial, language } = request;
  const now = clock.now();
  const code = Buffer.from(random.bytes(32)).toString('base64url');
  const dossier = await findDossierBySerial(db, serial);
  const holdsCertificate = await certificateBelongs(db, request.certificateSha256 ?? '', serial);
  const expiresAt = now + LINK_TTL_MS;
  const locked = dossier !== null && dossier.locked_at !== null;
  const context = mailContext(deps, language);
  const message = locked
    ? dossierLockedMail(dossier, context, 'linkAsked')
    : unblockLinkMail(dossier ?? NOBODY, context, { url: `${deps.publicUrl()}/unblock#${code}`, expiresAt });
  const mail = await sealMail(deps, message);

  const retryAfterSeconds = await db.transaction().execute(async (trx) => {
    const wait = linkRetryAfterSeconds(await recentLinkRequests(trx, serial, now), now);
    if (wait > 0) return wait;
    if ((await countLinkRequests(trx, now)) >= LINKS_PER_MINUTE_ALL) throw new AppError('tooManyRequests', { retryAfterSeconds: 60 });
    await recordLinkRequest(trx, { id: random.uuid(), serial, at: now });
    failpoint('requestLink.recorded');
    if (dossier !== null) {
      await voidOpenTickets(trx, dossier.id, now);
      failpoint('requestLink.voided');
      if (!locked) {
        const ticket = { id: random.uuid(), dossier_id: dossier.id, code_hash: sha256Hex(code), language, created_at: now, expires_at: expiresAt };
        await insertTicket(trx, ticket);
        failpoint('requestLink.ticketed');
      }
      await queueMail(trx, mail, now);
      failpoint('requestLink.queued');
    }
    await appendAudit(trx, { at: now, event: 'link.requested', subject: serial, details: { known: dossier !== null, locked } });
    return 0;
  });
  if (retryAfterSeconds > 0) throw new AppError('linkThrottled', { retryAfterSeconds });
  failpoint('requestLink.committed');
  deps.mail.kick();
  return { accepted: true, maskedEmail: dossier !== null && holdsCertificate ? maskEmail(dossier.email) : null };
}
