// The certificate library's dependency injection wants this loaded before it.
import 'reflect-metadata';
import { constants, createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator, X509CrlGenerator, X509CrlReason, Extension } from '@peculiar/x509';
import type { WebEidToken } from '../../src-shared/http/web-eid.ts';

export { ExtendedKeyUsage, Extension, KeyUsageFlags };

export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'RSA-2048' | 'RSA-1024';

export interface KeyPair {
  readonly kind: KeyKind;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function newKeyPair(kind: KeyKind): KeyPair {
  const pair = kind.startsWith('RSA') ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) }) : generateKeyPairSync('ec', { namedCurve: kind });
  return { kind, ...pair };
}

const webAlgorithm = (kind: KeyKind, hash: string) => (kind.startsWith('RSA') ? { name: 'RSASSA-PKCS1-v1_5', hash } : { name: 'ECDSA', namedCurve: kind, hash });
const toWebKey = (key: KeyObject, kind: KeyKind, hash: string, usage: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey(usage === 'sign' ? 'pkcs8' : 'spki', key.export({ format: 'der', type: usage === 'sign' ? 'pkcs8' : 'spki' }), webAlgorithm(kind, hash), true, [usage]);

export interface Wishes {
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly keyUsage?: KeyUsageFlags | null;
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[] | null;
  readonly ca?: boolean;
  readonly hash?: 'SHA-1' | 'SHA-256';
  readonly subject?: string;
  readonly more?: readonly Extension[];
}

/** A certificate authority of a test: what it signs is whatever is wished for. */
export class LoginCa {
  readonly keys: KeyPair;
  readonly name: string;
  readonly #now: number;

  constructor(now: number, options: { readonly name?: string; readonly kind?: KeyKind; readonly keys?: KeyPair } = {}) {
    this.#now = now;
    this.keys = options.keys ?? newKeyPair(options.kind ?? 'P-256');
    this.name = options.name ?? 'CN=Autre autorité, O=Exemple, C=FR';
  }

  /** DER of its own, self-signed. */
  own(wishes: Wishes = {}): Promise<Buffer> {
    return this.issue(this.keys.publicKey, { subject: this.name, ca: true, keyUsage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, extendedKeyUsage: null, ...wishes });
  }

  /** DER. */
  async issue(publicKey: KeyObject, wishes: Wishes = {}): Promise<Buffer> {
    const hash = wishes.hash ?? 'SHA-256';
    const kind: KeyKind = publicKey.asymmetricKeyType === 'rsa' ? 'RSA-2048' : ({ prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' } as const)[publicKey.asymmetricKeyDetails?.namedCurve as 'prime256v1'];
    const keyUsage = wishes.keyUsage === undefined ? KeyUsageFlags.digitalSignature : wishes.keyUsage;
    const extendedKeyUsage = wishes.extendedKeyUsage === undefined ? [ExtendedKeyUsage.clientAuth] : wishes.extendedKeyUsage;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `4${randomBytes(15).toString('hex').slice(1)}0`,
      issuer: this.name,
      subject: wishes.subject ?? 'CN=Camille Durand, C=FR',
      notBefore: new Date(wishes.notBefore ?? this.#now - 86_400_000),
      notAfter: new Date(wishes.notAfter ?? this.#now + 365 * 86_400_000),
      publicKey: await toWebKey(publicKey, kind, hash, 'verify'),
      signingKey: await toWebKey(this.keys.privateKey, this.keys.kind, hash, 'sign'),
      signingAlgorithm: webAlgorithm(this.keys.kind, hash),
      extensions: [
        new BasicConstraintsExtension(wishes.ca ?? false, undefined, true),
        ...(keyUsage === null ? [] : [new KeyUsagesExtension(keyUsage, true)]),
        ...(extendedKeyUsage === null ? [] : [new ExtendedKeyUsageExtension([...extendedKeyUsage])]),
        ...(wishes.more ?? []),
      ],
    });
    return Buffer.from(certificate.rawData);
  }

  /** A revocation list of its own, DER, of a day from `thisUpdate` on. @param revoked serial numbers, hex. */
  async list(thisUpdate: number, revoked: readonly string[], more: readonly Extension[] = []): Promise<Buffer> {
    const list = await X509CrlGenerator.create({
      issuer: this.name,
      thisUpdate: new Date(thisUpdate),
      nextUpdate: new Date(thisUpdate + 86_400_000),
      entries: revoked.map((serialNumber) => ({ serialNumber, revocationDate: new Date(thisUpdate - 3_600_000), reason: X509CrlReason.keyCompromise })),
      signingKey: await toWebKey(this.keys.privateKey, this.keys.kind, 'SHA-256', 'sign'),
      signingAlgorithm: webAlgorithm(this.keys.kind, 'SHA-256'),
      extensions: [...more],
    });
    return Buffer.from(list.rawData);
  }
}

export const pemOf = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** What a Web eID application sends. @param how.algorithm JWA name. */
export function webEidTokenOf(
  der: Uint8Array,
  key: KeyObject,
  bound: { readonly origin: string; readonly nonce: string },
  how: { readonly algorithm: string; readonly format?: string },
): WebEidToken {
  const hash = `sha${how.algorithm.slice(2)}`;
  const digest = (text: string): Buffer => createHash(hash).update(text).digest();
  const signed = Buffer.concat([digest(bound.origin), digest(bound.nonce)]);
  const padding = how.algorithm.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  const signature = sign(hash, signed, how.algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : { key, ...padding });
  return {
    format: how.format ?? 'web-eid:1.0',
    unverifiedCertificate: Buffer.from(der).toString('base64'),
    algorithm: how.algorithm,
    signature: signature.toString('base64'),
    appVersion: 'https://web-eid.eu/web-eid-app/releases/2.5.0+0',
  };
}
