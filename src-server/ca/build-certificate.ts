import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, Extensions, SubjectPublicKeyInfo, TBSCertificate, Validity, Version, type Name } from '@peculiar/asn1-x509';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { certificateExtensions, type CertificateFacts } from './certificate-extensions.ts';
import { keyIdentifier } from './key-identifier.ts';
import { PROFILES, type ProfileName } from './profiles.ts';
import type { CaCertificate } from './read-certificate.ts';
import { serialToInteger } from './serial-number.ts';
import { signatureAlgorithmOf, signDer, type Signer } from './signer.ts';

export interface CertificateOrder {
  readonly profile: ProfileName;
  readonly subject: Name;
  /** SubjectPublicKeyInfo of the subject, DER; its holder has shown that they have its private key. */
  readonly publicKey: Uint8Array;
  /** 32 hex digits, of `newSerialNumber`. */
  readonly serial: string;
  /** Milliseconds; the certificate begins at the second it falls in. */
  readonly now: number;
  readonly facts: CertificateFacts;
  /** Of an end entity: how long, by the calendar, and under which policy. */
  readonly product?: { readonly months: number; readonly policyOid: string };
}

const DAY = 86_400_000;
/** A certificate that would end sooner is refused: its issuer has to be renewed first. */
const SHORTEST = DAY;

/**
 * One certificate, DER (RFC 5280, 4.1).
 * @param issuer null: self-signed by `signer`.
 * @throws AppError authorityExpired when the issuer's own certificate leaves it no day, vaultUnavailable
 */
export async function buildCertificate(order: CertificateOrder, issuer: CaCertificate | null, signer: Signer): Promise<Uint8Array> {
  const { profile: name, subject, publicKey, serial, facts, product } = order;
  const profile = PROFILES[name];
  const issuerKeyId = issuer === null ? null : keyIdentifier(issuer.publicKey);
  const signatureAlgorithm = signatureAlgorithmOf(signer);
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialToInteger(serial),
    signature: signatureAlgorithm,
    issuer: issuer === null ? subject : issuer.subject,
    validity: new Validity(validityOf(order, issuer)),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
    extensions: new Extensions(certificateExtensions(profile, { subject: keyIdentifier(publicKey), issuer: issuerKeyId }, facts, product?.policyOid ?? null)),
  });
  const tbs = AsnConvert.serialize(tbsCertificate);
  const signatureValue = await signDer(signer, tbs);
  return new Uint8Array(AsnConvert.serialize(new Certificate({ tbsCertificate, tbsCertificateRaw: tbs, signatureAlgorithm, signatureValue })));
}

/** Within the issuer's own validity; both ends count (RFC 5280, 4.1.2.5). */
function validityOf({ profile, now, product }: CertificateOrder, issuer: CaCertificate | null): { readonly notBefore: Date; readonly notAfter: Date } {
  const { days } = PROFILES[profile];
  const start = Math.floor(now / 1000) * 1000;
  const notBefore = Math.max(start, issuer?.notBefore ?? start);
  const end = days === null ? addMonths(notBefore, product?.months ?? 0) : notBefore + days * DAY;
  const notAfter = Math.min(end - 1000, issuer?.notAfter ?? Number.POSITIVE_INFINITY);
  if (notAfter - notBefore < SHORTEST - 1000) throw new AppError('authorityExpired');
  return { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
}

/** The same day of a later month, or its last day where it has none (UTC). */
function addMonths(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}
