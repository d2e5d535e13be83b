import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readList } from '../../../src-server/ca/read-list.ts';
import { Extension, KeyUsageFlags, LoginCa, newKeyPair, pemOf, webEidTokenOf, type KeyKind } from '../../support/login-certificate.ts';
import { Openssl, pem } from '../../support/openssl.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { CertificateDesk, confirmationOf } from './certificate-desk.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);
const DAY = 86_400_000;
const ORIGIN = 'https://authority.example';

let folder: string;
let ca: LoginCa;
let authority: AuthorityFixture;
let desk: CertificateDesk;

async function begin(kind: KeyKind = 'P-256', unchecked = false): Promise<void> {
  ca = new LoginCa(NOW, { kind });
  writeFileSync(join(folder, 'autre.pem'), pemOf(await ca.own()));
  authority = await AuthorityFixture.open({ config: { trustedCaDir: folder, trustedCaUnchecked: unchecked } });
  desk = await CertificateDesk.open(authority);
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-lists-'));
});
afterEach(async () => {
  await authority.close();
  rmSync(folder, { recursive: true, force: true });
});

const test = (body: object, bearer = desk.holder.bearer) => authority.call('testCertificate', { bearer, body });
const fileOf = async (serial: string): Promise<Buffer> => Buffer.from((await authority.call('certificateFile', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).bytes);
const serialOf = (der: Uint8Array): string => new X509Certificate(der).serialNumber;
/** As whoever fetches lists should: written beside, then renamed. */
const put = (name: string, bytes: Uint8Array | string): void => {
  writeFileSync(join(folder, 'new'), bytes);
  renameSync(join(folder, 'new'), join(folder, name));
};

describe('a certificate of ours', () => {
  it('is good with its chain, then revoked with time and reason, whoever tests it; and nothing is written down', async () => {
    await begin();
    const { serial, sha256, notAfter } = await desk.software();
    const stranger = await signIn(authority, { role: 'holder' });
    const before = await dumpTables(authority, ['account_sessions']);
    const mine = (await test({ serial })).body();
    expect(mine).toMatchObject({ status: 'good', revokedAt: null, reason: null, certificate: { serial, sha256, notAfter }, testedAt: authority.now });
    expect(mine.chain.map(({ subject }) => /CN=([^,]+)/u.exec(subject)?.[1])).toEqual(['Clavis Rehearsal Issuing CA', 'Clavis Rehearsal Root CA']);
    expect(mine.certificate.issuer).toBe(mine.chain[0]?.subject);
    expect(mine.chain[1]?.issuer).toBe(mine.chain[1]?.subject);
    const der = await fileOf(serial);
    expect((await test({ serial }, stranger.bearer)).refusal().code).toBe('notFound');
    for (const certificate of [der.toString('base64'), pemOf(der)]) expect((await test({ certificate }, stranger.bearer)).body()).toEqual(mine);
    expect(await dumpTables(authority, ['account_sessions'])).toEqual(before);

    const revoked = { params: { certificateSerial: serial }, body: { reason: 'superseded', confirmation: confirmationOf(serial) } };
    const { revokedAt } = (await authority.call('revokeCertificate', { bearer: desk.holder.bearer, idempotencyKey: randomUUID(), ...revoked })).body();
    expect((await test({ serial })).body()).toMatchObject({ status: 'revoked', revokedAt, reason: 'superseded' });
    authority.now = notAfter + 1000;
    const later = await signIn(authority, { role: 'holder' });
    expect((await test({ certificate: pemOf(der) }, later.bearer)).body()).toMatchObject({ status: 'revoked', revokedAt });
  });

  it('has expired to the second, and one that was never issued is unknown, whoever signed it', async () => {
    await begin();
    const { serial, notAfter } = await desk.software();
    const der = await fileOf(serial);
    await authority.authority.deps.db.deleteFrom('issued_certificates').where('serial', '=', serial).execute();
    expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'unknown', chain: [{}, {}] });
    authority.now = notAfter + 1;
    const later = await signIn(authority, { role: 'holder' });
    expect((await test({ certificate: pemOf(der) }, later.bearer)).body().status).toBe('expired');
  });

  it('is unknown where its serial number was issued under other bytes', async () => {
    await begin();
    const { serial } = await desk.software();
    const der = await fileOf(serial);
    await authority.authority.deps.db.updateTable('issued_certificates').set({ sha256: 'f'.repeat(64) }).where('serial', '=', serial).execute();
    expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'unknown', certificate: { serial } });
  });

  it('what is no certificate is refused, and told so', async () => {
    await begin();
    const der = await fileOf((await desk.software()).serial);
    for (const certificate of ['x', 'AAAA', pemOf(der.subarray(0, -3)), pemOf(Buffer.concat([der, der])), pemOf(der).replace('CERTIFICATE', 'CERTIFICATF')]) {
      expect((await test({ certificate })).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'certificate' } });
    }
  });
});

