import type { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { LinkReply, linkRequest } from '../../src-shared/http/unblock.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { maskEmail } from '../domain/mask-email.ts';
import { networkOf } from '../domain/network-of.ts';
import { rateWaitSeconds, recordRate, requireRate } from '../limits/rate-limit.ts';
import { dossierLockedMail, type MailSubject } from '../mail/mail-texts.ts';
import { queueMail, sealMail } from '../mail/queue-mail.ts';
import { LINK_REPLY_MS, LINKS_OF_ALL, LINKS_OF_TOKEN, linksOfAddress, linksOfNetwork } from '../policy/unblock-limits.ts';
import { certificateBelongs, findDossierBySerial } from '../repositories/dossiers.ts';
import { voidOpenTickets } from '../repositories/tickets.ts';
import { takeRates } from '../limits/take-rates.ts';
import { mailContext } from './mail-context.ts';
import { prepareLink, storeLink } from './unblock-link.ts';

/** Stands in for the dossier of an unknown token, so that both cases do the same work. Nothing is ever sent to it. */
const NOBODY: MailSubject = { holder: '-', email: 'nobody@invalid', entity: '-', product: '-', serial: '0000000000000000' };

/**
 * Asks for a mail with an unblock link. The reply, its time and its limits are the same for tokens that exist and tokens
 * that do not; who shows a certificate of the token is told where the mail goes, masked.
 * @throws AppError linkThrottled {retryAfterSeconds} | tooManyRequests {retryAfterSeconds}
 */
export async function requestLink(deps: Deps, request: z.output<typeof linkRequest>, ip: string): Promise<LinkReply> {
  // Refused or not, the reply waits for the same moment (ASVS 6.3.8: no telling by time).
  const [outcome] = await Promise.allSettled([sendLink(deps, request, networkOf(ip)), deps.clock.sleep(LINK_REPLY_MS)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

async function sendLink(deps: Deps, request: z.output<typeof linkRequest>, network: string): Promise<LinkReply> {
  const { db, clock, random, failpoint } = deps;
  const { serial, language } = request;
  const now = clock.now();
  const ofNetwork = linksOfNetwork(deps.config.policy);
  // Before the vault is asked to seal anything.
  await requireRate(db, ofNetwork, network, now);
  const dossier = await findDossierBySerial(db, serial);
  const holdsCertificate = await certificateBelongs(db, request.certificateSha256 ?? '', serial);
  const locked = dossier !== null && dossier.locked_at !== null;
  const link = await prepareLink(deps, dossier ?? NOBODY, language, now);
  const lockedMail = locked ? await sealMail(deps, dossierLockedMail(dossier, mailContext(deps, language), 'linkAsked')) : null;
  const ofAddress = linksOfAddress(deps.config.policy);

  const retryAfterSeconds = await db.transaction().execute(async (trx) => {
    const wait = await rateWaitSeconds(trx, LINKS_OF_TOKEN, serial, now);
    if (wait > 0) return wait;
    await takeRates(trx, deps, [{ limit: ofNetwork, subject: network }, { limit: LINKS_OF_ALL, subject: '' }], now);
    await recordRate(trx, random, LINKS_OF_TOKEN, serial, now);
    failpoint('requestLink.recorded');
    const address = dossier?.email.toLowerCase() ?? '';
    // An address that gets many mails gets no more of them, and whoever asked is not told.
    const quiet = dossier !== null && (await rateWaitSeconds(trx, ofAddress, address, now)) > 0;
    if (dossier !== null && !quiet) {
      await recordRate(trx, random, ofAddress, address, now);
      if (lockedMail === null) {
        await storeLink(deps, trx, dossier, link, null);
      } else {
        await voidOpenTickets(trx, dossier.id, now);
        await queueMail(trx, lockedMail, now);
      }
    }
    const details = { known: dossier !== null, locked, ...(quiet ? { addressThrottled: true } : {}) };
    await appendAudit(trx, { at: now, event: 'link.requested', subject: serial, details });
    return 0;
  });
  if (retryAfterSeconds > 0) throw new AppError('linkThrottled', { retryAfterSeconds });
  failpoint('requestLink.committed');
  deps.mail.kick();
  return { accepted: true, maskedEmail: dossier !== null && holdsCertificate ? maskEmail(dossier.email) : null };
}
