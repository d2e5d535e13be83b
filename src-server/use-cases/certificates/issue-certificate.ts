import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateSummary, IssueRequest } from '../../../src-shared/http/certificates.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { buildCertificate } from '../../ca/build-certificate.ts';
import { personName } from '../../ca/distinguished-name.ts';
import { END_ENTITY_PROFILES } from '../../ca/profiles.ts';
import { readCertificate } from '../../ca/read-certificate.ts';
import { revocationCodeHash } from '../../ca/revocation-code.ts';
import { newSerialNumber } from '../../ca/serial-number.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { issuingName } from '../../domain/issuing-generation.ts';
import { fold } from '../../domain/fold.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail, sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import { certificateIssuedMail } from '../../mail/texts/certificate-mails.ts';
import { findDossierBySerial, insertCertificates, placeDossier } from '../../repositories/dossiers.ts';
import { findIssuedCertificate, insertIssuedCertificate, isKeySpent, type IssuedCertificate } from '../../repositories/issued-certificates.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findRequest, type CertificateRequest } from '../../repositories/requests.ts';
import { noteIdentityCheck, requireProven } from '../desk/identity.ts';
import { atDesk, type AtDesk } from '../desk/token-at-desk.ts';
import { moveRequestIn, requireMove } from '../requests/move-request.ts';
import { requireNotOwn } from '../requests/office-scope.ts';
import { factsOf, getIssuer } from './authority-keys.ts';
import { certificateMails } from './certificate-recipients.ts';
import { codeOf } from './revocation-code.ts';
import { subjectKey } from './subject-key.ts';
import { subjectOf } from './subject-of.ts';
import { SOFTWARE, summaryOf } from './view-certificate.ts';

export type IssueCall = OnceCall & { readonly body: IssueRequest; readonly actor: Actor };

interface Order {
  readonly request: CertificateRequest;
  readonly product: ProductReply;
  readonly support: string;
}

/**
 * Issues the certificate of an accepted request of the operator's office: over the key of a PKCS#10 request, or for software
 * over a key made here. What names the holder is the request; a renewal repeats what its certificate said.
 * @throws AppError notFound | ownRequest | requestStateRefused {state} | productUnavailable | requestInvalid {field} | csrInvalid {reason} |
 *   identityNotProven | renewalRefused {reason} | authorityNotMade | authorityExpired | idempotencyMismatch | vaultUnavailable
 */
export async function issueCertificate(deps: Deps, call: IssueCall): Promise<CertificateSummary> {
  const { db, failpoint, catalogue } = deps;
  const earlier = await earlierReply<CertificateSummary>(db, call);
  if (earlier !== null) return earlier;
  const operator = atDesk(call.actor);
  const made = await makeCertificate(deps, call, operator);
  failpoint('issueCertificate.made');

  const reply = await writeOnce(deps, call, async (trx, now): Promise<CertificateSummary> => {
    const { request } = await readOrder(deps, trx, call, operator);
    // The certificate says what the request said when it was made.
    if (request.revision !== made.revision) throw new AppError('requestChangedMeanwhile', { revision: request.revision });
    const { identity } = call.body;
    if (identity !== null) await noteIdentityCheck(deps, trx, identity, { ...operator, at: now }, {});
    const row = { ...made.row, dossier_id: await dossierOf(trx, call.body.tokenSerial, operator.officeId), issued_at: now };
    if (await isKeySpent(trx, row.key_sha256, row.account_id)) throw new AppError('csrInvalid', { reason: 'keySpent' });
    await insertIssuedCertificate(trx, row);
    failpoint('issueCertificate.stored');
    await noteChange(trx, { accountId: row.account_id, kind: 'certificate', id: row.serial, at: now });
    if (row.dossier_id !== null) {
      await insertCertificates(trx, row.dossier_id, [row.sha256]);
      await placeDossier(trx, row.dossier_id, operator.officeId);
    }
    failpoint('issueCertificate.associated');
    await moveRequestIn(trx, deps, request, { move: 'issue', accountId: operator.accountId, codes: { certificate: row.serial } }, now);
    failpoint('issueCertificate.requestMoved');
    for (const mail of made.mails) await queueMail(trx, mail, now);
    failpoint('issueCertificate.queued');
    const { serial, sha256, profile, support, renews } = row;
    const details = { sha256, profile, support, renews, request: request.id, token: call.body.tokenSerial, by: operator.accountId, document: identity?.documentType ?? null };
    await appendAudit(trx, { at: now, event: renews === null ? 'certificate.issued' : 'certificate.renewed', subject: serial, details });
    return summaryOf(row, catalogue, now);
  });
  failpoint('issueCertificate.committed');
  deps.mail.kick();
  return reply;
}

