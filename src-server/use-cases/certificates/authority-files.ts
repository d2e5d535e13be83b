import { findAuthority } from '../../repositories/authorities.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { getCaCertificate, type PkiDeps } from './authority-keys.ts';
import { currentRevocationList, type CrlIssuer } from './revocation-list.ts';

/** A day: an authority's certificate is replaced under a new name, or for the same key. */
const CERTIFICATE_MAX_AGE = 86_400;
/** Short, since the next list comes with the next revocation. */
const LIST_MAX_AGE_S = 300;

export const AUTHORITY_FILES = ['root.cer', 'issuing.cer', 'chain.pem', 'root.crl', 'issuing.crl'] as const;
type AuthorityFile = (typeof AUTHORITY_FILES)[number];

/** One of the files that relying parties fetch (RFC 5280, 4.2.1.13 and 4.2.2.1; RFC 8555, 9.1). @throws AppError notFound | authorityNotMade | vaultUnavailable */
export async function authorityFile(deps: PkiDeps, name: string): Promise<SentFile> {
  if (!(AUTHORITY_FILES as readonly string[]).includes(name)) throw new AppError('notFound');
  switch (name as AuthorityFile) {
    case 'root.cer':
      return certificate(deps, 'root-ca');
    case 'issuing.cer':
      return certificate(deps, 'issuing-ca');
    case 'chain.pem':
      return { type: 'application/pem-certificate-chain', bytes: await chain(deps), fileName: null, maxAge: CERTIFICATE_MAX_AGE };
    case 'root.crl':
      return list(deps, 'root-ca');
    case 'issuing.crl':
      return list(deps, 'issuing-ca');
  }
}

async function certificate(deps: PkiDeps, kind: 'root-ca' | 'issuing-ca'): Promise<SentFile> {
  return { type: 'application/pkix-cert', bytes: (await getCaCertificate(deps.db, kind)).der, fileName: null, maxAge: CERTIFICATE_MAX_AGE };
}

async function chain({ db }: PkiDeps): Promise<Uint8Array> {
  const pem = ({ der }: { readonly der: string }): string => `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/(.{64})/gu, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  const [issuing, root] = [await findAuthority(db, 'issuing-ca'), await findAuthority(db, 'root-ca')];
  if (issuing === null || root === null) throw new AppError('authorityNotMade');
  return Buffer.from(`${pem(issuing)}${pem(root)}`, 'ascii');
}

async function list(deps: PkiDeps, issuer: CrlIssuer): Promise<SentFile> {
  await getCaCertificate(deps.db, issuer);
  const { der, this_update: from, next_update: until } = await currentRevocationList(deps, issuer);
  const left = Math.floor((until - deps.clock.now()) / 1000);
  return { type: 'application/pkix-crl', bytes: Buffer.from(der, 'base64'), fileName: null, maxAge: Math.max(0, Math.min(LIST_MAX_AGE_S, left)), valid: { from, until } };
}
