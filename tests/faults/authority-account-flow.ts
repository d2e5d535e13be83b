import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { AuthorityConfig } from '../../src-server/config.ts';
import type { Queryable } from '../../src-server/repositories/queryable.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';
import { Person } from '../contract/accounts/person.ts';
import { LoginCa, newKeyPair, pemOf, webEidTokenOf } from '../support/login-certificate.ts';

const MINUTE = 60_000;
/** In the order in which a person has them. */
const PASSWORDS = ['Vent-du-large-9!', 'Autre-chose-42?', 'Tierce-chose-44?'] as const;
const ADDRESS = 'anne.legall@atelier.example';

/** An authority of others with one certificate and its key, for both sides of a crash. @returns the configuration that trusts it. */
export async function writeLoginCertificate(folder: string, now: number): Promise<Partial<AuthorityConfig>> {
  mkdirSync(folder, { recursive: true });
  const ca = new LoginCa(now);
  const keys = newKeyPair('P-256');
  writeFileSync(join(folder, 'autre.pem'), pemOf(await ca.own()));
  writeFileSync(join(folder, 'login.der'), await ca.issue(keys.publicKey));
  writeFileSync(join(folder, 'login.key'), keys.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  return configOf(folder);
}

export const configOf = (folder: string): Partial<AuthorityConfig> => ({ trustedProxies: '127.0.0.1', trustedCaDir: folder, trustedCaUnchecked: true });

/**
 * A life of an account, from wherever it stands: an address corrected, a link asked again, confirmed; in by password and by certificate,
 * two passwords later, and a request for erasure. Run again after a crash it goes on; run when all is done it changes nothing that counts.
 * @param ip a network of its own for each run.
 */
export async function accountLife(authority: AuthorityFixture, folder: string, ip: string): Promise<void> {
  const { db } = authority.authority.deps;
  const person = new Person(authority, { email: ADDRESS, ip });
  const { headers } = person;
  const known = async () => db.selectFrom('accounts').select(['id', 'password']).where('email', '=', ADDRESS).executeTakeFirst();
  if ((await known()) === undefined) {
    const mistyped = `anne.legall@atelier${ip.replaceAll('.', '-')}.example`;
    (await person.signUp({ email: mistyped, password: PASSWORDS[0], passwordAgain: PASSWORDS[0] })).body();
    (await authority.call('correctAddress', { headers, body: { email: mistyped, password: PASSWORDS[0], newEmail: ADDRESS } })).body();
    authority.now += 5 * MINUTE;
    (await authority.call('resendConfirmation', { headers, body: { email: ADDRESS, language: 'fr' } })).body();
    (await person.confirm(await person.token())).body();
  }
  let current: number = PASSWORDS.length;
  let bearer = '';
  while (bearer === '') {
    const reply = await person.logIn({ password: PASSWORDS[--current] ?? '' });
    if (reply.status === 201) bearer = reply.body().sessionToken;
    else if (current === 0 || reply.status >= 500) throw new Error(`logIn: ${reply.status} ${reply.text}`);
  }
  const { version } = (await authority.call('readTerms')).body();
  (await authority.call('acceptTerms', { bearer, body: { version } })).body();
  const { sha256 } = (await authority.call('associateCertificate', { bearer, headers, body: await proof(authority, folder, headers) })).body();
  (await authority.call('logInWithCertificate', { headers, body: await proof(authority, folder, headers) })).body();
  (await authority.call('dissociateCertificate', { bearer, params: { sha256 } })).body();
  (await authority.call('requestErasure', { bearer })).body();
  if (current === 0) {
    (await authority.call('changePassword', { bearer, body: { currentPassword: PASSWORDS[0], password: PASSWORDS[1], passwordAgain: PASSWORDS[1] } })).body();
  }
  authority.now += 5 * MINUTE;
  (await authority.call('requestPasswordReset', { headers, body: { email: ADDRESS, language: 'fr' } })).body();
  const token = await person.token(ADDRESS, 'password');
  (await authority.call('completePasswordReset', { headers, body: { token, password: PASSWORDS[2], passwordAgain: PASSWORDS[2] } })).body();
  (await person.logIn({ password: PASSWORDS[2] })).body();
  await authority.authority.deps.mail.flush();
}

async function proof(authority: AuthorityFixture, folder: string, headers: Readonly<Record<string, string>>) {
  const { challengeId, nonce, origin } = (await authority.call('loginChallenge', { headers })).body();
  const key = createPrivateKey(readFileSync(join(folder, 'login.key')));
  return { challengeId, authToken: webEidTokenOf(readFileSync(join(folder, 'login.der')), key, { origin, nonce }, { algorithm: 'ES256' }) };
}

/** What must not be: an act without its row in the audit, a row without its act, a link beside another. */
export async function accountContradictions(db: Queryable): Promise<readonly string[]> {
  const found: string[] = [];
  const count = async (query: { execute: () => Promise<readonly unknown[]> }): Promise<number> => (await query.execute()).length;
  const audited = (event: string) => count(db.selectFrom('audit').select('seq').where('event', '=', event));
  const same = async (what: string, one: number, other: number): Promise<void> => {
    if (one !== other) found.push(`${what}: ${one} and ${other}`);
  };
  await same('accounts and confirmations', await count(db.selectFrom('accounts').select('id')), await audited('account.confirmed'));
  await same('accounts and links used', await count(db.selectFrom('accounts').select('id')), await count(db.selectFrom('sign_ups').select('id').where('used_at', 'is not', null)));
  await same('sessions and logins', await count(db.selectFrom('account_sessions').select('id')), await audited('login.accepted'));
  await same('terms', await count(db.selectFrom('terms_acceptances').select('account_id')), await audited('account.termsAccepted'));
  await same('erasures', await count(db.selectFrom('erasure_requests').select('id')), await audited('account.erasureAsked'));
  const associated = (await audited('account.certificateAssociated')) - (await audited('account.certificateDissociated'));
  await same('certificates', await count(db.selectFrom('account_certificates').select('sha256')), associated);
  await same('resets and tokens used', await count(db.selectFrom('account_tokens').select('id').where('used_at', 'is not', null)), await audited('account.passwordReset'));
  const pending = db.selectFrom('sign_ups').select('email_key').where('used_at', 'is', null).where('voided_at', 'is', null).groupBy('email_key').having(sql<number>`count(*)`, '>', 1);
  await same('addresses with two links', await count(pending), 0);
  await same('passwords of links that are over', await count(db.selectFrom('sign_ups').select('id').where('password', 'is not', null).where((or) => or.or([or('used_at', 'is not', null), or('voided_at', 'is not', null)]))), 0);
  const tokens = db.selectFrom('account_tokens').select('account_id').where('used_at', 'is', null).where('voided_at', 'is', null).groupBy('account_id').having(sql<number>`count(*)`, '>', 1);
  await same('accounts with two links', await count(tokens), 0);
  return found;
}
