import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { findTlv, parseTlv, requireTlv } from '../../tlv/tlv.ts';
import type { DataObjectRequest } from '../shared/get-data.ts';
import { inflateBounded } from '../shared/inflate-bounded.ts';

/** SP 800-73-4, part 2, 3.1.2: GET DATA of the application (3FFF); the object asked for comes in a 53. */
const pivObject = (tag: number): DataObjectRequest => ({ file: 0x3fff, tag, answerTag: 0x53 });

/** SP 800-73-4, part 1, table 3: Card Holder Unique Identifier. */
export const CHUID = pivObject(0x5fc102);
/** Certificates of the keys 9A (authentication), 9C (signature), 9D (key management), 9E (card authentication). */
export const CERTIFICATES: readonly DataObjectRequest[] = [0x5fc105, 0x5fc10a, 0x5fc10b, 0x5fc101].map(pivObject);

/** Part 1, table 9. */
const TAG_GUID = 0x34;
const GUID_LENGTH = 16;

/** The card's GUID, 32 upper-case hex digits; null where the card has none (all zeros, or no such element). */
export function guidOf(chuid: Uint8Array): string | null {
  const guid = findTlv(parseTlv(chuid, { nested: false }), TAG_GUID)?.value;
  if (guid?.length !== GUID_LENGTH || guid.every((byte) => byte === 0)) return null;
  return Buffer.from(guid).toString('hex').toUpperCase();
}

/** Part 1, table 10 and 42: the certificate, and how it is packed. */
const TAG_CERTIFICATE = 0x70;
const TAG_CERTIFICATE_INFORMATION = 0x71;
const COMPRESSED = 0x01;

/** The DER certificate of a container; null where the container is there and empty. @throws AppError tokenMalformedAnswer */
export function certificateOf(container: Uint8Array): Uint8Array | null {
  if (container.length === 0) return null;
  const objects = parseTlv(container, { nested: false });
  const certificate = requireTlv(objects, TAG_CERTIFICATE).value;
  if (certificate.length === 0) return null;
  const information = findTlv(objects, TAG_CERTIFICATE_INFORMATION)?.value ?? Uint8Array.of(0);
  if (information.length !== 1) throw new AppError('tokenMalformedAnswer', { reason: 'certificateInformation' });
  return ((information[0] ?? 0) & COMPRESSED) === 0 ? certificate : inflateBounded(certificate, 'gzip');
}
