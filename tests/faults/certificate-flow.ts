import { writeFileSync } from 'node:fs';
import { CertificateList } from '@peculiar/asn1-x509';
import { parseDer } from '../../src-server/ca/parse-der.ts';
import { readCertificate } from '../../src-server/ca/read-certificate.ts';
import { integerToSerial } from '../../src-server/ca/serial-number.ts';
import { DEFAULT_PRODUCTS } from '../../src-server/catalogue/products.ts';
import { initAuthority } from '../../src-server/use-cases/certificates/init-authority.ts';
import { revokeIssuing } from '../../src-server/use-cases/certificates/revoke-issuing.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';
import { CertificateDesk, confirmationOf, makeCsr, SEEN, SOFTWARE_PRODUCT, TOKEN_PRODUCT } from '../contract/certificates/certificate-desk.ts';
import { signIn } from '../contract/signed-in.ts';
import { openOffice } from '../contract/test-office.ts';
import { ocspRequestFor, statusesIn } from '../support/ocsp-request.ts';
import { sha256Of } from '../support/sample-files.ts';

/** What is there before anything fails: people, and accepted requests. */
export interface CertificatePeople {
  readonly holder: string;
  readonly operator: string;
  readonly software: string;
  readonly token: string;
  readonly csr: string;
}

/** Writes a catalogue of products of one month, whose certificates may be renewed at once. */
export function writeShortLived(file: string): void {
  writeFileSync(file, JSON.stringify({ products: DEFAULT_PRODUCTS.map((product) => ({ ...product, validityMonths: 1 })) }));
}

export async function certificatePeople(authority: AuthorityFixture): Promise<CertificatePeople> {
  const officeId = await openOffice(authority, 'Nantes');
  const people = { officeId, holder: await signIn(authority, { role: 'holder' }), operator: await signIn(authority, { role: 'operator', officeId }) };
  const desk = new CertificateDesk(authority, people);
  const [software, token] = [await desk.accepted(SOFTWARE_PRODUCT), await desk.accepted(TOKEN_PRODUCT)];
  return { holder: people.holder.bearer, operator: people.operator.bearer, software: software.requestId, token: token.requestId, csr: await makeCsr() };
}

const keyOf = (step: string): string => sha256Of(Buffer.from(step)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/u, '$1-$2-4$3-8$4-$5');

/**
 * An authority made; a software certificate issued, downloaded, renewed and revoked by its holder; one on a token, revoked by its
 * code; then an issuing authority under a new key, and the first one revoked by the root. Run again after a crash it finishes, run when finished it changes nothing.
 */
export async function certificateLife(authority: AuthorityFixture, people: CertificatePeople): Promise<void> {
  const { holder, operator } = people;
  await initAuthority(authority.authority.deps);
  const issue = async (step: string, body: Readonly<Record<string, unknown>>): Promise<string> =>
    (await authority.call('issueCertificate', { bearer: operator, idempotencyKey: keyOf(step), body: { csr: null, support: null, tokenSerial: null, identity: null, ...body } })).body().serial;
  const software = await issue('software', { requestId: people.software });
  const token = await issue('token', { requestId: people.token, csr: people.csr, support: 'key-b', tokenSerial: authority.person().serial, identity: SEEN });
  const own = { bearer: holder, params: { certificateSerial: software } };

  const view = (await authority.call('readCertificate', own)).body();
  if (view.downloadsLeft === 3) (await authority.call('downloadCertificate', own)).body();
  (await authority.call('renewCertificate', { ...own, idempotencyKey: keyOf('renewal') })).body();
  (await authority.call('revokeCertificate', { ...own, idempotencyKey: keyOf('revocation'), body: { reason: 'superseded', confirmation: confirmationOf(software) } })).body();

  const byCode = { serial: token, reason: 'keyCompromise', language: 'fr' };
  const refused = (await authority.call('revokeByCode', { body: { ...byCode, code: 'wrong' } })).refusal();
  if (refused.code !== 'revocationRefused') throw new Error(`a wrong code: ${refused.code}`);
  const { code } = (await authority.call('revocationCode', { bearer: holder, params: { certificateSerial: token } })).body();
  (await authority.call('revokeByCode', { body: { ...byCode, code } })).body();
  // A mail that was taken and not marked is taken again when its lease has run out.
  authority.now += MAIL_LEASE_MS;
  await authority.authority.deps.mail.flush();
  await initAuthority(authority.authority.deps, 2);
  await revokeIssuing(authority.authority.deps, 1, 'superseded');
}

