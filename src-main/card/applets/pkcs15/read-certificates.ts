import { createHash } from 'node:crypto';
import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { firstObjectLength } from '../../tlv/tlv.ts';
import { certificateView } from '../shared/certificate-view.ts';
import {
  CERTIFICATES_MAX,
  parseCertificateDirectory,
  parseObjectDirectory,
  parsePrivateKeyDirectory,
  PATH_EF_ODF,
  type CertificateEntry,
} from './pkcs15-directories.ts';

/** The content of a file by its path, relative to the application or from 3F00. */
type ReadFile = (path: Uint8Array) => Promise<Uint8Array>;

/**
 * Certificates of the PKCS#15 application that is selected: its EF.ODF names the certificate directories, those the files.
 */
export async function readPkcs15Certificates(read: ReadFile): Promise<readonly CertificateView[]> {
  const { certificates } = parseObjectDirectory(await read(PATH_EF_ODF));
  const views: CertificateView[] = [];
  for (const { path } of await readEntries(read, certificates)) views.push(certificateView(await readCertificate(read, path)));
  return views;
}

/** A certificate of a PKCS#15 application, and the reference of its key. */
export interface Pkcs15Key {
  readonly certificate: Uint8Array;
  readonly reference: number;
}

/**
 * The key whose certificate has this fingerprint: found by the identifier that both have in common.
 * @param sha256 of the DER certificate, lower-case hex
 * @returns null where the application has no such certificate, or no RSA key of it
 */
export async function findPkcs15Key(read: ReadFile, sha256: string): Promise<Pkcs15Key | null> {
  const { certificates, privateKeys } = parseObjectDirectory(await read(PATH_EF_ODF));
  for (const { id, path } of await readEntries(read, certificates)) {
    const certificate = await readCertificate(read, path);
    if (createHash('sha256').update(certificate).digest('hex') !== sha256) continue;
    for (const directory of privateKeys) {
      const key = parsePrivateKeyDirectory(await read(directory)).find((candidate) => id !== null && Buffer.from(candidate.id).equals(id));
      if (key !== undefined) return { certificate, reference: key.reference };
    }
    return null;
  }
  return null;
}

async function readEntries(read: ReadFile, directories: readonly Uint8Array[]): Promise<readonly CertificateEntry[]> {
  const entries: CertificateEntry[] = [];
  for (const directory of directories) {
    entries.push(...parseCertificateDirectory(await read(directory)));
    if (entries.length > CERTIFICATES_MAX) throw malformed('certificates');
  }
  return entries;
}

const readCertificate = async (read: ReadFile, path: Uint8Array): Promise<Uint8Array> => oneObject(await read(path));

/** Cuts off what fills up a file after its one object. */
function oneObject(content: Uint8Array): Uint8Array {
  const length = firstObjectLength(content);
  if (length > content.length) throw malformed('fileLength');
  return content.subarray(0, length);
}

const malformed = (reason: string): AppError => new AppError('tokenMalformedAnswer', { reason });
