import { Buffer } from 'node:buffer';
import { bytesOf, encodeTlv } from '../card/tlv.ts';

/** The few DER values PKCS#15 files are made of (X.690). */
export const sequence = (...values: readonly Uint8Array[]): Uint8Array => encodeTlv(0x30, ...values);
export const octets = (value: Uint8Array): Uint8Array => encodeTlv(0x04, value);
export const utf8 = (text: string): Uint8Array => encodeTlv(0x0c, Buffer.from(text, 'utf8'));
export const boolean = (value: boolean): Uint8Array => encodeTlv(0x01, bytesOf(value ? 0xff : 0x00));
export const enumerated = (value: number): Uint8Array => encodeTlv(0x0a, bytesOf(value));
export const nothing = (): Uint8Array => encodeTlv(0x05);
/** Context-specific tag, constructed: [n] around whole values. */
export const context = (number: number, ...values: readonly Uint8Array[]): Uint8Array => encodeTlv(0xa0 | number, ...values);
/** Context-specific tag, primitive: [n] in place of the value's own tag. */
export const implicit = (number: number, value: Uint8Array): Uint8Array => encodeTlv(0x80 | number, value);

/** Content bytes of a non-negative INTEGER, with the leading zero that keeps it positive. */
export function integerBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(rest & 0xff);
    rest = Math.floor(rest / 0x100);
  } while (rest > 0);
  if (((bytes[0] ?? 0) & 0x80) !== 0) bytes.unshift(0);
  return Uint8Array.from(bytes);
}

export const integer = (value: number): Uint8Array => encodeTlv(0x02, integerBytes(value));

/** Named BIT STRING: trailing zero bits are left out and padding bits are zero, without which OpenSC drops the entry in silence. */
export function bits(...positions: readonly number[]): Uint8Array {
  if (positions.length === 0) return encodeTlv(0x03, bytesOf(0));
  const highest = Math.max(...positions);
  const value = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const position of positions) value[position >> 3] = (value[position >> 3] ?? 0) | (0x80 >> (position & 7));
  return encodeTlv(0x03, bytesOf(7 - (highest & 7)), value);
}
