import { findAuthority, listIssuing, type AuthorityRow } from '../../repositories/authorities.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { issuingName } from '../../domain/issuing-generation.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { certificateOf, fileNameOf, findCaCertificate, type PkiDeps } from './authority-keys.ts';
import { currentRevocationList, type CrlIssuer } from './revocation-list.ts';

/** A day: an authority's certificate is replaced under a new name, or for the same key. */
const CERTIFICATE_MAX_AGE = 86_400;
/** Short, since the next list comes with the next revocation. */
const LIST_MAX_AGE_S = 300;

const CHAIN = 'chain.pem';

/** Names of the files there are once an authority was made: root, issuing and issuing-2 ... as certificates and lists, and the chain. */
export async function authorityFileNames(db: Queryable): Promise<readonly string[]> {
  const issuers = await listIssuers(db);
  return [...issuers.map((issuer) => `${fileNameOf(issuer)}.cer`), CHAIN, ...issuers.map((issuer) => `${fileNameOf(issuer)}.crl`)];
}

/** One of the files that relying parties fetch (RFC 5280, 4.2.1.13 and 4.2.2.1; RFC 8555, 9.1). @throws AppError notFound | authorityNotMade | vaultUnavailable */
export async function authorityFile(deps: PkiDeps, name: string): Promise<SentFile> {
  const { db } = deps;
  if (name === CHAIN) return { type: 'application/pem-certificate-chain', bytes: await chain(db), fileName: null, maxAge: CERTIFICATE_MAX_AGE };
  const [base = '', extension = ''] = name.split('.');
  const issuer = (await listIssuers(db)).find((one) => fileNameOf(one) === base);
  if (issuer === undefined || (extension !== 'cer' && extension !== 'crl')) throw new AppError('notFound');
  return extension === 'cer' ? certificate(db, issuer) : list(deps, issuer);
}

/** The root and the first issuing authority are spoken of before they are made. */
async function listIssuers(db: Queryable): Promise<readonly CrlIssuer[]> {
  const numbers = (await listIssuing(db)).map(({ number }) => number);
  return ['root-ca', ...(numbers.length === 0 ? [1] : numbers).map(issuingName)];
}

async function getRow(db: Queryable, issuer: CrlIssuer): Promise<AuthorityRow> {
  const row = issuer === 'root-ca' ? await findAuthority(db, issuer) : ((await listIssuing(db)).find(({ number }) => issuingName(number) === issuer) ?? null);
  if (row === null) throw new AppError('authorityNotMade');
  return row;
}

async function certificate(db: Queryable, issuer: CrlIssuer): Promise<SentFile> {
  return { type: 'application/pkix-cert', bytes: certificateOf(await getRow(db, issuer)).der, fileName: null, maxAge: CERTIFICATE_MAX_AGE };
}

/** Of the issuing authority that signs now. */
async function chain(db: Queryable): Promise<Uint8Array> {
  const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replaceAll(/(.{64})/gu, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  const [issuing, root] = [await findCaCertificate(db, 'issuing-ca'), await findCaCertificate(db, 'root-ca')];
  if (issuing === null || root === null) throw new AppError('authorityNotMade');
  return Buffer.from(`${pem(issuing.der)}${pem(root.der)}`, 'ascii');
}

async function list(deps: PkiDeps, issuer: CrlIssuer): Promise<SentFile> {
  await getRow(deps.db, issuer);
  const { der, this_update: from, next_update: until } = await currentRevocationList(deps, issuer);
  const left = Math.floor((until - deps.clock.now()) / 1000);
  return { type: 'application/pkix-crl', bytes: Buffer.from(der, 'base64'), fileName: null, maxAge: Math.max(0, Math.min(LIST_MAX_AGE_S, left)), valid: { from, until } };
}
