import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { asSeen, GOOD_PASSWORD, Person } from './person.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let authority: AuthorityFixture;
let person: Person;
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
  person = new Person(authority);
});
afterEach(() => authority.close());

const accounts = () => authority.authority.deps.db.selectFrom('accounts').selectAll().execute();

describe('signing up', () => {
  it('is three steps: asked, mailed, confirmed; then the password opens the account', async () => {
    expect((await person.signUp()).body()).toEqual({ accepted: true });
    expect(await accounts()).toEqual([]);
    const [mail] = await person.mails();
    expect(mail).toMatchObject({ subject: 'Confirmez votre adresse' });
    expect(mail?.text.match(/https:\/\/authority\.example\/account#[A-Za-z0-9_-]{43}\n/gu)).toHaveLength(1);
    expect((await person.confirm(await person.token())).body()).toEqual({ email: person.email });
    expect(await accounts()).toMatchObject([{ email: person.email, first_name: 'Anne', role: 'holder', office_id: null, terms_version: null, confirmed_at: authority.now }]);
    expect((await person.logIn()).body()).toMatchObject({ role: 'holder', termsPending: true, idleUntil: authority.now + 30 * MINUTE, expiresAt: authority.now + 12 * HOUR });
  });

  it('of an address that has an account gets the same reply and another mail, and changes nothing of the account', async () => {
    await person.join();
    const stranger = new Person(authority);
    const before = await accounts();
    authority.now += 5 * MINUTE;
    const known = await person.signUp({ password: 'Tout-autre-chose-3!', passwordAgain: 'Tout-autre-chose-3!', email: person.email.toUpperCase().replace('@ATELIER.EXAMPLE', '@atelier.example') });
    const unknown = await stranger.signUp();
    expect(asSeen(known)).toEqual(asSeen(unknown));
    const [mail] = await person.mails();
    expect(mail).toMatchObject({ subject: 'Vous avez déjà un compte' });
    expect(await accounts()).toEqual(before);
    expect((await person.logIn({ password: 'Tout-autre-chose-3!' })).refusal().code).toBe('credentialsRefused');
    (await person.logIn()).body();
  });

  it('again before confirming: each link carries its own data, the newer voids the older, and an older password opens nothing', async () => {
    (await person.signUp({ firstName: 'Intrus' })).body();
    const older = await person.token();
    authority.now += 5 * MINUTE;
    (await person.signUp({ password: 'Seconde-fois-8?', passwordAgain: 'Seconde-fois-8?' })).body();
    expect((await person.confirm(older)).refusal()).toMatchObject({ code: 'accountLinkRefused', details: { reason: 'replaced' } });
    (await person.confirm(await person.token())).body();
    expect(await accounts()).toMatchObject([{ first_name: 'Anne' }]);
    expect((await person.logIn({ password: GOOD_PASSWORD })).refusal().code).toBe('credentialsRefused');
    (await person.logIn({ password: 'Seconde-fois-8?' })).body();
    const waiting = await authority.authority.deps.db.selectFrom('sign_ups').select('password').execute();
    expect(waiting.map(({ password }) => password)).toEqual([null, null]);
  });

  it('refuses passwords by the rule they break, and two that differ, before anything is kept', async () => {
    const before = await dumpTables(authority);
    const refused = async (password: string) => (await person.signUp({ password, passwordAgain: password })).refusal();
    const rules = { 'Ab1!': 'tooShort', 'SANS-MINUSCULE-1': 'noLower', 'sans-majuscule-1': 'noUpper', 'Sans-chiffre-!': 'noDigit', SansSpecial1: 'noSpecial', 'Password1!': 'common', 'Anne-legall-2026': 'personal' };
    for (const [password, rule] of Object.entries(rules)) expect(await refused(password)).toMatchObject({ code: 'passwordRefused', details: { rule } });
    expect((await person.signUp({ passwordAgain: `${GOOD_PASSWORD} ` })).refusal().code).toBe('passwordsDiffer');
    expect(await dumpTables(authority)).toEqual(before);
  });

  it('takes no names that are sentences, links or markup: a mail greets with them', async () => {
    for (const firstName of ['http://x.example', 'www.gagnez.example', 'Anne <b>', 'Appelez le 0800', '', ' Anne', 'A\u202Eb', 'x'.repeat(61)]) {
      expect((await person.signUp({ firstName })).refusal().code, firstName).toBe('requestInvalid');
    }
    for (const firstName of ['Jean-Noël', 'Ł', 'O’Brien', 'J. R.', '李']) {
      expect((await new Person(authority).signUp({ firstName })).status, firstName).toBe(202);
    }
  });
});

describe('a link of confirmation', () => {
  it('works until the last millisecond of its 24 hours, once', async () => {
    (await person.signUp()).body();
    const token = await person.token();
    authority.now += DAY - 1;
    (await person.confirm(token)).body();
    expect((await person.confirm(token)).refusal().details).toEqual({ reason: 'used' });
    const late = new Person(authority);
    (await late.signUp()).body();
    const lateToken = await late.token();
    authority.now += DAY;
    expect((await late.confirm(lateToken)).refusal().details).toEqual({ reason: 'expired' });
    expect((await late.confirm('A'.repeat(43))).refusal().details).toEqual({ reason: 'unknown' });
    expect(await accounts()).toHaveLength(1);
  });

  it('of fifty callers at the same time confirms for exactly one', async () => {
    (await person.signUp()).body();
    const token = await person.token();
    const replies = await Promise.all(Array.from({ length: 50 }, () => person.confirm(token)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const reply of replies) if (reply.status !== 200) expect(reply.refusal().details).toEqual({ reason: 'used' });
    expect(await accounts()).toHaveLength(1);
  });

  it('is asked again in the same words by anybody, and the new one alone is good', async () => {
    (await person.signUp()).body();
    const older = await person.token();
    authority.now += 5 * MINUTE;
    const again = (email: string) => authority.call('resendConfirmation', { body: { email, language: 'fr' }, headers: person.headers });
    const waiting = await again(person.email);
    const nobody = await again('personne@exemple.fr');
    expect(asSeen(waiting)).toEqual(asSeen(nobody));
    expect((await person.confirm(older)).refusal().details).toEqual({ reason: 'replaced' });
    (await person.confirm(await person.token())).body();
    (await person.logIn()).body();
    authority.now += 5 * MINUTE;
    expect(asSeen(await again(person.email))).toEqual(asSeen(waiting));
    expect((await person.mails())[0]).toMatchObject({ subject: 'Vous avez déjà un compte' });
    expect(await person.mails('personne@exemple.fr')).toEqual([]);
  });
});

describe('an address that was mistyped', () => {
  const correct = (body: { email: string; password: string; newEmail: string }) => authority.call('correctAddress', { body, headers: person.headers });

  it('is corrected by whoever knows the password; the first address opens nothing any more', async () => {
    (await person.signUp({ email: 'anne@atelier.exmaple' })).body();
    const older = await person.token('anne@atelier.exmaple');
    expect((await correct({ email: 'anne@atelier.exmaple', password: person.password, newEmail: person.email })).body()).toEqual({ accepted: true });
    expect((await person.confirm(older)).refusal().details).toEqual({ reason: 'replaced' });
    expect((await person.confirm(await person.token())).body()).toEqual({ email: person.email });
    (await person.logIn()).body();
  });

  it('is not corrected with a wrong password, nor that of an account; the reply is the same and nothing is sent', async () => {
    const target = new Person(authority, { email: 'cible@exemple.fr' });
    (await person.signUp()).body();
    const account = new Person(authority);
    await account.join();
    const replies = [
      await correct({ email: person.email, password: 'Pas-celui-la-1!', newEmail: target.email }),
      await correct({ email: account.email, password: account.password, newEmail: 'cible2@exemple.fr' }),
      await correct({ email: 'personne@exemple.fr', password: person.password, newEmail: 'cible3@exemple.fr' }),
    ];
    for (const reply of replies) expect(asSeen(reply)).toEqual(asSeen(replies[0] ?? reply));
    expect([...(await person.mails('cible@exemple.fr')), ...(await person.mails('cible2@exemple.fr')), ...(await person.mails('cible3@exemple.fr'))]).toEqual([]);
    (await person.confirm(await person.token())).body();
  });

  it('is no way around the limit of wrong passwords', async () => {
    (await person.signUp()).body();
    for (let i = 0; i < 5; i++) (await correct({ email: person.email, password: `Essai-${i}-x!A`, newEmail: `a${i}@exemple.fr` })).body();
    expect((await correct({ email: person.email, password: person.password, newEmail: 'a5@exemple.fr' })).refusal()).toMatchObject({ code: 'tooManyRequests', details: { retryAfterSeconds: 900 } });
    expect((await person.logIn()).refusal().code).toBe('tooManyRequests');
  });
});
