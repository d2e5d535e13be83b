import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { findTlv, parseTlv, type Tlv } from '../../tlv/tlv.ts';

/** Files and tags of PKCS#15 v1.1 (ISO 7816-15) that lead to the certificates and their keys; paths are relative to the application. */
export const PATH_EF_DIR = Uint8Array.of(0x2f, 0x00);
export const PATH_EF_ODF = Uint8Array.of(0x50, 0x31);
const TAG_APPLICATION = 0x61;
const TAG_AID = 0x4f;
const TAG_SEQUENCE = 0x30;
const TAG_OCTET_STRING = 0x04;
const TAG_INTEGER = 0x02;
/** PKCS15Objects: private keys [0]; certificates [4], trusted certificates [5], useful certificates [6], of which only the first are the holder's. */
const TAG_ODF_PRIVATE_KEYS = 0xa0;
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

/** Paths of the directories named by EF.ODF. */
export function parseObjectDirectory(content: Uint8Array): { readonly certificates: readonly Uint8Array[]; readonly privateKeys: readonly Uint8Array[] } {
  const objects = objectsOf(content);
  const pathsOf = (tag: number): readonly Uint8Array[] => objects.filter((object) => object.tag === tag).map((object) => pathOf(findTlv(object.children, TAG_SEQUENCE)));
  return { certificates: pathsOf(TAG_ODF_CERTIFICATES), privateKeys: pathsOf(TAG_ODF_PRIVATE_KEYS) };
}

/** One entry of EF.CDF. `id`: what certificate and key have in common; null where the card gives none. */
export interface CertificateEntry {
  readonly id: Uint8Array | null;
  readonly path: Uint8Array;
}

/** Entries of one EF.CDF: classAttributes { iD, ... }, typeAttributes { SEQUENCE { Path } }. */
export function parseCertificateDirectory(content: Uint8Array): readonly CertificateEntry[] {
  const entries = entriesOf(content);
  return entries.map((entry) => {
    const attributes = findTlv(entry.children, TAG_TYPE_ATTRIBUTES);
    const value = findTlv(attributes?.children ?? [], TAG_SEQUENCE);
    return { id: identifierOf(entry), path: pathOf(findTlv(value?.children ?? [], TAG_SEQUENCE)) };
  });
}

/** One RSA key of EF.PrKDF. */
export interface PrivateKeyEntry {
  readonly id: Uint8Array;
  /** keyReference: what MANAGE SECURITY ENVIRONMENT names it by, 0 to 255. */
  readonly reference: number;
}

/** RSA keys of one EF.PrKDF that have an identifier and a reference: classAttributes { iD, usage, native, accessFlags, keyReference }. */
export function parsePrivateKeyDirectory(content: Uint8Array): readonly PrivateKeyEntry[] {
  return entriesOf(content).flatMap((entry) => {
    const id = identifierOf(entry);
    const reference = findTlv(classAttributesOf(entry), TAG_INTEGER)?.value;
    if (id === null || reference === undefined) return [];
    // A positive INTEGER of one byte, with or without the zero that keeps it positive.
    const [low, high] = [reference.at(-1), reference.length === 2 ? reference[0] : 0];
    if (low === undefined || reference.length > 2 || high !== 0) throw malformed();
    return [{ id, reference: low }];
  });
}

function entriesOf(content: Uint8Array): readonly Tlv[] {
  const entries = objectsOf(content).filter((object) => object.tag === TAG_SEQUENCE);
  if (entries.length > CERTIFICATES_MAX) throw malformed();
  return entries;
}

/** The second sequence of a PKCS15Object; the first one has what all objects have. */
const classAttributesOf = (entry: Tlv): readonly Tlv[] => entry.children.filter(({ tag }) => tag === TAG_SEQUENCE)[1]?.children ?? [];

const identifierOf = (entry: Tlv): Uint8Array | null => findTlv(classAttributesOf(entry), TAG_OCTET_STRING)?.value ?? null;

/** Path ::= SEQUENCE { path OCTET STRING, ... }: whole file identifiers. */
function pathOf(sequence: Tlv | undefined): Uint8Array {
  const path = findTlv(sequence?.children ?? [], TAG_OCTET_STRING)?.value;
  if (path === undefined || path.length === 0 || path.length % 2 !== 0 || path.length > PATH_LENGTH_MAX) throw malformed();
  return path;
}

const objectsOf = (content: Uint8Array): readonly Tlv[] => parseTlv(content, { trailing: 'padding' });

const malformed = (): AppError => new AppError('tokenMalformedAnswer', { reason: 'pkcs15' });
