// The certificate library's dependency injection wants this loaded before it.
import 'reflect-metadata';
import { Buffer } from 'node:buffer';
import { createPublicKey } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags,
  KeyUsagesExtension, Name, SubjectKeyIdentifierExtension, X509CertificateGenerator,
} from '@peculiar/x509';

export type KeyUsage = 'authentication' | 'signature' | 'keyManagement';

/** A key of the card with its certificate; byte values are DER (PKCS#8, PKCS#1 RSAPublicKey, X.509). */
export interface CertifiedKey {
  readonly usage: KeyUsage;
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly certificate: Uint8Array;
}

/** Who certifies the keys of a card while it is made. */
export interface CardAuthority {
  /** Its own certificate, DER. */
  readonly certificate: Uint8Array;
  /** @param publicKey SubjectPublicKeyInfo, DER. @returns the certificate of that key, DER. */
  certify(usage: KeyUsage, publicKey: Uint8Array): Promise<Uint8Array>;
}

export interface RehearsalHolder {
  readonly commonName: string;
  readonly organisation: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
}

const DAY = 86_400_000;
const VALIDITY_DAYS = 3 * 365;
/** Part of the validity has elapsed already, so that a screen has an expiry within the next two years to show. */
const REMAINING_DAYS = 412;

const RSA_2048 = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(0x01, 0x00, 0x01),
} as const;

const PURPOSES = {
  authentication: () => [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
  ],
  signature: () => [new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true)],
  keyManagement: () => [new KeyUsagesExtension(KeyUsageFlags.keyEncipherment, true)],
} as const;

/**
 * One RSA-2048 key with its certificate for each usage. Without an authority one is made on the spot: nobody can take its certificates
 * for qualified ones. Times are cut to whole seconds (RFC 5280, 4.1.2.5).
 */
export async function rehearsalCertificates(
  holder: RehearsalHolder,
  now: Date,
  usages: readonly KeyUsage[] = ['authentication', 'signature'],
  authority?: CardAuthority,
): Promise<{ readonly issuer: Uint8Array; readonly keys: readonly CertifiedKey[] }> {
  const issuer = authority ?? (await authorityOnTheSpot(holder, now));
  const keys: CertifiedKey[] = [];
  for (const usage of usages) keys.push(await certifiedKey(usage, issuer));
  return { issuer: issuer.certificate, keys };
}

async function certifiedKey(usage: KeyUsage, authority: CardAuthority): Promise<CertifiedKey> {
  const keys = await makeKeyPair();
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
  return {
    usage,
    privateKey: new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
    publicKey: Uint8Array.from(createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'der', type: 'pkcs1' })),
    certificate: await authority.certify(usage, spki),
  };
}

async function authorityOnTheSpot(holder: RehearsalHolder, now: Date): Promise<CardAuthority> {
  const seconds = Math.floor(now.getTime() / 1000) * 1000;
  const notAfter = new Date(seconds + REMAINING_DAYS * DAY);
  const notBefore = new Date(notAfter.getTime() - VALIDITY_DAYS * DAY);
  const authority = await makeAuthority(new Date(notBefore.getTime() - DAY), new Date(notAfter.getTime() + DAY));
  return {
    certificate: new Uint8Array(authority.certificate.rawData),
    certify: (usage, publicKey) => certify(usage, holder, authority, { notBefore, notAfter }, publicKey),
  };
}

async function makeAuthority(notBefore: Date, notAfter: Date) {
  const keys = await makeKeyPair();
  const name = new Name([{ CN: ['Clavis - autorité de répétition'] }, { O: ['Clavis'] }, { C: ['FR'] }]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: name.toString(),
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: RSA_2048,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
}

async function certify(
  usage: KeyUsage,
  holder: RehearsalHolder,
  authority: Awaited<ReturnType<typeof makeAuthority>>,
  validity: { readonly notBefore: Date; readonly notAfter: Date },
  spki: Uint8Array,
): Promise<Uint8Array> {
  const publicKey = await crypto.subtle.importKey('spki', Uint8Array.from(spki), RSA_2048, true, ['verify']);
  const subject = new Name([{ C: [holder.country] }, { O: [holder.organisation] }, { CN: [holder.commonName] }]);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: subject.toString(),
    issuer: authority.certificate.subject,
    ...validity,
    signingKey: authority.keys.privateKey,
    publicKey,
    signingAlgorithm: RSA_2048,
    extensions: [
      new BasicConstraintsExtension(false),
      ...PURPOSES[usage](),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

async function makeKeyPair() {
  return crypto.subtle.generateKey(RSA_2048, true, ['sign', 'verify']);
}

/** 16 random bytes, positive (RFC 5280, 4.1.2.2). */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}
