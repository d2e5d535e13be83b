import { createPublicKey, type KeyObject } from 'node:crypto';

export type KeyFault = 'keyType' | 'keySize' | 'keyExponent' | 'keyForm';

const RSA_MIN = 2048;
const RSA_MAX = 4096;
/** NIST SP 800-56B, 6.2: 65537 <= e < 2^256, odd. */
const EXPONENT_MIN = 65_537n;
const EXPONENT_MAX = 2n ** 256n;
/** Lengths of SubjectPublicKeyInfo and of the point in it, where the curve is named and the point uncompressed (RFC 5480, 2.1.1 and 2.2). */
const CURVES: Readonly<Record<string, { readonly spki: number; readonly point: number }>> = { prime256v1: { spki: 91, point: 65 }, secp384r1: { spki: 120, point: 97 } };

export type JudgedKey = { readonly ok: true; readonly key: KeyObject; /** SubjectPublicKeyInfo, DER as OpenSSL writes it. */ readonly spki: Uint8Array } | { readonly ok: false; readonly fault: KeyFault };

/**
 * Keys this authority certifies: RSA of 2048 to 4096 bits, EC on P-256 or P-384.
 * Keys of known weak generators (ROCA, Debian's of 2008) are not looked for: they need lists or tests this does not have.
 */
export function judgePublicKey(spki: Uint8Array): JudgedKey {
  let key: KeyObject;
  try {
    // Refuses a point that is not on its curve.
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    // OpenSSL's many reasons are one to whoever asked.
    return { ok: false, fault: 'keyForm' };
  }
  const fault = faultOf(key);
  return fault === null ? { ok: true, key, spki: key.export({ format: 'der', type: 'spki' }) } : { ok: false, fault };
}

function faultOf(key: KeyObject): KeyFault | null {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < RSA_MIN || modulusLength > RSA_MAX) return 'keySize';
    return publicExponent < EXPONENT_MIN || publicExponent >= EXPONENT_MAX || publicExponent % 2n === 0n ? 'keyExponent' : null;
  }
  if (key.asymmetricKeyType !== 'ec') return 'keyType';
  const form = CURVES[namedCurve];
  if (form === undefined) return 'keySize';
  // Node writes the form it read: explicit parameters and a compressed point stay what they are, and few cards and readers take them.
  const der = key.export({ format: 'der', type: 'spki' });
  return der.length === form.spki && der.at(-form.point) === 0x04 ? null : 'keyForm';
}