/** Everything that asks the vault or takes time; what comes of it is written, or nothing is. */
async function makeCertificate(deps: Deps, call: IssueCall, operator: AtDesk): Promise<{ readonly row: Omit<IssuedCertificate, 'issued_at'>; readonly revision: number; readonly mails: readonly SealedMail[] }> {
  const { request, product, support } = await readOrder(deps, deps.db, call, operator);
  const profile = END_ENTITY_PROFILES.find((one) => one === product.profile);
  if (profile === undefined) throw new AppError('productUnavailable');
  const renews = request.replaces_certificate_id;
  const identity = subjectOf(request);
  if (renews !== null) await requireSameIdentity(deps.db, renews, canonicalJson(identity));
  const serial = newSerialNumber(deps.random);
  const key = await subjectKey(deps, serial, call.body.csr);
  const { certificate: issuer, signer, number: issuerNumber } = await getIssuer(deps);
  const order = { profile, subject: personName(identity), publicKey: key.publicKey, serial, now: deps.clock.now(), facts: factsOf(deps, issuingName(issuerNumber)) };
  const der = await buildCertificate({ ...order, product: { months: product.validityMonths, policyOid: product.policyOid } }, issuer, signer);
  const { notBefore, notAfter } = readCertificate(der);
  const row: Omit<IssuedCertificate, 'issued_at'> = {
    serial,
    sha256: createHash('sha256').update(der).digest('hex'),
    der: Buffer.from(der).toString('base64'),
    issuer_number: issuerNumber,
    key_sha256: createHash('sha256').update(key.publicKey).digest('hex'),
    profile,
    support,
    account_id: request.account_id,
    office_id: request.office_id,
    request_id: request.id,
    dossier_id: null,
    issued_by: operator.accountId,
    identity: canonicalJson(identity),
    search_text: fold(`${serial} ${identity.givenName} ${identity.surname} ${identity.organization?.name ?? ''}`),
    renews,
    not_before: notBefore,
    not_after: notAfter,
    revocation_code_hash: revocationCodeHash(await codeOf(deps, serial)),
    revocation_number: null,
    revoked_at: null,
    revocation_reason: null,
    revoked_by: null,
    revocation_receipt: null,
    sealed_key: key.sealed,
    downloads: 0,
  };
  const mails: SealedMail[] = [];
  for (const mail of await certificateMails(deps, row, certificateIssuedMail)) mails.push(await sealMail(deps, mail));
  return { row, revision: request.revision, mails };
}

/** What is to be issued, as far as it can be: asked before it is made and again where it is written. */
async function readOrder(deps: Deps, db: Queryable, { body, actor }: IssueCall, operator: AtDesk): Promise<Order> {
  const now = deps.clock.now();
  const request = await findRequest(db, body.requestId, { officeId: operator.officeId });
  if (request === null) throw new AppError('notFound');
  requireNotOwn(request, actor);
  requireMove(request, 'issue');
  const product = deps.catalogue.find(request.product_id);
  if (product === null) throw new AppError('productUnavailable');
  const support = supportOf(product, body, now);
  if (body.identity !== null) requireProven(deps, body.identity, now);
  return { request, product, support };
}

/** Software has no token, no request of a key and nobody at the desk; a token has all three. @throws AppError requestInvalid {field} */
function supportOf({ kind, supports }: ProductReply, { csr, support, tokenSerial, identity }: IssueRequest, now: number): string {
  const invalid = (field: string): AppError => new AppError('requestInvalid', { part: 'body', field });
  if (kind === 'software') {
    const surplus = Object.entries({ csr, support, tokenSerial, identity }).find(([, value]) => value !== null)?.[0];
    if (surplus !== undefined) throw invalid(surplus);
    return SOFTWARE;
  }
  if (csr === null) throw invalid('csr');
  if (identity === null) throw invalid('identity');
  const model = supports.find((one) => one.model === support);
  if (model === undefined) throw invalid('support');
  if (model.qualifiedUntil !== null && model.qualifiedUntil <= now) throw new AppError('renewalRefused', { reason: 'supportNotQualified' });
  return model.model;
}

async function requireSameIdentity(db: Queryable, renews: string, identity: string): Promise<void> {
  const renewed = await findIssuedCertificate(db, renews);
  if (renewed === null || renewed.identity !== identity) throw new AppError('renewalRefused', { reason: 'identityChanged' });
  if (renewed.revoked_at !== null) throw new AppError('renewalRefused', { reason: 'revoked' });
}

/** A token of another office is none of ours. @throws AppError requestInvalid */
async function dossierOf(db: Queryable, tokenSerial: string | null, officeId: string): Promise<string | null> {
  if (tokenSerial === null) return null;
  const dossier = await findDossierBySerial(db, tokenSerial);
  if (dossier === null || (dossier.office_id !== null && dossier.office_id !== officeId)) throw new AppError('requestInvalid', { part: 'body', field: 'tokenSerial' });
  return dossier.id;
}
