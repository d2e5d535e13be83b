import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateReply, CertificateState, CertificateSummary, RenewalState } from '../../../src-shared/http/certificates.ts';
import type { PersonIdentity } from '../../ca/distinguished-name.ts';
import { issuerName } from '../../ca/issuer-name.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Deps } from '../../deps.ts';
import { findCertificateIn, findRenewalOf, type CertificateScope, type IssuedCertificate } from '../../repositories/issued-certificates.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findOpenRenewal, findRequestById } from '../../repositories/requests-of-certificates.ts';

/** What keys that are on no token are kept on. */
export const SOFTWARE = 'software';
/** How often a software certificate's key may be fetched; then it is erased. */
export const DOWNLOADS_MAX = 3;
/** How long before its end a certificate may be renewed. */
export const RENEWAL_WINDOW_MS = 90 * 24 * 60 * 60_000;

export function stateOf({ revoked_at: revokedAt, not_after: notAfter }: Pick<IssuedCertificate, 'revoked_at' | 'not_after'>, now: number): CertificateState {
  if (revokedAt !== null) return 'revoked';
  return notAfter <= now ? 'expired' : 'valid';
}

export function identityOf({ identity }: Pick<IssuedCertificate, 'identity'>): PersonIdentity {
  return JSON.parse(identity) as PersonIdentity;
}

export function summaryOf(row: IssuedCertificate, catalogue: Catalogue, now: number): CertificateSummary {
  const { givenName, surname, organization } = identityOf(row);
  return {
    serial: row.serial,
    sha256: row.sha256,
    profile: row.profile,
    support: row.support,
    supportName: catalogue.products.flatMap(({ supports }) => supports).find(({ model }) => model === row.support)?.name ?? null,
    holder: `${givenName} ${surname}`,
    organization: organization?.name ?? null,
    notBefore: row.not_before,
    notAfter: row.not_after,
    issuedAt: row.issued_at,
    state: stateOf(row, now),
    revokedAt: row.revoked_at,
  };
}

/** @throws AppError notFound, also for somebody else's */
export async function getCertificateIn(db: Queryable, serial: string, scope: CertificateScope): Promise<IssuedCertificate> {
  const row = await findCertificateIn(db, serial, scope);
  if (row === null) throw new AppError('notFound');
  return row;
}

/** One of a person's own, whole. @throws AppError notFound */
export async function viewCertificate({ db, catalogue, clock }: Pick<Deps, 'db' | 'catalogue' | 'clock'>, serial: string, scope: CertificateScope): Promise<CertificateReply> {
  const row = await getCertificateIn(db, serial, scope);
  return certificateOf(row, await surroundingsOf(db, row), catalogue, clock.now());
}

/** What a certificate's own row does not say. */
export interface Surroundings {
  /** Serial of the certificate that took its place. */
  readonly renewedBy: string | null;
  /** A request of its renewal is under way. */
  readonly asked: boolean;
  /** Product of the request behind it; null: there is none. */
  readonly productId: string | null;
}

async function surroundingsOf(db: Queryable, { serial, request_id: requestId }: IssuedCertificate): Promise<Surroundings> {
  return {
    renewedBy: await findRenewalOf(db, serial),
    asked: (await findOpenRenewal(db, serial)) !== null,
    productId: requestId === null ? null : ((await findRequestById(db, requestId))?.product_id ?? null),
  };
}

export function certificateOf(row: IssuedCertificate, around: Surroundings, catalogue: Catalogue, now: number): CertificateReply {
  return {
    ...summaryOf(row, catalogue, now),
    issuer: issuerName(Buffer.from(row.der, 'base64')),
    requestId: row.request_id,
    revocationReason: row.revocation_reason,
    revocationReceipt: row.revocation_receipt,
    renews: row.renews,
    renewedBy: around.renewedBy,
    renewal: renewalOf(row, around, catalogue, now),
    downloadsLeft: row.sealed_key === null ? 0 : DOWNLOADS_MAX - row.downloads,
    now,
  };
}

/**
 * Whether it may be renewed with identical data: while it is valid, near its end, and its product is still sold on a support
 * that is still qualified.
 */
export async function renewalStateOf(db: Queryable, row: IssuedCertificate, catalogue: Catalogue, now: number): Promise<RenewalState> {
  return renewalOf(row, await surroundingsOf(db, row), catalogue, now);
}

function renewalOf(row: IssuedCertificate, { renewedBy, asked, productId }: Surroundings, catalogue: Catalogue, now: number): RenewalState {
  const state = stateOf(row, now);
  if (state !== 'valid') return state;
  if (renewedBy !== null) return 'renewed';
  if (asked) return 'asked';
  if (now < row.not_after - RENEWAL_WINDOW_MS) return 'tooEarly';
  const product = productId === null ? null : catalogue.find(productId);
  if (product === null) return 'productUnavailable';
  if (row.support === SOFTWARE) return 'possible';
  const support = product.supports.find(({ model }) => model === row.support);
  return support !== undefined && (support.qualifiedUntil === null || support.qualifiedUntil > now) ? 'possible' : 'supportNotQualified';
}
