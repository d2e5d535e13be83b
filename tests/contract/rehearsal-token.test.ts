import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tokenAuthority } from '../../src-server/seed/card-authority.ts';
import { seedOperator } from '../../src-server/seed/seed-operator.ts';
import { initAuthority } from '../../src-server/use-cases/certificates/init-authority.ts';
import { newKeyPair, webEidTokenOf, type KeyPair } from '../support/login-certificate.ts';
import { AuthorityFixture } from './authority-fixture.ts';
import { signIn, type SignedIn } from './signed-in.ts';

let authority: AuthorityFixture;
let holder: SignedIn;
const authentication = newKeyPair('RSA-2048');
const signature = newKeyPair('RSA-2048');
const spki = ({ publicKey }: KeyPair): Buffer => publicKey.export({ format: 'der', type: 'spki' });

beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await signIn(authority, { role: 'holder' });
});
afterEach(() => authority.close());

/** A token of the rehearsal, as personalisation makes it. */
async function token(index = 0, keys: { readonly authentication: KeyPair; readonly signature: KeyPair } = { authentication, signature }) {
  const { deps } = authority.authority;
  await initAuthority(deps);
  const { officeId } = await seedOperator(deps);
  const issuer = await tokenAuthority(deps, authority.person(index), officeId);
  const made = { authentication: await issuer.certify('authentication', spki(keys.authentication)), signature: await issuer.certify('signature', spki(keys.signature)) };
  return { issuer, ...made };
}
const proof = async (der: Uint8Array, key = authentication.privateKey) => {
  const { challengeId, nonce, origin } = (await authority.call('loginChallenge')).body();
  return { challengeId, authToken: webEidTokenOf(der, key, { origin, nonce }, { algorithm: 'RS256' }) };
};
const serialOf = (der: Uint8Array): string => new X509Certificate(der).serialNumber.padStart(32, '0');
const listed = async ({ bearer }: SignedIn): Promise<readonly string[]> =>
  (await authority.call('searchCertificates', { bearer, body: { text: '', states: [], cursor: null } })).body().items.map(({ serial }) => serial).toSorted();

it('certifies the keys of a token, for signing in and for signing', async () => {
  const { issuer, ...made } = await token();
  const ca = new X509Certificate(issuer.certificate);
  const certificate = new X509Certificate(made.authentication);
  expect(certificate.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.subject).toContain('CN=Camille Durand');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(new X509Certificate(made.signature).keyUsage).toBeUndefined();
  await expect(issuer.certify('keyManagement', spki(signature))).rejects.toThrow(RangeError);
});

it('belongs to nobody until the key is shown, then to whoever showed it, signs in and is theirs to revoke', async () => {
  const made = await token();
  const other = await token(1, { authentication: newKeyPair('RSA-2048'), signature: newKeyPair('RSA-2048') });
  expect(await listed(holder)).toEqual([]);
  expect((await authority.call('logInWithCertificate', { body: await proof(made.authentication) })).refusal().details).toEqual({ reason: 'notAccepted' });

  (await authority.call('associateCertificate', { bearer: holder.bearer, body: await proof(made.authentication) })).body();
  const both = [serialOf(made.authentication), serialOf(made.signature)].toSorted();
  expect(await listed(holder)).toEqual(both);
  expect(await listed(holder)).not.toContain(serialOf(other.authentication));
  (await authority.call('logInWithCertificate', { body: await proof(made.authentication) })).body();

  // What is somebody's stays somebody's, also when the association ends and another person has the token.
  (await authority.call('dissociateCertificate', { bearer: holder.bearer, params: { sha256: new X509Certificate(made.authentication).fingerprint256.replaceAll(':', '').toLowerCase() } })).body();
  const second = await signIn(authority, { role: 'holder' });
  (await authority.call('associateCertificate', { bearer: second.bearer, body: await proof(made.authentication) })).body();
  expect([await listed(holder), await listed(second)]).toEqual([both, []]);
});

it('has an operator who signs in by password, and a real authority has none', async () => {
  const { db } = authority.authority.deps;
  const staff = async () => db.selectFrom('accounts').select('email').where('role', '<>', 'holder').execute();
  expect(await staff()).toEqual([]);
  const { email, password, officeId } = await seedOperator(authority.authority.deps);
  expect(await seedOperator(authority.authority.deps)).toEqual({ email, password, officeId });
  expect(await staff()).toHaveLength(1);
  const { sessionToken } = (await authority.call('logIn', { body: { email, password } })).body();
  expect((await authority.call('searchOfficeRequests', { bearer: sessionToken, body: { text: '', states: [], cursor: null } })).status).toBe(200);

  const real = new AuthorityFixture();
  try {
    await real.start();
    expect(await real.authority.deps.db.selectFrom('accounts').selectAll().execute()).toEqual([]);
    expect((await real.call('logIn', { body: { email, password } })).refusal().code).toBe('credentialsRefused');
  } finally {
    await real.close();
  }
});
