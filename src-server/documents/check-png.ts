import { crc32 } from 'node:zlib';
import type { FileFault } from '../../src-shared/domain/request-codes.ts';

/** ISO/IEC 15948: signature (5.2), then chunks of length, type, data and CRC (5.3); IHDR is the first and IEND the last. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHUNK_OVERHEAD = 12;
const LENGTH_MAX = 0x7fff_ffff;

export function checkPng(bytes: Buffer): FileFault | null {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return 'type';
  let at = SIGNATURE.length;
  let first = true;
  let hasPixels = false;
  while (at + CHUNK_OVERHEAD <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + CHUNK_OVERHEAD + length;
    if (length > LENGTH_MAX || end > bytes.length) return 'truncated';
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return 'malformed';
    if (first !== (type === 'IHDR')) return 'malformed';
    if (first && (length !== 13 || bytes.readUInt32BE(at + 8) === 0 || bytes.readUInt32BE(at + 12) === 0)) return 'malformed';
    if (type === 'IDAT') hasPixels = true;
    if (type === 'IEND') {
      if (length !== 0 || !hasPixels) return 'malformed';
      return end === bytes.length ? null : 'trailingData';
    }
    first = false;
    at = end;
  }
  return 'truncated';
}
