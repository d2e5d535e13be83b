import { randomUUID } from 'node:crypto';
import { compactVerify, createLocalJWKSet } from 'jose';
import { CertificateList } from '@peculiar/asn1-x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { parseDer } from '../../../src-server/ca/parse-der.ts';
import { readCertificate } from '../../../src-server/ca/read-certificate.ts';
import { integerToSerial } from '../../../src-server/ca/serial-number.ts';
import { DEFAULT_POLICY } from '../../../src-server/policy/policy.ts';
import { ocspRequestFor, statusesIn } from '../../support/ocsp-request.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { CertificateDesk, confirmationOf } from './certificate-desk.ts';

const DAY = 86_400_000;
let authority: AuthorityFixture;
let desk: CertificateDesk;

async function begin(config: ConstructorParameters<typeof AuthorityFixture>[0] = {}): Promise<void> {
  authority = await AuthorityFixture.open(config);
  desk = await CertificateDesk.open(authority);
}
beforeEach(() => begin());
afterEach(() => authority.close());

const revoke = async (serial: string, options: { readonly key?: string; readonly confirmation?: string; readonly bearer?: string; readonly reason?: string } = {}) =>
  authority.call('revokeCertificate', {
    bearer: options.bearer ?? desk.holder.bearer,
    params: { certificateSerial: serial },
    body: { reason: options.reason ?? 'keyCompromise', confirmation: options.confirmation ?? confirmationOf(serial) },
    idempotencyKey: options.key ?? randomUUID(),
  });

async function listed(): Promise<readonly string[]> {
  const list = parseDer((await authority.call('authorityFile', { params: { file: 'issuing.crl' } })).bytes, CertificateList);
  return (list?.tbsCertList.revokedCertificates ?? []).map(({ userCertificate }) => integerToSerial(userCertificate) ?? '');
}

async function ocsp(...serials: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const issuer = readCertificate((await authority.call('authorityFile', { params: { file: 'issuing.cer' } })).bytes);
  const reply = await authority.call('askStatus', { body: Buffer.from(ocspRequestFor(issuer, serials)), type: 'application/ocsp-request' });
  return statusesIn(reply.bytes);
}

