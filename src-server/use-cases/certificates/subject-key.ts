import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { readCsr } from '../../ca/read-csr.ts';
import type { Deps } from '../../deps.ts';

const makeKeyPair = promisify(generateKeyPair);

export interface SubjectKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Software: the private key, PKCS#8 sealed for this certificate. */
  readonly sealed: string | null;
}

/** The key that is certified: of a PKCS#10 request, or made here on P-256. @throws AppError csrInvalid {reason} | vaultUnavailable */
export async function subjectKey({ vault }: Pick<Deps, 'vault'>, serial: string, csr: string | null): Promise<SubjectKey> {
  if (csr !== null) return { publicKey: readCsr(csr), sealed: null };
  const { privateKey, publicKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    return { publicKey: publicKey.export({ format: 'der', type: 'spki' }), sealed: await vault.seal(keyContext(serial), pkcs8) };
  } finally {
    pkcs8.fill(0);
  }
}

/** Binds a sealed key to its certificate. */
export function keyContext(serial: string): string {
  return `certificate-key/${serial}`;
}
