import type { Random } from '../deps.ts';
import { unsigned } from './signer.ts';

const SIZE = 16;

/** 128 random bits, as 32 upper-case hex digits (RFC 5280, 4.1.2.2: positive, at most 20 octets); the first octet is never 0, so that its length is always this. */
export function newSerialNumber(random: Pick<Random, 'bytes'>): string {
  for (;;) {
    const bytes = random.bytes(SIZE);
    if (bytes[0] !== 0) return Buffer.from(bytes).toString('hex').toUpperCase();
  }
}

/** Contents octets of the DER INTEGER. */
export function serialToInteger(serial: string): ArrayBuffer {
  return unsigned(Buffer.from(serial, 'hex'));
}

/** The way back: upper-case hex without leading zero octets; null for a negative number, which is nobody's serial. */
export function integerToSerial(integer: ArrayBuffer): string | null {
  const bytes = Buffer.from(integer);
  if ((bytes[0] ?? 0x80) >= 0x80) return null;
  return bytes.toString('hex').toUpperCase().replace(/^(?:00)+(?=..)/u, '');
}
