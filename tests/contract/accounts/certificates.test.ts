import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExtendedKeyUsage, Extension, KeyUsageFlags, LoginCa, newKeyPair, pemOf, webEidTokenOf, type KeyPair, type Wishes } from '../../support/login-certificate.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { asSeen, Person } from './person.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);
const MINUTE = 60_000;
const ORIGIN = 'https://authority.example';

let ca: LoginCa;
let folder: string;
let keys: KeyPair;
let authority: AuthorityFixture;
let person: Person;
let bearer: string;

beforeAll(async () => {
  ca = new LoginCa(NOW);
  folder = mkdtempSync(join(tmpdir(), 'clavis-trusted-'));
  writeFileSync(join(folder, 'autre.pem'), pemOf(await ca.own()));
  keys = newKeyPair('P-256');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1', trustedCaDir: folder, trustedCaUnchecked: true } });
  person = new Person(authority);
  bearer = await person.enter();
});
afterEach(() => authority.close());

const challenge = async () => (await authority.call('loginChallenge', { headers: person.headers })).body();
/** An answer to a challenge of its own. */
const proof = async (der: Uint8Array, pair: KeyPair, change: { origin?: string; nonce?: string; algorithm?: string; format?: string } = {}) => {
  const { challengeId, nonce } = await challenge();
  const algorithm = change.algorithm ?? 'ES256';
  return { challengeId, authToken: webEidTokenOf(der, pair.privateKey, { origin: change.origin ?? ORIGIN, nonce: change.nonce ?? nonce }, { algorithm, ...(change.format === undefined ? {} : { format: change.format }) }) };
};
type Proof = Awaited<ReturnType<typeof proof>>;
const enter = (body: Proof) => authority.call('logInWithCertificate', { body, headers: person.headers });
const associate = (body: Proof, as = bearer) => authority.call('associateCertificate', { bearer: as, body, headers: person.headers });
const reasonOf = async (reply: ReturnType<typeof enter> | ReturnType<typeof associate>) => {
  const { code, details } = (await reply).refusal();
  return [code, details['reason']];
};

describe('a certificate', () => {
  it.each(['P-256 ES256', 'P-384 ES384', 'P-521 ES512', 'RSA-2048 RS256', 'RSA-2048 RS384', 'RSA-2048 RS512', 'RSA-2048 PS256', 'RSA-2048 PS384', 'RSA-2048 PS512'])('%s: once associated, signs in', async (kindAndAlgorithm) => {
    const [kind = '', algorithm = ''] = kindAndAlgorithm.split(' ');
    const pair = newKeyPair(kind as KeyPair['kind']);
    const der = await ca.issue(pair.publicKey);
    expect((await associate(await proof(der, pair, { algorithm }))).body()).toMatchObject({ subject: 'CN=Camille Durand, C=FR', issuer: 'CN=Autre autorité, O=Exemple, C=FR', associatedAt: authority.now });
    const { sessionToken } = (await enter(await proof(der, pair, { algorithm }))).body();
    expect((await authority.call('readAccount', { bearer: sessionToken })).body()).toMatchObject({ email: person.email, session: { method: 'certificate' } });
    expect((await person.mails()).map(({ subject }) => subject)).toContain('Un certificat ouvre votre compte');
  });

  it('that is not associated, or no longer, does not; nor may somebody else associate it', async () => {
    const der = await ca.issue(keys.publicKey);
    expect(await reasonOf(enter(await proof(der, keys)))).toEqual(['certificateRefused', 'notAccepted']);
    const { sha256 } = (await associate(await proof(der, keys))).body();
    const again = (await associate(await proof(der, keys))).body();
    expect(again.sha256).toBe(sha256);
    const other = new Person(authority);
    const otherBearer = await other.enter();
    expect(await reasonOf(associate(await proof(der, keys), otherBearer))).toEqual(['certificateRefused', 'notAccepted']);
    expect((await authority.call('dissociateCertificate', { bearer: otherBearer, params: { sha256 } })).refusal().code).toBe('notFound');
    expect((await authority.call('listAccountCertificates', { bearer })).body().items).toMatchObject([{ sha256 }]);
    expect((await authority.call('dissociateCertificate', { bearer, params: { sha256 } })).body()).toEqual({ ended: 1 });
    expect(await reasonOf(enter(await proof(der, keys)))).toEqual(['certificateRefused', 'notAccepted']);
    expect((await person.mails()).map(({ subject }) => subject)).toContain('Un certificat n’ouvre plus votre compte');
    const mails = (await person.mails()).filter(({ subject }) => subject === 'Un certificat ouvre votre compte');
    expect(mails).toHaveLength(1);
  });

  it('is refused alike whether it is nobody’s or that of a disabled account', async () => {
    const der = await ca.issue(keys.publicKey);
    (await associate(await proof(der, keys))).body();
    await authority.authority.deps.db.updateTable('accounts').set({ disabled_at: authority.now }).where('email', '=', person.email).execute();
    const stranger = newKeyPair('P-256');
    const [disabled, unknown] = [await enter(await proof(der, keys)), await enter(await proof(await ca.issue(stranger.publicKey), stranger))];
    expect(asSeen(disabled)).toEqual(asSeen(unknown));
  });

  it('is associated only by who has lately shown who they are', async () => {
    authority.now += 5 * MINUTE;
    const der = await ca.issue(keys.publicKey);
    expect((await associate(await proof(der, keys))).refusal().code).toBe('reauthenticationRequired');
    (await authority.call('reauthenticate', { bearer, body: { password: person.password } })).body();
    (await associate(await proof(der, keys))).body();
    authority.now += 5 * MINUTE;
    expect((await authority.call('reauthenticate', { bearer, body: await proof(der, keys) })).body().freshUntil).toBe(authority.now + 5 * MINUTE);
    const stranger = newKeyPair('P-256');
    expect((await authority.call('reauthenticate', { bearer, body: await proof(await ca.issue(stranger.publicKey), stranger) })).refusal().details).toEqual({ reason: 'notAccepted' });
  });
});

