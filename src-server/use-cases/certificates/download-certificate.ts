import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { DownloadReply } from '../../../src-shared/http/certificates.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { makePkcs12 } from '../../ca/pkcs12.ts';
import { revocationCode } from '../../ca/revocation-code.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { queueMail, sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import { certificateDownloadedMail } from '../../mail/texts/certificate-mails.ts';
import { countDownload, type CertificateScope, type IssuedCertificate } from '../../repositories/issued-certificates.ts';
import { getCaCertificate, getIssuingCertificate } from './authority-keys.ts';
import { certificateMails } from './certificate-recipients.ts';
import { keyContext } from './subject-key.ts';
import { DOWNLOADS_MAX, getCertificateIn, SOFTWARE, stateOf } from './view-certificate.ts';

type Download = { readonly certificateSerial: string; readonly scope: CertificateScope & { readonly accountId: string } };

/** The certificate alone, DER. @throws AppError notFound */
export async function certificateFile({ db }: Pick<Deps, 'db'>, serial: string, scope: CertificateScope): Promise<SentFile> {
  const { der } = await getCertificateIn(db, serial, scope);
  return { type: 'application/pkix-cert', bytes: Buffer.from(der, 'base64'), fileName: `clavis-${serial}.cer`, maxAge: 0 };
}

/**
 * A software certificate with its key, under a password that is shown this once and kept nowhere. Each download is counted
 * and told by mail; with the last one the key is erased here.
 * @throws AppError notFound | downloadAtAppointment | certificateRevoked | certificateExpired | downloadsSpent | vaultUnavailable
 */
export async function downloadCertificate(deps: Deps, { certificateSerial: serial, scope }: Download): Promise<DownloadReply> {
  const { db, clock, random, vault, failpoint } = deps;
  const row = await getCertificateIn(db, serial, scope);
  const sealed = requireKey(row, clock.now());
  const key = await vault.open(keyContext(serial), sealed);
  const password = revocationCode(random.bytes(16));
  let pkcs12: Uint8Array;
  try {
    const [issuing, root] = [await getIssuingCertificate(db, row.issuer_number), await getCaCertificate(db, 'root-ca')];
    pkcs12 = makePkcs12(key, [Buffer.from(row.der, 'base64'), issuing.der, root.der], password);
  } finally {
    key.fill(0);
  }
  const mails: SealedMail[] = [];
  for (const mail of await certificateMails(deps, row, certificateDownloadedMail)) mails.push(await sealMail(deps, mail));
  failpoint('downloadCertificate.made');

  const downloads = row.downloads + 1;
  const last = downloads >= DOWNLOADS_MAX;
  const counted = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    if (!(await countDownload(trx, serial, row.downloads, last))) return false;
    failpoint('downloadCertificate.counted');
    await noteChange(trx, { accountId: row.account_id, kind: 'certificate', id: serial, at: now });
    for (const mail of mails) await queueMail(trx, mail, now);
    failpoint('downloadCertificate.queued');
    await appendAudit(trx, { at: now, event: 'certificate.downloaded', subject: serial, details: { by: scope.accountId, downloads, keyErased: last } });
    return true;
  });
  // Downloaded or revoked by somebody else meanwhile: it is judged anew, and each such turn has used up one download.
  if (!counted) return downloadCertificate(deps, { certificateSerial: serial, scope });
  failpoint('downloadCertificate.committed');
  deps.mail.kick();
  return { fileName: `clavis-${serial}.p12`, pkcs12: Buffer.from(pkcs12).toString('base64'), password, downloadsLeft: DOWNLOADS_MAX - downloads };
}

/** The sealed key of a certificate that may be downloaded. */
function requireKey(row: IssuedCertificate, now: number): string {
  if (row.support !== SOFTWARE) throw new AppError('downloadAtAppointment');
  const state = stateOf(row, now);
  if (state === 'revoked') throw new AppError('certificateRevoked');
  if (state === 'expired') throw new AppError('certificateExpired');
  if (row.sealed_key === null) throw new AppError('downloadsSpent');
  return row.sealed_key;
}
