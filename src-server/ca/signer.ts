import { ECDSASigValue, ecdsaWithSHA256, ecdsaWithSHA384 } from '@peculiar/asn1-ecc';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { AppError } from '../../src-shared/errors/app-error.ts';

export type Curve = 'P-256' | 'P-384';

/** A key that signs, wherever it is kept: the authority's keys never leave their vault. */
export interface Signer {
  readonly curve: Curve;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** ECDSA with SHA-256 (P-256) or SHA-384 (P-384): r || s, 64 or 96 bytes. */
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>;
}

const COORDINATE = { 'P-256': 32, 'P-384': 48 } as const;

/** ecdsa-with-SHA256 or ecdsa-with-SHA384, without parameters (RFC 5758, 3.2). */
export function signatureAlgorithmOf({ curve }: Pick<Signer, 'curve'>): AlgorithmIdentifier {
  return curve === 'P-256' ? ecdsaWithSHA256 : ecdsaWithSHA384;
}

/** The signature as X.509 holds it: ECDSA-Sig-Value, DER (RFC 3279, 2.2.3). @throws AppError vaultUnavailable when the key answers with something else. */
export async function signDer(signer: Signer, data: Uint8Array | ArrayBuffer): Promise<ArrayBuffer> {
  const size = COORDINATE[signer.curve];
  const signature = await signer.sign(data instanceof Uint8Array ? data : new Uint8Array(data));
  if (signature.length !== 2 * size) throw new AppError('vaultUnavailable');
  return AsnConvert.serialize(new ECDSASigValue({ r: unsigned(signature.subarray(0, size)), s: unsigned(signature.subarray(size)) }));
}

/** Contents octets of a DER INTEGER: shortest form, never negative (X.690, 8.3.2). */
export function unsigned(bytes: Uint8Array): ArrayBuffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const significant = bytes.subarray(start);
  const padded = (significant[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...significant) : Uint8Array.from(significant);
  return padded.buffer;
}
