import { sha256Hex } from '../domain/digest.ts';

/** Crockford's base 32: no letter that is taken for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 25;

/** A code of 125 bits in five groups of five. @param bytes 16 at least, of a MAC or of a random source. */
export function revocationCode(bytes: Uint8Array): string {
  let bits = BigInt(`0x${Buffer.from(bytes.subarray(0, 16)).toString('hex')}`) >> 3n;
  let code = '';
  for (let i = 0; i < CHARACTERS; i++) {
    code = `${ALPHABET[Number(bits & 31n)] ?? ''}${code}`;
    bits >>= 5n;
  }
  return code.replaceAll(/.{5}(?=.)/gu, '$&-');
}

/** What is stored of a code and compared: case, spaces and hyphens do not count, O is 0, I and L are 1. Lower-case hex. */
export function revocationCodeHash(code: string): string {
  const read = code.toUpperCase().replaceAll(/[\s-]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  return sha256Hex(`revocation-code\n${read}`);
}
