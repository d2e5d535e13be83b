import { verify } from 'node:crypto';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { parseDer } from './parse-der.ts';
import { judgePublicKey, type KeyFault } from './public-key-policy.ts';

/** Signatures a request may bear, and the digest and kind of key of each. No SHA-1, no MD5. */
const ALGORITHMS: Readonly<Record<string, { readonly digest: string; readonly key: 'rsa' | 'ec' }>> = {
  '1.2.840.113549.1.1.11': { digest: 'sha256', key: 'rsa' },
  '1.2.840.113549.1.1.12': { digest: 'sha384', key: 'rsa' },
  '1.2.840.113549.1.1.13': { digest: 'sha512', key: 'rsa' },
  '1.2.840.10045.4.3.2': { digest: 'sha256', key: 'ec' },
  '1.2.840.10045.4.3.3': { digest: 'sha384', key: 'ec' },
  '1.2.840.10045.4.3.4': { digest: 'sha512', key: 'ec' },
};
/** An RSA-4096 request is below 2 KiB; attributes may add to it. */
const SIZE_MAX = 16 * 1024;
const PEM = /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----\s+([A-Za-z0-9+/=\s]+)-----END \1?CERTIFICATE REQUEST-----\s*$/u;

type CsrFault = 'notARequest' | 'signatureAlgorithm' | 'signature' | KeyFault;

/**
 * The key of a PKCS#10 request (RFC 2986), once its signature has shown that whoever made it holds the private key. Its names
 * and attributes are not looked at: identity comes from what the authority has approved.
 * @param csr PEM, or base64 of DER. @returns SubjectPublicKeyInfo, DER. @throws AppError csrInvalid {reason}
 */
export function readCsr(csr: string): Uint8Array {
  const request = parseDer(bytesOf(csr), CertificationRequest);
  if (request?.certificationRequestInfoRaw === undefined) throw refused('notARequest');
  const judged = judgePublicKey(new Uint8Array(AsnConvert.serialize(request.certificationRequestInfo.subjectPKInfo)));
  if (!judged.ok) throw refused(judged.fault);
  const algorithm = ALGORITHMS[request.signatureAlgorithm.algorithm];
  if (algorithm === undefined || algorithm.key !== judged.key.asymmetricKeyType) throw refused('signatureAlgorithm');
  const signed = Buffer.from(request.certificationRequestInfoRaw);
  if (!verify(algorithm.digest, signed, judged.key, Buffer.from(request.signature))) throw refused('signature');
  return judged.spki;
}

function bytesOf(csr: string): Uint8Array {
  if (csr.length > SIZE_MAX) throw refused('notARequest');
  const base64 = (PEM.exec(csr)?.[2] ?? csr).replaceAll(/\s/gu, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) throw refused('notARequest');
  return Buffer.from(base64, 'base64');
}

function refused(reason: CsrFault): AppError {
  return new AppError('csrInvalid', { reason });
}
