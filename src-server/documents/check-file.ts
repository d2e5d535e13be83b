import type { DocumentType, FileFault } from '../../src-shared/domain/request-codes.ts';
import { checkJpeg } from './check-jpeg.ts';
import { checkPdf } from './check-pdf.ts';
import { checkPng } from './check-png.ts';

const CHECKS: Readonly<Record<DocumentType, (bytes: Buffer) => FileFault | null>> = {
  'application/pdf': checkPdf,
  'image/png': checkPng,
  'image/jpeg': checkJpeg,
};

/** End of central directory of a ZIP (APPNOTE 4.3.16), and how far its comment may push it from the end. */
const ZIP_END = Buffer.from('PK\u0005\u0006', 'latin1');
const ZIP_END_SIZE = 22;
const ZIP_COMMENT_MAX = 0xffff;

/**
 * Whether these bytes are, from the first to the last, a file of this type: header, structure and end. Nothing is decompressed
 * or drawn, so no file can make this work hard; what a viewer makes of it is the viewer's to judge. A file that is an archive
 * at the same time (ZIP is read from its end) is refused.
 * @returns what is wrong; null: nothing.
 */
export function checkFile(type: DocumentType, content: Uint8Array): FileFault | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return CHECKS[type](bytes) ?? (endsAsZip(bytes) ? 'trailingData' : null);
}

function endsAsZip(bytes: Buffer): boolean {
  const from = Math.max(0, bytes.length - ZIP_END_SIZE - ZIP_COMMENT_MAX);
  for (let at = bytes.indexOf(ZIP_END, from); at !== -1; at = bytes.indexOf(ZIP_END, at + 1)) {
    if (at + ZIP_END_SIZE <= bytes.length && at + ZIP_END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) return true;
  }
  return false;
}