/** One bit of it changed. */
function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('what is refused, and why', () => {
  const signed = async (wishes: Wishes): Promise<unknown> => (await reasonOf(enter(await proof(await ca.issue(keys.publicKey, wishes), keys))))[1];

  it('by validity', async () => {
    expect(await signed({ notAfter: NOW - 1000 })).toBe('expired');
    expect(await signed({ notBefore: NOW + 1000 })).toBe('notYetValid');
    expect(await signed({ notBefore: NOW, notAfter: NOW })).toBe('notAccepted');
  });

  it('by usage', async () => {
    expect(await signed({ extendedKeyUsage: [ExtendedKeyUsage.emailProtection] })).toBe('usage');
    expect(await signed({ extendedKeyUsage: null })).toBe('usage');
    expect(await signed({ keyUsage: KeyUsageFlags.nonRepudiation })).toBe('usage');
    expect(await signed({ keyUsage: null })).toBe('usage');
    expect(await signed({ ca: true })).toBe('usage');
    expect(await signed({ more: [new Extension('1.2.3.4', true, new Uint8Array([5, 0]))] })).toBe('malformed');
    expect(await signed({ hash: 'SHA-1' })).toBe('malformed');
  });

  it('by issuer: another one, one of the same name, one that has expired', async () => {
    const reason = async (issuer: LoginCa): Promise<unknown> => (await reasonOf(enter(await proof(await issuer.issue(keys.publicKey), keys))))[1];
    expect(await reason(new LoginCa(NOW, { name: 'CN=Inconnue' }))).toBe('untrusted');
    expect(await reason(new LoginCa(NOW))).toBe('untrusted');
    authority.now += 366 * 24 * 60 * MINUTE;
    expect((await reasonOf(enter(await proof(await ca.issue(keys.publicKey, { notAfter: authority.now + 1000 }), keys))))[1]).toBe('untrusted');
  });

  it('by challenge: used, another’s, too old, unknown', async () => {
    const der = await ca.issue(keys.publicKey);
    (await associate(await proof(der, keys))).body();
    const answered = await proof(der, keys);
    (await enter(answered)).body();
    expect((await reasonOf(enter(answered)))[1]).toBe('challenge');
    const late = await proof(der, keys);
    authority.now += 5 * MINUTE;
    expect((await reasonOf(enter(late)))[1]).toBe('challenge');
    const inTime = await proof(der, keys);
    authority.now += 5 * MINUTE - 1;
    (await enter(inTime)).body();
    const other = await challenge();
    expect((await reasonOf(enter({ ...(await proof(der, keys)), challengeId: other.challengeId })))[1]).toBe('signature');
    expect((await reasonOf(enter({ ...(await proof(der, keys)), challengeId: '00000000-0000-4000-8000-000000000000' })))[1]).toBe('challenge');
  });

  it('a wrong answer spends its challenge', async () => {
    const der = await ca.issue(keys.publicKey);
    (await associate(await proof(der, keys))).body();
    const right = await proof(der, keys);
    const tampered = { ...right, authToken: { ...right.authToken, signature: flipped(right.authToken.signature) } };
    expect((await reasonOf(enter(tampered)))[1]).toBe('signature');
    expect((await reasonOf(enter(right)))[1]).toBe('challenge');
  });

  it('by signature: another origin, key, nonce, algorithm or encoding', async () => {
    const der = await ca.issue(keys.publicKey);
    (await associate(await proof(der, keys))).body();
    const other = newKeyPair('P-256');
    const reason = async (body: Proof): Promise<unknown> => (await reasonOf(enter(body)))[1];
    expect(await reason(await proof(der, keys, { origin: 'https://authority.example.evil' }))).toBe('signature');
    expect(await reason(await proof(der, keys, { origin: `${ORIGIN}/` }))).toBe('signature');
    expect(await reason(await proof(der, keys, { nonce: 'AAAA' }))).toBe('signature');
    expect(await reason(await proof(der, other))).toBe('signature');
    expect(await reason(await proof(der, keys, { format: 'web-eid:1.1' }))).toBe('format');
    const right = await proof(der, keys);
    const renamed = (algorithm: string) => ({ ...right, authToken: { ...right.authToken, algorithm } });
    for (const algorithm of ['none', 'HS256', 'ES384', 'RS256', 'es256', 'EdDSA', '__proto__']) {
      const fresh = await challenge();
      expect(await reason({ ...renamed(algorithm), challengeId: fresh.challengeId }), algorithm).toBe('algorithm');
    }
    const notOne = { ...(await proof(der, keys)).authToken, unverifiedCertificate: Buffer.concat([der, Buffer.from([0])]).toString('base64') };
    expect(await reason({ challengeId: (await challenge()).challengeId, authToken: notOne })).toBe('malformed');
    expect(await reason({ challengeId: (await challenge()).challengeId, authToken: { ...notOne, unverifiedCertificate: 'MAA=' } })).toBe('malformed');
  });

  it('of fifty answers to one challenge at the same time at most one gets in', async () => {
    const der = await ca.issue(keys.publicKey);
    (await associate(await proof(der, keys))).body();
    const body = await proof(der, keys);
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => authority.call('logInWithCertificate', { body, headers: { 'x-forwarded-for': `192.0.${i}.1` } })));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const reply of replies) if (reply.status !== 201) expect(reply.refusal().details).toEqual({ reason: 'challenge' });
  });

  it('a weak key', async () => {
    const weak = newKeyPair('RSA-1024');
    expect((await reasonOf(enter(await proof(await ca.issue(weak.publicKey), weak, { algorithm: 'RS256' }))))[1]).toBe('algorithm');
  });
});

describe('certificates of others', () => {
  it('are refused where nobody can tell whether they are revoked', async () => {
    const strict = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1', trustedCaDir: folder } });
    try {
      const { challengeId, nonce } = (await strict.call('loginChallenge')).body();
      const authToken = webEidTokenOf(await ca.issue(keys.publicKey), keys.privateKey, { origin: ORIGIN, nonce }, { algorithm: 'ES256' });
      expect((await strict.call('logInWithCertificate', { body: { challengeId, authToken } })).refusal().details).toEqual({ reason: 'revoked' });
    } finally {
      await strict.close();
    }
  });
});
