import type { DocumentType } from '../../../src-shared/domain/request-codes.ts';

/** First bytes of what an office takes (ISO 32000, RFC 2083, ITU-T T.81). */
const SIGNATURES: readonly (readonly [DocumentType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
];

/** What the bytes say they are, whatever their name says; null: nothing that is taken. */
export function documentType(bytes: Uint8Array): DocumentType | null {
  return SIGNATURES.find(([, signature]) => signature.every((byte, at) => bytes[at] === byte))?.[0] ?? null;
}
