import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { DataObjectAddress } from '../shared/get-data.ts';
import { inflateBounded } from '../shared/inflate-bounded.ts';

/**
 * The mini-driver's file system on a GIDS card: each file is a data object of a BER-TLV file, and the master file says which.
 * Files and tags as the Windows mini-driver lays them out.
 */
export const MASTER_FILE: DataObjectAddress = { file: 0xa000, tag: 0xdf1f };
/** Card identifier: everybody reads it, only the administrator writes it, so it is the same all the card's life. */
export const CARD_IDENTIFIER: DataObjectAddress = { file: 0xa012, tag: 0xdf20 };

const MASTER_FILE_VERSION = 1;
const RECORD_LENGTH = 28;
/** Offsets in a record: two names of nine bytes, zero-terminated, filled up to 20; then tag and file, each 4 bytes little-endian. */
const OFFSET_NAME = 9;
const OFFSET_TAG = 20;
const OFFSET_FILE = 24;

const CERTIFICATE_DIRECTORY = 'mscp';
/** Certificate of a key for signing or for key exchange, and the number of its container. */
const CERTIFICATE_NAME = /^k[sx]c[0-9A-F]{2}$/iu;
/** A token carries a handful; more is a damaged directory. */
export const CERTIFICATES_MAX = 16;

/** Where the certificates are, in the order of the master file. @throws AppError tokenMalformedAnswer */
export function certificateAddresses(masterFile: Uint8Array): readonly DataObjectAddress[] {
  if (masterFile[0] !== MASTER_FILE_VERSION) throw malformed('masterFile');
  const addresses: DataObjectAddress[] = [];
  for (let from = 1; from + RECORD_LENGTH <= masterFile.length; from += RECORD_LENGTH) {
    const record = masterFile.subarray(from, from + RECORD_LENGTH);
    if (nameAt(record, 0) !== CERTIFICATE_DIRECTORY || !CERTIFICATE_NAME.test(nameAt(record, OFFSET_NAME))) continue;
    addresses.push({ file: numberAt(record, OFFSET_FILE), tag: numberAt(record, OFFSET_TAG) });
  }
  if (addresses.length > CERTIFICATES_MAX) throw malformed('certificates');
  return addresses;
}

function nameAt(record: Uint8Array, offset: number): string {
  const field = record.subarray(offset, offset + OFFSET_NAME);
  const end = field.indexOf(0);
  return Buffer.from(field.subarray(0, end === -1 ? field.length : end)).toString('latin1');
}

/** File identifiers and tags have two bytes. */
function numberAt(record: Uint8Array, offset: number): number {
  const [low = 0, high = 0, ...rest] = record.subarray(offset, offset + 4);
  if (rest.some((byte) => byte !== 0)) throw malformed('masterFile');
  return (high << 8) | low;
}

const COMPRESSION_ZLIB = 1;
const CERTIFICATE_HEADER = 4;

/** A certificate as the mini-driver packs it: 01 00, its length (little-endian), then zlib. @throws AppError tokenMalformedAnswer */
export function unpackCertificate(content: Uint8Array): Uint8Array {
  const [kind, zero, low = 0, high = 0] = content;
  if (kind !== COMPRESSION_ZLIB || zero !== 0 || content.length <= CERTIFICATE_HEADER) throw malformed('compression');
  const certificate = inflateBounded(content.subarray(CERTIFICATE_HEADER), 'zlib');
  if (certificate.length !== ((high << 8) | low)) throw malformed('compression');
  return certificate;
}

const malformed = (reason: string): AppError => new AppError('tokenMalformedAnswer', { reason });
