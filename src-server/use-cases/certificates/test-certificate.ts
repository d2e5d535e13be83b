import { createHash, X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateTestReply, certificateTestRequest } from '../../../src-shared/http/certificate-tests.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { findAuthority } from '../../repositories/authorities.ts';
import { isIssued } from '../../repositories/issued-certificates.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import type { Revocation, TrustedAuthority } from '../../web-eid/certificate-trust.ts';
import { getCertificateIn } from './view-certificate.ts';

/**
 * Tests a certificate: what of it is true now, and who vouches for it. Of our own the database says it, of others a list that lies beside their
 * authority; nothing is fetched. It reads and writes nothing down.
 * @throws AppError notFound, for a serial number that is none of mine | requestInvalid, for what is no certificate
 */
export async function testCertificate({ db, trust, clock }: Pick<Deps, 'db' | 'trust' | 'clock'>, body: z.output<typeof certificateTestRequest>, actor: Pick<Actor, 'accountId'>): Promise<CertificateTestReply> {
  const certificate = 'serial' in body ? new X509Certificate(Buffer.from((await getCertificateIn(db, body.serial, { accountId: actor.accountId })).der, 'base64')) : readCertificate(body.certificate);
  const now = clock.now();
  // Also one whose own time is over: it did vouch for it, and what it says of revocation stays true.
  const issuer = (await trust.authorities(now)).find((authority) => certificate.checkIssued(authority.certificate) && certificate.verify(authority.certificate.publicKey));
  const revocation = issuer === undefined ? null : await revocationOf(db, trust, certificate, issuer, now);
  const revoked = revocation?.status === 'revoked' ? revocation : (issuer?.revoked ?? null);
  return {
    status: statusOf(certificate, issuer ?? null, revocation, now),
    revokedAt: revoked?.at ?? null,
    reason: revoked?.reason ?? null,
    certificate: viewLink(certificate),
    chain: issuer === undefined ? [] : (await chainFrom(db, issuer)).map(viewLink),
    testedAt: now,
  };
}

async function revocationOf(db: Queryable, trust: Deps['trust'], certificate: X509Certificate, issuer: TrustedAuthority, now: number): Promise<Revocation> {
  // A serial number of ours under other bytes was never issued.
  if (issuer.own && !(await isIssued(db, digestOf(certificate)))) return { status: 'unknown' };
  return trust.status(certificate, issuer, now);
}

function statusOf(certificate: X509Certificate, issuer: TrustedAuthority | null, revocation: Revocation | null, now: number): CertificateTestReply['status'] {
  if (revocation?.status === 'revoked') return 'revoked';
  if (issuer !== null && issuer.revoked !== null) return 'issuerRevoked';
  if (certificate.validToDate.getTime() < now) return 'expired';
  if (certificate.validFromDate.getTime() > now) return 'notYetValid';
  if (issuer === null || issuer.certificate.validToDate.getTime() < now || revocation?.status !== 'good') return 'unknown';
  return 'good';
}

/** The issuer, and our root above one of ours. */
async function chainFrom(db: Queryable, { certificate, own }: TrustedAuthority): Promise<readonly X509Certificate[]> {
  const root = own ? await findAuthority(db, 'root-ca') : null;
  const above = root === null ? null : new X509Certificate(Buffer.from(root.der, 'base64'));
  return above !== null && certificate.checkIssued(above) && certificate.verify(above.publicKey) ? [certificate, above] : [certificate];
}

const digestOf = (certificate: X509Certificate): string => createHash('sha256').update(certificate.raw).digest('hex');

function viewLink(certificate: X509Certificate): CertificateTestReply['certificate'] {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    serial: certificate.serialNumber,
    sha256: digestOf(certificate),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
  };
}

/** @throws AppError requestInvalid */
function readCertificate(text: string): X509Certificate {
  const pem = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/u.exec(text)?.[1] ?? text;
  const der = Buffer.from(pem, 'base64');
  try {
    const certificate = new X509Certificate(der);
    // A key that cannot be read, or something after it, shows here.
    if (certificate.publicKey !== undefined && certificate.raw.equals(der)) return certificate;
  } catch {
    // OpenSSL has many words for what is no certificate; one is said below.
  }
  throw new AppError('requestInvalid', { part: 'body', field: 'certificate' });
}