describe('a certificate of another authority', () => {
  it.each(['P-256', 'P-384', 'RSA-2048'] as const)('is what the list beside its authority (%s) says, read again when it changes', async (kind) => {
    await begin(kind);
    const keys = newKeyPair('P-256');
    const der = await ca.issue(keys.publicKey);
    const status = async (): Promise<unknown> => {
      const { status: says, chain } = (await test({ certificate: pemOf(der) })).body();
      expect(chain).toMatchObject([{ subject: 'CN=Autre autorité, O=Exemple, C=FR' }]);
      return says;
    };
    expect(await status()).toBe('unknown');
    put('autre.crl', await ca.list(authority.now, ['01', '7f00']));
    expect(await status()).toBe('good');
    put('autre.crl', '-----BEGIN X509 CRL-----\nhalf');
    expect(await status()).toBe('good');
    put('plus-ancien.crl', await ca.list(authority.now - 1000, [serialOf(der)]));
    expect(await status()).toBe('good');
    put('autre.crl', `-----BEGIN X509 CRL-----\n${(await ca.list(authority.now, [serialOf(der)])).toString('base64')}\n-----END X509 CRL-----\n`);
    expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'revoked', reason: 'keyCompromise', revokedAt: authority.now - 3_600_000 });
  });

  it('is unknown once the list is past its time, and by lists of somebody else or of a part', async () => {
    await begin();
    const der = await ca.issue(newKeyPair('P-256').publicKey);
    const status = async (): Promise<string> => (await test({ certificate: pemOf(der) })).body().status;
    put('autre.crl', await new LoginCa(NOW).list(authority.now, []));
    expect(await status()).toBe('unknown');
    put('autre.crl', await ca.list(authority.now, [], [new Extension('2.5.29.27', true, new Uint8Array([2, 1, 1]))]));
    expect(await status()).toBe('unknown');
    put('autre.crl', await ca.list(authority.now + 1000, []));
    expect(await status()).toBe('unknown');
    put('autre.crl', await ca.list(authority.now - DAY + 1000, []));
    expect(await status()).toBe('good');
    put('autre.crl', await ca.list(authority.now - DAY, []));
    expect(await status()).toBe('unknown');
  });

  it('signs in while its list says so; with no list only where the configuration says to', async () => {
    const login = async (): Promise<unknown> => {
      const keys = newKeyPair('P-256');
      const der = await ca.issue(keys.publicKey);
      const { challengeId, nonce } = (await authority.call('loginChallenge')).body();
      const authToken = webEidTokenOf(der, keys.privateKey, { origin: ORIGIN, nonce }, { algorithm: 'ES256' });
      return (await authority.call('logInWithCertificate', { body: { challengeId, authToken } })).refusal().details['reason'];
    };
    await begin();
    expect(await login()).toBe('revoked');
    put('autre.crl', await ca.list(authority.now, []));
    // Good enough; it belongs to nobody.
    expect(await login()).toBe('notAccepted');
    authority.now += DAY;
    expect(await login()).toBe('revoked');
    await authority.close();
    await begin('P-256', true);
    rmSync(join(folder, 'autre.crl'));
    expect(await login()).toBe('notAccepted');
    put('autre.crl', await ca.list(authority.now - DAY, []));
    expect(await login()).toBe('revoked');
  });

  it('falls with its authority, once a list of who is above that one names it; openssl finds the same', async () => {
    const root = new LoginCa(NOW, { name: 'CN=Racine, C=FR' });
    ca = new LoginCa(NOW);
    const authorityDer = await root.issue(ca.keys.publicKey, { subject: ca.name, ca: true, keyUsage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, extendedKeyUsage: null });
    writeFileSync(join(folder, 'autre.pem'), pemOf(authorityDer));
    writeFileSync(join(folder, 'racine.pem'), pemOf(await root.own()));
    authority = await AuthorityFixture.open({ config: { trustedCaDir: folder } });
    authority.now = NOW;
    desk = await CertificateDesk.open(authority);
    const keys = newKeyPair('P-256');
    const der = await ca.issue(keys.publicKey);
    const login = async (): Promise<unknown> => {
      const { challengeId, nonce } = (await authority.call('loginChallenge')).body();
      const authToken = webEidTokenOf(der, keys.privateKey, { origin: ORIGIN, nonce }, { algorithm: 'ES256' });
      return (await authority.call('logInWithCertificate', { body: { challengeId, authToken } })).refusal().code;
    };
    const openssl = new Openssl();
    try {
      const judge = (list: Buffer, lower: Buffer): string => {
        openssl.file('crls.pem', pem('X509 CRL', list) + pem('X509 CRL', lower));
        openssl.file('leaf.pem', pemOf(der));
        return openssl.run('verify', '-crl_check_all', '-attime', String(NOW / 1000 + 1), '-CAfile', join(folder, 'racine.pem'), '-untrusted', join(folder, 'autre.pem'), '-CRLfile', 'crls.pem', 'leaf.pem').output;
      };
      const lower = await ca.list(NOW, []);
      const silent = await root.list(NOW, []);
      put('autre.crl', lower);
      put('racine.crl', silent);
      expect(judge(silent, lower)).toContain('leaf.pem: OK');
      expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'good', revokedAt: null });
      const naming = await root.list(NOW, [serialOf(authorityDer)]);
      put('racine.crl', naming);
      expect(judge(naming, lower)).toMatch(/at 1 depth lookup: certificate revoked/u);
      expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'issuerRevoked', reason: 'keyCompromise', revokedAt: NOW - 3_600_000 });
      expect(await login()).toBe('certificateIssuerRevoked');
      // Somebody else's list of that name revokes nobody.
      put('racine.crl', await new LoginCa(NOW, { name: root.name }).list(NOW, [serialOf(authorityDer)]));
      expect((await test({ certificate: pemOf(der) })).body().status).toBe('good');
    } finally {
      openssl.close();
    }
  });

  it('of nobody known is unknown, without a chain', async () => {
    await begin();
    const der = await new LoginCa(NOW, { name: 'CN=Inconnue' }).issue(newKeyPair('P-256').publicKey);
    expect((await test({ certificate: pemOf(der) })).body()).toMatchObject({ status: 'unknown', chain: [] });
  });
});

