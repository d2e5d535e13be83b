import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { firstObjectLength } from '../../tlv/tlv.ts';
import { certificateView } from '../shared/certificate-view.ts';
import { CERTIFICATES_MAX, parseCertificateDirectory, parseObjectDirectory, PATH_EF_ODF } from './pkcs15-directories.ts';

/**
 * Certificates of the PKCS#15 application that is selected: its EF.ODF names the certificate directories, those the files.
 * @param read the content of a file by its path, relative to the application or from 3F00
 */
export async function readPkcs15Certificates(read: (path: Uint8Array) => Promise<Uint8Array>): Promise<readonly CertificateView[]> {
  const paths: Uint8Array[] = [];
  for (const directory of parseObjectDirectory(await read(PATH_EF_ODF))) {
    paths.push(...parseCertificateDirectory(await read(directory)));
    if (paths.length > CERTIFICATES_MAX) throw malformed('certificates');
  }
  const views: CertificateView[] = [];
  for (const path of paths) views.push(certificateView(oneObject(await read(path))));
  return views;
}

/** Cuts off what fills up a file after its one object. */
function oneObject(content: Uint8Array): Uint8Array {
  const length = firstObjectLength(content);
  if (length > content.length) throw malformed('fileLength');
  return content.subarray(0, length);
}

const malformed = (reason: string): AppError => new AppError('tokenMalformedAnswer', { reason });
