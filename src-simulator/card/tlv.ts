import { Buffer } from 'node:buffer';

/** One BER-TLV data object (ISO 7816-4, 5.2.2): `tag` as its bytes read big-endian (7F41, BF8101), `value` a view. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** Encodes with the shortest length form. A tag below 100 hex is one byte, below 10000 two, else three. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(values);
  return Uint8Array.from([...tagBytes(tag), ...lengthBytes(value.length), ...value]);
}

export function bytesOf(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.from(bytes);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** All objects of a buffer, or undefined when it is not a whole number of well-formed objects. */
export function readTlvs(bytes: Uint8Array): readonly Tlv[] | undefined {
  const objects: Tlv[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const read = readTlv(bytes, offset);
    if (read === undefined) return undefined;
    objects.push({ tag: read.tag, value: read.value });
    offset = read.end;
  }
  return objects;
}

function readTlv(bytes: Uint8Array, from: number): (Tlv & { readonly end: number }) | undefined {
  let offset = from;
  let tag = bytes[offset++] ?? 0;
  if ((tag & 0x1f) === 0x1f) {
    let next: number | undefined;
    do {
      next = bytes[offset++];
      if (next === undefined || tag > 0xffff) return undefined;
      tag = tag * 0x100 + next;
    } while ((next & 0x80) !== 0);
  }
  let length = bytes[offset++];
  if (length === undefined || length === 0x80 || length > 0x82) return undefined;
  if (length > 0x80) {
    const count = length - 0x80;
    if (offset + count > bytes.length) return undefined;
    length = bytes.subarray(offset, offset + count).reduce((sum, byte) => sum * 0x100 + byte, 0);
    offset += count;
  }
  const end = offset + length;
  if (end > bytes.length) return undefined;
  return { tag, value: bytes.subarray(offset, end), end };
}

function tagBytes(tag: number): number[] {
  if (tag < 0x100) return [tag];
  if (tag < 0x1_0000) return [tag >> 8, tag & 0xff];
  return [tag >> 16, (tag >> 8) & 0xff, tag & 0xff];
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length < 0x1_0000) return [0x82, length >> 8, length & 0xff];
  throw new RangeError('A data object of this card holds less than 64 KiB');
}
