import { constants, createHash, verify, type KeyObject } from 'node:crypto';

/** What a token may be signed with (RFC 7518, 3.1): each name fixes the hash, the padding and, for EC, the curve. */
const ALGORITHMS = {
  ES256: { hash: 'sha256', key: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', key: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', key: 'ec', curve: 'secp521r1' },
  RS256: { hash: 'sha256', key: 'rsa', padding: constants.RSA_PKCS1_PADDING },
  RS384: { hash: 'sha384', key: 'rsa', padding: constants.RSA_PKCS1_PADDING },
  RS512: { hash: 'sha512', key: 'rsa', padding: constants.RSA_PKCS1_PADDING },
  PS256: { hash: 'sha256', key: 'rsa', padding: constants.RSA_PKCS1_PSS_PADDING },
  PS384: { hash: 'sha384', key: 'rsa', padding: constants.RSA_PKCS1_PSS_PADDING },
  PS512: { hash: 'sha512', key: 'rsa', padding: constants.RSA_PKCS1_PSS_PADDING },
} as const;

type Algorithm = keyof typeof ALGORITHMS;

const RSA_BITS_MIN = 2048;

export function isWebEidAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

/** Whether the key is one that this algorithm signs with, and strong enough. */
export function fitsAlgorithm(key: KeyObject, name: Algorithm): boolean {
  const algorithm = ALGORITHMS[name];
  if (key.asymmetricKeyType !== algorithm.key) return false;
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  return algorithm.key === 'ec' ? namedCurve === algorithm.curve : modulusLength >= RSA_BITS_MIN;
}

/**
 * The signature of a Web eID authentication token: over hash(origin) || hash(nonce), hashed by the same algorithm once more
 * (Web eID system architecture, "Authentication token format"; the libraries of web-eid for Java, PHP and .NET agree). ECDSA is
 * r || s; PSS has a salt as long as the hash (RFC 7518, 3.5).
 */
export function verifyWebEidSignature(
  key: KeyObject,
  token: { readonly algorithm: Algorithm; readonly signature: Uint8Array },
  bound: { readonly origin: string; readonly nonce: string },
): boolean {
  const algorithm = ALGORITHMS[token.algorithm];
  const digest = (text: string): Buffer => createHash(algorithm.hash).update(text, 'utf8').digest();
  const signed = Buffer.concat([digest(bound.origin), digest(bound.nonce)]);
  if (algorithm.key === 'ec') return verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, token.signature);
  const salt = algorithm.padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  return verify(algorithm.hash, signed, { key, padding: algorithm.padding, ...salt }, token.signature);
}