const codeOf = async (serial: string): Promise<string> => (await authority.call('revocationCode', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).body().code;
const byCode = async (body: { readonly serial: string; readonly code: string }) => authority.call('revokeByCode', { body: { reason: 'keyCompromise', language: 'fr', ...body } });
const audited = async (event: string): Promise<number> => (await authority.authority.deps.db.selectFrom('audit').select('seq').where('event', '=', event).execute()).length;

describe('a holder revokes', () => {
  it('at once in the list and in OCSP, with a proof that others can verify, by mail too', async () => {
    const [one, other] = [await desk.token(), await desk.software()];
    expect(await ocsp(one.serial, other.serial)).toEqual({ [one.serial]: 'good', [other.serial]: 'good' });
    const reply = (await revoke(one.serial)).body();
    expect(await listed()).toEqual([one.serial]);
    expect(await ocsp(one.serial, other.serial)).toEqual({ [one.serial]: 'revoked keyCompromise', [other.serial]: 'good' });
    const keys = createLocalJWKSet((await authority.call('jwks')).body());
    const claims: unknown = JSON.parse(Buffer.from((await compactVerify(reply.receipt, keys)).payload).toString('utf8'));
    expect(claims).toMatchObject({ act: 'certificate-revoked', sub: one.serial, sha256: one.sha256, reason: 'keyCompromise', iat: reply.revokedAt / 1000 });
    const { mails } = await authority.mailbox();
    expect(mails.filter(({ subject }) => subject === 'Votre certificat est révoqué').map(({ to }) => to.toLowerCase()).toSorted()).toEqual([desk.holder.email.toLowerCase(), 'zoe@emeraude.example'].toSorted());
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('once: the same key gives the same proof, another key is told that it is done', async () => {
    const { serial } = await desk.software();
    const key = randomUUID();
    const first = (await revoke(serial, { key })).body();
    authority.now += 60_000;
    expect((await revoke(serial, { key })).body()).toEqual(first);
    expect((await revoke(serial)).refusal()).toMatchObject({ code: 'certificateRevoked' });
    expect((await revoke(serial, { key, reason: 'superseded' })).refusal()).toMatchObject({ code: 'idempotencyMismatch' });
  });

  it('fifty times at once: one revocation, one row of audit, two mails, one entry', async () => {
    const { serial } = await desk.software();
    const replies = await Promise.all(Array.from({ length: 50 }, () => revoke(serial)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map((reply) => reply.refusal().code))).toEqual(new Set(['certificateRevoked']));
    expect(await audited('certificate.revoked')).toBe(1);
    expect(await listed()).toEqual([serial]);
    expect((await authority.mailbox()).mails.filter(({ subject }) => subject === 'Votre certificat est révoqué')).toHaveLength(2);
  });

  it.each([
    ['the wrong digits', { confirmation: '00000000' }, 'confirmationMismatch'],
    ['nothing typed', { confirmation: '' }, 'confirmationMismatch'],
  ])('not with %s', async (_name, options, code) => {
    const { serial } = await desk.software();
    await authority.mailbox();
    const before = await dumpTables(authority);
    expect((await revoke(serial, options)).refusal()).toMatchObject({ code });
    expect(await dumpTables(authority)).toEqual(before);
  });

  it('with the digits as people type them', async () => {
    const { serial } = await desk.software();
    const typed = confirmationOf(serial).toLowerCase().replaceAll(/(.{4})/gu, '$1 ');
    expect((await revoke(serial, { confirmation: typed })).status).toBe(200);
  });

  it('and what is revoked stays so: no download, no renewal, no key left', async () => {
    const { serial } = await desk.software();
    (await revoke(serial)).body();
    const params = { certificateSerial: serial };
    expect((await authority.call('downloadCertificate', { bearer: desk.holder.bearer, params })).refusal()).toMatchObject({ code: 'certificateRevoked' });
    expect((await authority.call('renewCertificate', { bearer: desk.holder.bearer, params, idempotencyKey: randomUUID() })).refusal()).toMatchObject({ code: 'certificateRevoked' });
    expect((await authority.call('readCertificate', { bearer: desk.holder.bearer, params })).body()).toMatchObject({ state: 'revoked', revocationReason: 'keyCompromise', downloadsLeft: 0, renewal: 'revoked' });
    expect((await authority.authority.deps.db.selectFrom('issued_certificates').select('sealed_key').execute())[0]?.sealed_key).toBeNull();
  });

  it('an expired certificate: not any more', async () => {
    const { serial, notAfter } = await desk.software();
    authority.now = notAfter;
    const holder = await signIn(authority, { role: 'holder' });
    await authority.authority.deps.db.updateTable('issued_certificates').set({ account_id: holder.accountId }).execute();
    expect((await revoke(serial, { bearer: holder.bearer })).refusal()).toMatchObject({ code: 'certificateExpired' });
  });
});

describe('a list', () => {
  it('names a revoked certificate once more after its end, also after weeks without a list; OCSP goes on', async () => {
    const { serial, notAfter } = await desk.software();
    (await revoke(serial)).body();
    authority.now = notAfter + 30 * DAY;
    expect(await listed()).toEqual([serial]);
    authority.now += DAY / 2;
    expect(await listed()).toEqual([]);
    expect(await ocsp(serial)).toEqual({ [serial]: 'revoked keyCompromise' });
  });
});

describe('by code, without signing in', () => {
  it('revokes with the code of the account, however it is typed, and says the same again', async () => {
    const { serial } = await desk.software();
    const code = await codeOf(serial);
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/u);
    const typed = { serial: `0x${serial.toLowerCase()}`, code: code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l') };
    const done = (await byCode(typed)).body();
    expect(done).toMatchObject({ serial });
    expect(await ocsp(serial)).toEqual({ [serial]: 'revoked keyCompromise' });
    authority.now += 60_000;
    expect((await byCode({ serial, code })).body()).toEqual(done);
    expect(await audited('certificate.revoked')).toBe(1);
  });

  it('refuses in one and the same way: a wrong code, another certificate’s, a serial never issued, nonsense', async () => {
    const [one, other] = [await desk.software(), await desk.software()];
    const code = await codeOf(one.serial);
    const said = new Set<string>();
    for (const body of [{ serial: one.serial, code: `${code.slice(0, -1)}?` }, { serial: other.serial, code }, { serial: 'F'.repeat(32), code }, { serial: 'nonsense', code: '' }, { serial: one.serial, code: '' }]) {
      const { status, text } = await byCode(body);
      said.add(`${status} ${text.replace(/"requestId":"[^"]+"/u, '')}`);
    }
    expect(said.size).toBe(1);
    expect(await ocsp(one.serial, other.serial)).toEqual({ [one.serial]: 'good', [other.serial]: 'good' });
  });

  it('slows down who guesses, and not the holder elsewhere; a restart refills nothing', async () => {
    const { serial } = await desk.software();
    for (let i = 0; i < 20; i++) expect((await byCode({ serial, code: String(i) })).refusal()).toMatchObject({ code: 'revocationRefused' });
    const code = await codeOf(serial);
    expect((await byCode({ serial, code })).refusal()).toMatchObject({ code: 'tooManyRequests' });
    await authority.restart();
    expect((await byCode({ serial, code })).refusal()).toMatchObject({ code: 'tooManyRequests' });
    authority.now += 3_600_000;
    expect((await byCode({ serial, code })).status).toBe(200);
  });

  it('fifty times at once: one revocation, fifty times the same reply', async () => {
    const { serial } = await desk.software();
    const code = await codeOf(serial);
    const replies = await Promise.all(Array.from({ length: 50 }, () => byCode({ serial, code })));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await audited('certificate.revoked')).toBe(1);
  });

  it('the code is stored nowhere', async () => {
    const { serial } = await desk.software();
    const code = await codeOf(serial);
    const everything = (await dumpTables(authority)).join('\n') + authority.logs.join('\n');
    expect(everything).not.toContain(code);
    expect(everything).not.toContain(code.replaceAll('-', ''));
  });
});

describe('an OCSP answer', () => {
  const ask = async (serials: readonly string[], nonce: Uint8Array | null = null): Promise<Buffer> => {
    const issuer = readCertificate((await authority.call('authorityFile', { params: { file: 'issuing.cer' } })).bytes);
    return Buffer.from((await authority.call('askStatus', { body: Buffer.from(ocspRequestFor(issuer, serials, nonce)), type: 'application/ocsp-request' })).bytes);
  };

  it('is given again for half of its period, and not a moment longer than it is so', async () => {
    const [one, other] = [await desk.software(), await desk.software()];
    const [first, ofOther] = [await ask([one.serial]), await ask([other.serial])];
    authority.now += 299_000;
    expect((await ask([one.serial])).equals(first)).toBe(true);
    await revoke(one.serial);
    expect(statusesIn(await ask([one.serial]))).toEqual({ [one.serial]: 'revoked keyCompromise' });
    expect((await ask([other.serial])).equals(ofOther)).toBe(true);
    authority.now += 1_000;
    const second = await ask([other.serial]);
    expect([second.equals(ofOther), statusesIn(second)]).toEqual([false, { [other.serial]: 'good' }]);
    authority.now -= 1_000;
    expect((await ask([other.serial])).equals(second)).toBe(false);
  });

  it('to a nonce, or of a certificate that never was, is signed each time', async () => {
    const { serial } = await desk.software();
    for (const [serials, nonce] of [[[serial], Buffer.alloc(16, 7)], [[serial, '00112233445566778899AABBCCDDEEFF'], null]] as const) {
      const [first, second] = [await ask(serials, nonce), await ask(serials, nonce)];
      expect(first.equals(second)).toBe(false);
      expect(statusesIn(first)).toEqual(statusesIn(second));
    }
  });
});

describe('an operator revokes for another', () => {
  const forOther = async (serial: string, bearer = desk.operator.bearer) =>
    authority.call('revokeForOther', {
      bearer,
      params: { certificateSerial: serial },
      body: { reason: 'affiliationChanged', confirmation: confirmationOf(serial), explanation: 'A quitté l’entité.' },
      idempotencyKey: randomUUID(),
    });

  it('alone, where the policy says so', async () => {
    const { serial } = await desk.software();
    expect((await forOther(serial)).body()).toMatchObject({ outcome: 'revoked', approvalId: null });
    expect(await ocsp(serial)).toEqual({ [serial]: 'revoked affiliationChanged' });
  });

  it('with four eyes: not before somebody else of the office agrees', async () => {
    await authority.close();
    await begin({ config: { policy: { ...DEFAULT_POLICY, revokeForOther: 'fourEyes' } } });
    const { serial } = await desk.software();
    const { outcome, approvalId } = (await forOther(serial)).body();
    expect(outcome).toBe('approvalPending');
    expect(await ocsp(serial)).toEqual({ [serial]: 'good' });
    const decide = async (bearer: string) =>
      authority.call('decideApproval', { bearer, params: { approvalId: approvalId ?? '' }, body: { decision: 'approved', reason: 'Vu.' }, idempotencyKey: randomUUID() });
    expect((await decide(desk.operator.bearer)).refusal()).toMatchObject({ code: 'ownRequest' });
    const second = await signIn(authority, { role: 'operator', officeId: desk.officeId });
    expect((await decide(second.bearer)).body()).toMatchObject({ state: 'approved' });
    expect(await ocsp(serial)).toEqual({ [serial]: 'revoked affiliationChanged' });
    expect(await listed()).toEqual([serial]);
  });
});