/** Audit rows of a whole life. */
export const WHOLE_CERTIFICATE_LIFE = { 'authority.certified': 5, 'authority.revoked': 1, 'certificate.issued': 2, 'certificate.downloaded': 1, 'certificate.revoked': 2, 'request.issued': 2, 'request.renewalPrepared': 1 };

/** What must hold after any crash, before anybody goes on. Empty: it does. */
export async function certificateContradictions(authority: AuthorityFixture): Promise<readonly string[]> {
  const { db } = authority.authority.deps;
  const found: string[] = [];
  const expectSame = (what: string, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other)) found.push(`${what}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
  };
  const audit = await db.selectFrom('audit').select(['event', 'subject', 'details']).orderBy('seq').execute();
  const subjectsOf = (event: string): readonly string[] => audit.filter((row) => row.event === event).map(({ subject }) => subject).toSorted();
  const issued = await db.selectFrom('issued_certificates').selectAll().orderBy('serial').execute();
  expectSame('issued', issued.map(({ serial }) => serial), subjectsOf('certificate.issued'));
  expectSame('requests issued', issued.map(({ request_id: id }) => id ?? '').toSorted(), (await db.selectFrom('requests').select('id').where('state', '=', 'issued').execute()).map(({ id }) => id).toSorted());
  const revoked = issued.filter(({ revoked_at: at }) => at !== null).map(({ serial }) => serial);
  expectSame('revoked', revoked, subjectsOf('certificate.revoked'));
  expectSame('downloads', issued.reduce((sum, { downloads }) => sum + downloads, 0), subjectsOf('certificate.downloaded').length);
  const onTokens = issued.filter(({ dossier_id: id }) => id !== null).map(({ sha256 }) => sha256);
  const known = await db.selectFrom('certificates').select('sha256').execute();
  expectSame('associated', onTokens.filter((sha256) => !known.some((row) => row.sha256 === sha256)), []);
  const mails = await db.selectFrom('outbox').select('kind').execute();
  const mailsOf = (kind: string): number => mails.filter((row) => row.kind === kind).length;
  expectSame('mails', [mailsOf('certificateIssued'), mailsOf('certificateDownloaded'), mailsOf('certificateRevoked')], [2 * issued.length, 2 * subjectsOf('certificate.downloaded').length, 2 * revoked.length]);

  const authorities = await db.selectFrom('authorities').select(['kind', 'serial', 'revoked_at']).execute();
  expectSame('authorities revoked', authorities.flatMap(({ serial, revoked_at: at }) => (at === null ? [] : [serial])), subjectsOf('authority.revoked'));
  expectSame('authorities', authorities.map(({ serial }) => serial).toSorted(), subjectsOf('authority.certified'));
  for (const issuer of ['root-ca', 'issuing-ca', 'issuing-ca-2'] as const) {
    const newest = await db.selectFrom('revocation_lists').select(({ fn }) => fn.max('number').as('number')).where('issuer', '=', issuer).executeTakeFirst();
    expectSame(`lists of ${issuer}`, newest?.number ?? 0, subjectsOf('revocationList.issued').filter((subject) => subject === issuer).length);
  }
  if (!authorities.some(({ kind }) => kind === 'ocsp-responder')) return found;

  // What the world is told is what the rows say, whatever was under way.
  const list = parseDer((await authority.call('authorityFile', { params: { file: 'issuing.crl' } })).bytes, CertificateList);
  expectSame('listed', (list?.tbsCertList.revokedCertificates ?? []).map(({ userCertificate }) => integerToSerial(userCertificate) ?? '').toSorted(), revoked);
  if (issued.length === 0) return found;
  const issuer = readCertificate((await authority.call('authorityFile', { params: { file: 'issuing.cer' } })).bytes);
  const request = Buffer.from(ocspRequestFor(issuer, issued.map(({ serial }) => serial)));
  const said = statusesIn((await authority.call('askStatus', { body: request, type: 'application/ocsp-request' })).bytes);
  expectSame('OCSP', said, Object.fromEntries(issued.map((row) => [row.serial, row.revoked_at === null ? 'good' : `revoked ${row.revocation_reason}`])));
  return found;
}