describe('reading lists', () => {
  it('reads our own as it was written, and of no prefix or changed byte anything else than a refusal or another signature', async () => {
    await begin();
    const { serial } = await desk.software();
    const body = { reason: 'keyCompromise', confirmation: confirmationOf(serial) };
    const { revokedAt } = (await authority.call('revokeCertificate', { bearer: desk.holder.bearer, idempotencyKey: randomUUID(), params: { certificateSerial: serial }, body })).body();
    const der = Buffer.from((await authority.call('authorityFile', { params: { file: 'issuing.crl' } })).bytes);
    const issuer = new X509Certificate((await authority.call('authorityFile', { params: { file: 'issuing.cer' } })).bytes).publicKey;
    const list = readList(der);
    expect([...list.revoked]).toEqual([[serial, { at: Math.floor(revokedAt / 1000) * 1000, reason: 'keyCompromise' }]]);
    expect(list.signedBy(issuer)).toBe(true);
    for (let end = 0; end < der.length; end += 1) expect(() => readList(der.subarray(0, end))).toThrow();
    for (let at = 0; at < der.length; at += 1) {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ 1;
      let signed = false;
      try {
        signed = readList(changed).signedBy(issuer);
      } catch (cause) {
        expect(cause).toBeInstanceOf(Error);
      }
      expect([at, signed]).toEqual([at, false]);
    }
  });
});
