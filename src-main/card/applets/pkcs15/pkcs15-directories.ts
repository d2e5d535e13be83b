import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { findTlv, parseTlv, type Tlv } from '../../tlv/tlv.ts';

/** Files and tags of PKCS#15 v1.1 (ISO 7816-15) that lead to the certificates; paths are relative to the application. */
export const PATH_EF_DIR = Uint8Array.of(0x2f, 0x00);
export const PATH_EF_ODF = Uint8Array.of(0x50, 0x31);
const TAG_APPLICATION = 0x61;
const TAG_AID = 0x4f;
const TAG_SEQUENCE = 0x30;
const TAG_OCTET_STRING = 0x04;
/** PKCS15Objects: certificates [4], trusted certificates [5], useful certificates [6]; only the first are the holder's. */
const TAG_ODF_CERTIFICATES = 0xa4;
/** PKCS15Object: typeAttributes [1]. */
const TAG_TYPE_ATTRIBUTES = 0xa1;

/** A token carries a handful of certificates; more is a damaged directory. */
export const CERTIFICATES_MAX = 16;
/** Commands that reading them takes at most: a file is selected and read in parts of 256 bytes. A good card needs about 40. */
export const CERTIFICATE_COMMANDS_MAX = 512;
const PATH_LENGTH_MAX = 16;

/** AIDs of EF.DIR, in order (7816-4, 8.2.1.1). */
export function parseDirectory(content: Uint8Array): readonly Uint8Array[] {
  return objectsOf(content)
    .filter((object) => object.tag === TAG_APPLICATION)
    .flatMap((application) => findTlv(application.children, TAG_AID)?.value ?? [])
    .filter((aid) => aid.length >= 1 && aid.length <= 16);
}

/** Paths of the certificate directories named by EF.ODF. */
export function parseObjectDirectory(content: Uint8Array): readonly Uint8Array[] {
  return objectsOf(content)
    .filter((object) => object.tag === TAG_ODF_CERTIFICATES)
    .map((object) => pathOf(findTlv(object.children, TAG_SEQUENCE)));
}

/** Paths of the certificate files named by one EF.CDF: each entry's typeAttributes { SEQUENCE { Path } }. */
export function parseCertificateDirectory(content: Uint8Array): readonly Uint8Array[] {
  const entries = objectsOf(content).filter((object) => object.tag === TAG_SEQUENCE);
  if (entries.length > CERTIFICATES_MAX) throw malformed();
  return entries.map((entry) => {
    const attributes = findTlv(entry.children, TAG_TYPE_ATTRIBUTES);
    const value = findTlv(attributes?.children ?? [], TAG_SEQUENCE);
    return pathOf(findTlv(value?.children ?? [], TAG_SEQUENCE));
  });
}

/** Path ::= SEQUENCE { path OCTET STRING, ... }: whole file identifiers. */
function pathOf(sequence: Tlv | undefined): Uint8Array {
  const path = findTlv(sequence?.children ?? [], TAG_OCTET_STRING)?.value;
  if (path === undefined || path.length === 0 || path.length % 2 !== 0 || path.length > PATH_LENGTH_MAX) throw malformed();
  return path;
}

const objectsOf = (content: Uint8Array): readonly Tlv[] => parseTlv(content, { trailing: 'padding' });

const malformed = (): AppError => new AppError('tokenMalformedAnswer', { reason: 'pkcs15' });
