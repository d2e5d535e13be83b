import { createPrivateKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { readCertificate } from '../../../src-server/ca/read-certificate.ts';
import { runInitCa } from '../../../src-server/commands/init-ca-command.ts';
import { UsageError } from '../../../src-server/commands/usage-error.ts';
import { makeConfig } from '../../../src-server/config.ts';
import { openStores } from '../../../src-server/open-stores.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import type { CertificateProof } from '../../../src-shared/http/web-eid.ts';
import { webEidTokenOf } from '../../support/login-certificate.ts';
import { ocspRequestFor, statusesIn } from '../../support/ocsp-request.ts';
import { Openssl } from '../../support/openssl.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { CertificateDesk, confirmationOf } from './certificate-desk.ts';

/** A second issuing authority beside the first, as relying parties see it: openssl is one. */
let openssl: Openssl;
let authority: AuthorityFixture;
let desk: CertificateDesk;
beforeEach(async () => {
  openssl = new Openssl();
  authority = await AuthorityFixture.open({ vaultInFile: true });
  // A little behind this machine's clock, by which openssl judges.
  authority.now = Date.now() - 5000;
  desk = await CertificateDesk.open(authority);
});
afterEach(async () => {
  await authority.close();
  openssl.close();
});

const said: string[] = [];
/** The command, as a second program on the running authority's data. */
const initCa = (...args: readonly string[]): Promise<number> =>
  runInitCa(args, {
    print: (line) => void said.push(line),
    warn: (line) => void said.push(line),
    config: () => makeConfig({ ...authority.location, vaultPassphrase: 'passphrase of the tests', publicUrl: 'https://authority.example', argon2: { memoryKib: 64, timeCost: 1, parallelism: 1 } }),
    open: (config) => openStores(config, { clock: { now: () => authority.now, sleep: () => Promise.resolve() } }),
  });

async function fetchAll(...names: readonly string[]): Promise<void> {
  let lists = '';
  for (const name of names) {
    for (const kind of ['cer', 'crl']) openssl.file(`${name}.${kind}`, (await authority.call('authorityFile', { params: { file: `${name}.${kind}` } })).bytes);
    openssl.ok('x509', '-inform', 'DER', '-in', `${name}.cer`, '-out', `${name}.pem`);
    lists += openssl.ok('crl', '-inform', 'DER', '-in', `${name}.crl`);
  }
  openssl.file('crls.pem', lists);
}

/** Issued now, as file `name`.pem. @returns its serial number. */
async function issue(name: string): Promise<string> {
  const { serial } = await desk.software();
  const { bytes } = await authority.call('certificateFile', { bearer: desk.holder.bearer, params: { certificateSerial: serial } });
  openssl.file(`${name}.cer`, bytes);
  openssl.ok('x509', '-inform', 'DER', '-in', `${name}.cer`, '-out', `${name}.pem`);
  return serial;
}

const verify = (name: string, issuer: string): string =>
  openssl.run('verify', '-x509_strict', '-crl_check_all', '-CAfile', 'root.pem', '-untrusted', `${issuer}.pem`, '-CRLfile', 'crls.pem', `${name}.pem`).output;

async function ocsp(name: string, issuer: string): Promise<string> {
  openssl.ok('ocsp', '-issuer', `${issuer}.pem`, '-cert', `${name}.pem`, '-no_nonce', '-reqout', 'request');
  const reply = await authority.call('askStatus', { body: readFileSync(openssl.path('request')), type: 'application/ocsp-request' });
  openssl.file('response', reply.bytes);
  return openssl.run('ocsp', '-issuer', `${issuer}.pem`, '-cert', `${name}.pem`, '-no_nonce', '-respin', 'response', '-CAfile', 'root.pem', '-verify_other', `${issuer}.pem`).output;
}

/** One request with all pairs of `-issuer` and `-cert`, and what openssl reads in its answer; whether it believes that is for others. */
async function askAll(...pairs: readonly string[]): Promise<string> {
  openssl.ok('ocsp', ...pairs, '-no_nonce', '-reqout', 'request');
  const reply = await authority.call('askStatus', { body: readFileSync(openssl.path('request')), type: 'application/ocsp-request' });
  openssl.file('response', reply.bytes);
  return openssl.run('ocsp', ...pairs, '-no_nonce', '-respin', 'response', '-noverify').output;
}

const revoke = (serial: string) =>
  authority.call('revokeCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial }, body: { reason: 'superseded', confirmation: confirmationOf(serial) }, idempotencyKey: randomUUID() });

const test = (serial: string) => authority.call('testCertificate', { bearer: desk.holder.bearer, body: { serial } });

/** The private key of a software certificate, out of the file its holder downloads. */
async function keyOf(serial: string): Promise<KeyObject> {
  const { pkcs12, password } = (await authority.call('downloadCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).body();
  openssl.file('key.p12', Buffer.from(pkcs12, 'base64'));
  return createPrivateKey(openssl.ok('pkcs12', '-in', 'key.p12', '-passin', `pass:${password}`, '-nocerts', '-nodes'));
}

async function proof(name: string, key: KeyObject): Promise<CertificateProof> {
  const { challengeId, nonce, origin } = (await authority.call('loginChallenge')).body();
  const algorithm = key.asymmetricKeyType === 'rsa' ? 'RS256' : `ES${key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 384 : 256}`;
  return { challengeId, authToken: webEidTokenOf(readFileSync(openssl.path(`${name}.cer`)), key, { origin, nonce }, { algorithm }) };
}

describe('a new issuing key', () => {
  it('signs what is issued from then on; the one before goes on telling of what it signed', async () => {
    const first = await issue('first');
    expect(await initCa('--renew-issuing', '2')).toBe(0);
    const second = await issue('second');
    await fetchAll('root', 'issuing', 'issuing-2');
    expect(openssl.ok('x509', '-in', 'second.pem', '-noout', '-issuer')).toMatch(/Issuing CA G2/u);
    for (const file of ['issuing-2.crl', 'issuing-2.cer']) expect(openssl.ok('x509', '-in', 'second.pem', '-noout', '-text')).toContain(`/ca/${file}`);
    for (const [name, issuer] of [['first', 'issuing'], ['second', 'issuing-2']] as const) {
      expect(verify(name, issuer)).toContain(`${name}.pem: OK`);
      const told = await ocsp(name, issuer);
      expect(told).toContain('Response verify OK');
      expect(told).toContain(`${name}.pem: good`);
    }
    // Neither vouches for the other's.
    expect(verify('first', 'issuing-2')).not.toContain('OK');
    expect(await ocsp('second', 'issuing')).toContain('unauthorized');
    // As one request of both issuers' certificates, whichever comes first: no answer to it could be believed. One of another's beside ours is unknown.
    const pairs = [['first', 'issuing'], ['second', 'issuing-2']].map(([name, issuer]) => ['-issuer', `${issuer}.pem`, '-cert', `${name}.pem`]);
    for (const both of [pairs.flat(), pairs.toReversed().flat()]) expect(await askAll(...both)).toBe('Responder Error: unauthorized (6)\n');
    for (const [name, issuer] of [['first', 'issuing'], ['second', 'issuing-2']]) {
      const told = await askAll('-issuer', `${issuer}.pem`, '-cert', `${name}.pem`, '-issuer', 'root.pem', '-serial', '0x01');
      expect(told).toContain(`${name}.pem: good`);
      expect(told).toContain('0x01: unknown');
    }
    const asked = ocspRequestFor(readCertificate(readFileSync(openssl.path('issuing.cer'))), [first, second]);
    const { bytes } = await authority.call('askStatus', { body: Buffer.from(asked), type: 'application/ocsp-request' });
    expect(statusesIn(bytes)).toEqual({ [first]: 'good', [second]: 'unknown' });
    const chain = Buffer.from((await authority.call('authorityFile', { params: { file: 'chain.pem' } })).bytes).toString('latin1');
    expect(chain.replaceAll(/\s/gu, '')).toContain(readFileSync(openssl.path('issuing-2.pem'), 'latin1').replaceAll(/\s/gu, ''));

    (await revoke(first)).body();
    await fetchAll('root', 'issuing', 'issuing-2');
    expect(verify('first', 'issuing')).toContain('certificate revoked');
    expect(verify('second', 'issuing-2')).toContain('second.pem: OK');
    const listed = (name: string): string => openssl.ok('crl', '-inform', 'DER', '-in', `${name}.crl`, '-noout', '-text');
    expect([listed('issuing').includes(first), listed('issuing-2').includes(first)]).toEqual([true, false]);
    expect(await ocsp('first', 'issuing')).toMatch(/first\.pem: revoked/u);
    (await revoke(second)).body();
    await fetchAll('root', 'issuing', 'issuing-2');
    expect(verify('second', 'issuing-2')).toContain('certificate revoked');
    expect(await ocsp('second', 'issuing-2')).toMatch(/second\.pem: revoked/u);
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('is made once, by however many, and one after the other', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => initAuthority(authority.authority.deps, 2)));
    expect(all.flat().filter(({ made }) => made).map(({ name }) => name).toSorted()).toEqual(['issuing-ca-2', 'ocsp-responder-2']);
    expect(await initCa('--renew-issuing', '2')).toBe(0);
    expect(said.slice(-5).every((line) => line.includes('there already'))).toBe(true);
    await expect(initCa('--renew-issuing', '4')).rejects.toThrow(UsageError);
    for (const number of ['0', '5', 'x', '1.5']) await expect(initCa('--renew-issuing', number)).rejects.toThrow('from 1 to 4');
  });

  it('a software certificate of before comes with the chain of before', async () => {
    const first = await issue('first');
    await initCa('--renew-issuing', '2');
    const { pkcs12, password } = (await authority.call('downloadCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: first } })).body();
    openssl.file('software.p12', Buffer.from(pkcs12, 'base64'));
    const all = openssl.ok('pkcs12', '-in', 'software.p12', '-passin', `pass:${password}`, '-nokeys', '-cacerts');
    expect(all).toContain('Issuing CA');
    expect(all).not.toContain('Issuing CA G2');
  });
});

describe('an issuing authority revoked by the root', () => {
  it('is in its list at once; nothing more is issued under it, and the next one goes on', async () => {
    await issue('first');
    await initCa('--renew-issuing', '2');
    await expect(initCa('--revoke-issuing', '1')).rejects.toThrow('--reason');
    await expect(initCa('--revoke-issuing', '3', '--reason', 'superseded')).rejects.toThrow('no issuing authority 3');
    expect(await initCa('--revoke-issuing', '1', '--reason', 'superseded')).toBe(0);
    expect(await initCa('--revoke-issuing', '1', '--reason', 'keyCompromise')).toBe(0);
    expect(said.slice(-1)).toEqual(['issuing-ca 1: was revoked before']);
    await issue('second');
    await fetchAll('root', 'issuing', 'issuing-2');
    expect(verify('first', 'issuing')).toContain('certificate revoked');
    expect(verify('second', 'issuing-2')).toContain('second.pem: OK');
    expect(openssl.ok('crl', '-inform', 'DER', '-in', 'root.crl', '-noout', '-text')).toMatch(/Superseded/u);
    expect(await ocsp('first', 'issuing')).toContain('first.pem: good');
    const { db } = authority.authority.deps;
    expect(await db.selectFrom('audit').select('event').where('event', '=', 'authority.revoked').execute()).toHaveLength(1);
  });

  it('is named as what is wrong with what it issued: where it is tested, and where it would sign in', async () => {
    const first = await issue('first');
    const key = keyOf(first);
    await initCa('--renew-issuing', '2');
    const second = await issue('second');
    const issuing = new X509Certificate((await authority.call('authorityFile', { params: { file: 'issuing.cer' } })).bytes);
    expect((await authority.call('associateCertificate', { bearer: desk.holder.bearer, body: await proof('first', await key) })).status).toBe(201);
    const at = Math.floor(authority.now / 1000) * 1000;
    await initCa('--revoke-issuing', '1', '--reason', 'superseded');
    await fetchAll('root', 'issuing', 'issuing-2');
    // The judge finds it one above the certificate.
    expect(verify('first', 'issuing')).toMatch(/at 1 depth lookup: certificate revoked/u);
    const told = (await test(first)).body();
    expect(told).toMatchObject({ status: 'issuerRevoked', revokedAt: at, reason: 'superseded', certificate: { serial: first }, chain: [{ serial: issuing.serialNumber }, {}] });
    expect(verify('second', 'issuing-2')).toContain('second.pem: OK');
    expect((await test(second)).body()).toMatchObject({ status: 'good', revokedAt: null, reason: null });
    expect((await authority.call('logInWithCertificate', { body: await proof('first', await key) })).refusal()).toMatchObject({ code: 'certificateIssuerRevoked', details: {} });
    // Revoked itself, it is called that.
    authority.now += 1000;
    (await revoke(first)).body();
    await fetchAll('issuing');
    expect((await test(first)).body()).toMatchObject({ status: 'revoked', reason: 'superseded' });
    expect((await authority.call('logInWithCertificate', { body: await proof('first', await key) })).refusal()).toMatchObject({ code: 'certificateRefused', details: { reason: 'revoked' } });
  });

  it('the only one there is: nothing is issued until there is another', async () => {
    await initCa('--revoke-issuing', '1', '--reason', 'keyCompromise');
    const { requestId } = await desk.accepted('sceau-logiciel');
    const order = await desk.orderFor(requestId, 'software');
    expect((await desk.issue(order)).refusal().code).toBe('authorityNotMade');
    await initCa('--renew-issuing', '2');
    expect((await desk.issue(order)).status).toBe(200);
  });
});
