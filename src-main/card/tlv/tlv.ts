import { AppError } from '../../../src-shared/errors/app-error.ts';

/** One BER-TLV data object. `tag` is its bytes read big-endian (0x5A, 0x7F41, 0xBF8101); `children` are set when it is constructed. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly children: readonly Tlv[];
}

/** A card's answer never nests or branches more than this; more is garbage, or meant to hurt. */
export const TLV_DEPTH_MAX = 16;
export const TLV_OBJECTS_MAX = 2048;

const CONSTRUCTED = 0x20;
const TAG_CONTINUES = 0x1f;
const MORE = 0x80;

export interface TlvOptions {
  /**
   * `refuse` (default): the objects fill the bytes exactly. `padding`: what follows the last object may be 00 or FF alone,
   * as in files that are larger than their content (ISO 7816-4, 5.2.2.1).
   */
  readonly trailing?: 'refuse' | 'padding';
  /** False: a constructed object is left as it is, without `children`. */
  readonly nested?: boolean;
}

/**
 * Reads every object of a buffer (ISO 7816-4, 5.2.2: tags of up to three bytes, definite lengths of up to three).
 * Values are views of `bytes`, not copies.
 * @throws AppError tokenMalformedAnswer on anything that is not whole objects, or that is too deep or too many.
 */
export function parseTlv(bytes: Uint8Array, options: TlvOptions = {}): readonly Tlv[] {
  const budget = { objects: TLV_OBJECTS_MAX };
  return parseLevel(bytes, { trailing: options.trailing ?? 'refuse', nested: options.nested ?? true }, 0, budget);
}

function parseLevel(
  bytes: Uint8Array,
  options: Required<TlvOptions>,
  depth: number,
  budget: { objects: number },
): readonly Tlv[] {
  if (depth > TLV_DEPTH_MAX) throw malformed('tlvDepth');
  const objects: Tlv[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (options.trailing === 'padding' && isPadding(bytes, offset)) break;
    if (--budget.objects < 0) throw malformed('tlvCount');
    const { tag, constructed, value, end } = readObject(bytes, offset);
    const children = constructed && options.nested ? parseLevel(value, { trailing: 'refuse', nested: true }, depth + 1, budget) : [];
    objects.push({ tag, value, children });
    offset = end;
  }
  return objects;
}

/** Length in bytes of the first object of a buffer, header included; the buffer may hold only its beginning. */
export function firstObjectLength(bytes: Uint8Array): number {
  const header = readHeader(bytes, 0);
  return header.valueStart + header.length;
}

/** The first object with this tag. @throws AppError tokenMalformedAnswer when there is none. */
export function requireTlv(objects: readonly Tlv[], tag: number): Tlv {
  const found = findTlv(objects, tag);
  if (found === undefined) throw malformed('tlvMissing');
  return found;
}

export function findTlv(objects: readonly Tlv[], tag: number): Tlv | undefined {
  return objects.find((object) => object.tag === tag);
}

/** Encodes one object with the shortest length; for the short objects of commands. @throws AppError internal over 255 bytes. */
export function encodeTlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > 0xff) throw new AppError('internal', { tlv: 'length' });
  const head = [...tagBytes(tag), ...(length < MORE ? [length] : [0x81, length])];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let offset = head.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function readObject(bytes: Uint8Array, from: number) {
  const { tag, constructed, valueStart, length } = readHeader(bytes, from);
  const end = valueStart + length;
  if (end > bytes.length) throw malformed('tlvLength');
  return { tag, constructed, value: bytes.subarray(valueStart, end), end };
}

function readHeader(bytes: Uint8Array, from: number) {
  const first = byteAt(bytes, from);
  let offset = from + 1;
  let tag = first;
  if ((first & TAG_CONTINUES) === TAG_CONTINUES) {
    let next: number;
    do {
      if (offset - from >= 3) throw malformed('tlvTag');
      next = byteAt(bytes, offset++);
      tag = tag * 0x100 + next;
    } while ((next & MORE) !== 0);
  }
  let length = byteAt(bytes, offset++);
  if (length >= MORE) {
    // 80 is the indefinite form, which 7816-4 does not allow; 84 and more would announce more than a card can hold.
    const count = length - MORE;
    if (count < 1 || count > 3) throw malformed('tlvLength');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 0x100 + byteAt(bytes, offset++);
  }
  return { tag, constructed: (first & CONSTRUCTED) !== 0, valueStart: offset, length };
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw malformed('tlvLength');
  return byte;
}

function isPadding(bytes: Uint8Array, from: number): boolean {
  const filler = bytes[from];
  return (filler === 0x00 || filler === 0xff) && bytes.subarray(from).every((byte) => byte === filler);
}

function tagBytes(tag: number): number[] {
  if (tag < 0x100) return [tag];
  if (tag < 0x1_0000) return [tag >> 8, tag & 0xff];
  return [tag >> 16, (tag >> 8) & 0xff, tag & 0xff];
}

const malformed = (reason: string): AppError => new AppError('tokenMalformedAnswer', { reason });
