import type { FileFault } from '../../src-shared/domain/request-codes.ts';

/** ISO 32000-2, 7.5: a header, and at the end `startxref`, the place of the last cross-reference section, and `%%EOF`. */
const HEADER = /^%PDF-(?:1\.[0-7]|2\.0)[\r\n \t%]/u;
const TAIL = /startxref[\r\n\t ]+(\d{1,10})[\r\n\t ]+%%EOF[\r\n\t \0]*$/u;
const TAIL_BYTES = 1_024;
const TABLE = /^xref[\r\n\t ]/u;
/** A cross-reference stream is an object, whose dictionary is never compressed (7.5.8). */
const STREAM = /^\d{1,10}[\r\n\t ]+\d{1,5}[\r\n\t ]+obj/u;
const SECTION_BYTES = 1024 * 1024;

export function checkPdf(bytes: Buffer): FileFault | null {
  if (!HEADER.test(bytes.toString('latin1', 0, 16))) return 'type';
  const tail = TAIL.exec(bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES)));
  if (tail === null) return bytes.includes('%%EOF') && bytes.lastIndexOf('%%EOF') < bytes.length - TAIL_BYTES ? 'trailingData' : unfinished(bytes);
  const place = Number(tail[1]);
  if (place <= 0 || place >= bytes.length) return 'malformed';
  const section = bytes.toString('latin1', place, place + SECTION_BYTES);
  const dictionary = trailerOf(section);
  if (dictionary === null) return 'malformed';
  if (!hasName(dictionary, 'Root')) return 'malformed';
  return hasName(dictionary, 'Encrypt') ? 'encrypted' : null;
}

/** Cut off, or with something else after its end. */
function unfinished(bytes: Buffer): FileFault {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES));
  return /%%EOF[\r\n\t \0]*$/u.test(tail) ? 'malformed' : tail.includes('%%EOF') ? 'trailingData' : 'truncated';
}

/** The text that holds the trailer's dictionary; null: there is no cross-reference section here. */
function trailerOf(section: string): string | null {
  if (TABLE.test(section)) {
    const trailer = section.indexOf('trailer');
    return trailer === -1 ? null : upTo(section.slice(trailer), 'startxref');
  }
  return STREAM.test(section) ? upTo(section, 'stream') : null;
}

function upTo(text: string, end: string): string {
  const at = text.indexOf(end);
  return at === -1 ? text : text.slice(0, at);
}

/** Names may be written with any of their characters as #xx (7.3.5). */
function hasName(dictionary: string, name: string): boolean {
  const plain = dictionary.replace(/#([0-9A-Fa-f]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new RegExp(`/${name}(?![A-Za-z0-9_.-])`, 'u').test(plain);
}
