import type { FileFault } from '../../src-shared/domain/request-codes.ts';

/** Markers of ITU-T T.81, table B.1. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const RST0 = 0xd0;
const RST7 = 0xd7;
const TEM = 0x01;
const APP2 = 0xe2;
const MPF = Buffer.from('MPF\0', 'latin1');

interface Image {
  /** Where the next byte after EOI is. */
  readonly end: number;
  /** Says that more images follow (CIPA DC-007, multi-picture format): cameras of telephones write such files. */
  readonly multiPicture: boolean;
}

/** One image from SOI to EOI and nothing after it; or, where the first one says so, several. */
export function checkJpeg(bytes: Buffer): FileFault | null {
  if (bytes.length < 3 || bytes[0] !== 0xff || bytes[1] !== SOI || bytes[2] !== 0xff) return 'type';
  const first = readImage(bytes, 0);
  if (typeof first === 'string') return first;
  let { end } = first;
  while (end < bytes.length) {
    if (!first.multiPicture || bytes[end] !== 0xff || bytes[end + 1] !== SOI) return 'trailingData';
    const next = readImage(bytes, end);
    if (typeof next === 'string') return next;
    end = next.end;
  }
  return null;
}

/** Walks the markers of one image: segments by their length, entropy-coded data up to the next marker. */
function readImage(bytes: Buffer, start: number): Image | FileFault {
  let at = start + 2;
  let hasFrame = false;
  let hasScan = false;
  let multiPicture = false;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return 'malformed';
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      // Fill bytes before a marker (B.1.1.2).
      at += 1;
      continue;
    }
    if (marker === EOI) return hasFrame && hasScan ? { end: at + 2, multiPicture } : 'malformed';
    if (marker === SOI || marker === 0x00) return 'malformed';
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return 'truncated';
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return 'malformed';
    if (at + 2 + length > bytes.length) return 'truncated';
    if (isFrame(marker)) hasFrame = true;
    if (marker === APP2 && bytes.subarray(at + 4, at + 8).equals(MPF)) multiPicture = true;
    at += 2 + length;
    if (marker === SOS) {
      hasScan = true;
      at = endOfScan(bytes, at);
    }
  }
  return 'truncated';
}

/** In a scan 0xFF00 is a byte 0xFF, and restart markers belong to it. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== 0x00 && next !== 0xff && (next === undefined || next < RST0 || next > RST7)) return at;
  }
  return bytes.length;
}

/** SOF0 to SOF15 but DHT, JPG and DAC, which lie between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
