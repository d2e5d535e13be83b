import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src-server/domain/digest.ts';
import { storeAccountToken } from '../../../src-server/repositories/account-tokens.ts';
import { ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { asSeen, Person } from './person.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let authority: AuthorityFixture;
let person: Person;
let bearer: string;
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
  person = new Person(authority);
  bearer = await person.enter();
});
afterEach(() => authority.close());

const db = () => authority.authority.deps.db;
const read = (as = bearer) => authority.call('readAccount', { bearer: as });
const codeOf = async (reply: ReturnType<typeof read>): Promise<string> => {
  const { status, refusal } = await reply;
  return status === 200 ? 'ok' : refusal().code;
};

describe('a session', () => {
  it('ends after 30 minutes without a request, to the second', async () => {
    authority.now += 30 * MINUTE - SECOND;
    expect(await codeOf(read())).toBe('ok');
    authority.now += 30 * MINUTE;
    expect(await codeOf(read())).toBe('signInExpired');
  });

  it('ends after 12 hours whatever is done, to the second; after 8 for staff', async () => {
    const operator = await signIn(authority, { role: 'operator' });
    const start = authority.now;
    for (const [as, hours] of [[bearer, 12], [operator.bearer, 8]] as const) {
      authority.now = start;
      while (authority.now < start + hours * HOUR - 20 * MINUTE) {
        authority.now += 20 * MINUTE - SECOND;
        expect(await codeOf(read(as))).toBe('ok');
      }
      authority.now = start + hours * HOUR - SECOND;
      expect(await codeOf(read(as))).toBe('ok');
      authority.now = start + hours * HOUR;
      expect(await codeOf(read(as))).toBe('signInExpired');
    }
  });

  it('is not made longer by a clock that goes back', async () => {
    const start = authority.now;
    authority.now += 20 * MINUTE;
    expect(await codeOf(read())).toBe('ok');
    authority.now = start - HOUR;
    expect(await codeOf(read())).toBe('signInExpired');
    // A small step back is nothing, and adds no more than itself.
    authority.now = start + 20 * MINUTE - 30 * SECOND;
    expect(await codeOf(read())).toBe('ok');
    authority.now = start + 50 * MINUTE;
    expect(await codeOf(read())).toBe('signInExpired');
  });

  it('ends at logout, at the authority', async () => {
    expect((await authority.call('logOut', { bearer })).body()).toEqual({ ended: 1 });
    expect(await codeOf(read())).toBe('signInExpired');
    expect(await codeOf(read('A'.repeat(43)))).toBe('signInRequired');
  });

  it('ends when the account is disabled', async () => {
    await db().updateTable('accounts').set({ disabled_at: authority.now }).execute();
    expect(await codeOf(read())).toBe('signInRequired');
  });

  it('is listed to its owner, and closed from another: one, or all others', async () => {
    const second = (await person.logIn({ agent: 'Clavis/1.0 (autre poste)' })).body();
    const third = (await person.logIn()).body();
    const list = async (as = bearer) => (await authority.call('listSessions', { bearer: as })).body().items;
    expect(await list()).toHaveLength(3);
    expect((await list()).filter(({ current }) => current)).toHaveLength(1);
    expect((await list(second.sessionToken)).find(({ current }) => current)).toMatchObject({ sessionId: second.sessionId, client: 'Clavis/1.0 (autre poste)', method: 'password' });
    (await authority.call('endSession', { bearer, params: { accountSessionId: second.sessionId } })).body();
    expect(await codeOf(read(second.sessionToken))).toBe('signInExpired');
    expect((await authority.call('endSession', { bearer, params: { accountSessionId: second.sessionId } })).refusal().code).toBe('notFound');
    expect((await authority.call('endOtherSessions', { bearer })).body()).toEqual({ ended: 1 });
    expect(await codeOf(read(third.sessionToken))).toBe('signInExpired');
    expect(await list()).toHaveLength(1);
    // One that time has ended is not listed, either.
    const other = (await person.logIn()).body();
    authority.now += 29 * MINUTE;
    expect(await codeOf(read(other.sessionToken))).toBe('ok');
    authority.now += MINUTE;
    expect(await list(other.sessionToken)).toHaveLength(1);
  });
});

describe('terms of use', () => {
  it('close everything but what says so, until they are accepted; the text is mailed, once', async () => {
    const fresh = await signIn(authority, { role: 'holder', terms: false, email: 'neuf@exemple.fr' });
    const own = Object.entries(ROUTES).filter(([, row]) => row.permission === 'account.own') as Array<[RouteName, (typeof ROUTES)[RouteName]]>;
    expect(own.length).toBeGreaterThan(10);
    const closed = own.filter(([, row]) => !row.beforeTerms).map(([name]) => name);
    expect(closed).toEqual(expect.arrayContaining(['associateCertificate', 'listAccountCertificates']));
    expect((await authority.call('listAccountCertificates', { bearer: fresh.bearer })).refusal().code).toBe('termsRequired');
    const { version, texts } = (await authority.call('readTerms')).body();
    expect((await authority.call('acceptTerms', { bearer: fresh.bearer, body: { version: '2020-01-01' } })).refusal()).toMatchObject({ code: 'termsOutdated', details: { version } });
    const accept = () => authority.call('acceptTerms', { bearer: fresh.bearer, body: { version } });
    const first = (await accept()).body();
    expect(first).toEqual({ version, language: 'fr', acceptedAt: authority.now });
    authority.now += MINUTE;
    const again = await Promise.all(Array.from({ length: 10 }, accept));
    for (const reply of again) expect(reply.body()).toEqual(first);
    expect((await authority.call('listAccountCertificates', { bearer: fresh.bearer })).body().items).toEqual([]);
    expect((await authority.call('listTerms', { bearer: fresh.bearer })).body()).toEqual({ inForce: version, items: [first] });
    const mails = (await authority.mailbox()).mails.filter(({ to }) => to === 'neuf@exemple.fr');
    expect(mails.map(({ subject }) => subject)).toEqual(['Vos conditions d’utilisation']);
    expect(texts.fr).toContain('Conditions d’utilisation');
    expect(texts.en).not.toBe(texts.fr);
  });
});

describe('the password', () => {
  const change = (body: Readonly<Record<string, string>>, as = bearer) => authority.call('changePassword', { bearer: as, body });
  const NEW = { password: 'Autre-chose-42?', passwordAgain: 'Autre-chose-42?' };

  it('is changed by who knows the current one; other sessions end, the person is told', async () => {
    const other = (await person.logIn()).body();
    expect((await change({ currentPassword: 'Pas-celui-la-1!', ...NEW })).refusal().code).toBe('credentialsRefused');
    expect((await change({ currentPassword: person.password, password: 'court', passwordAgain: 'court' })).refusal().details).toEqual({ rule: 'tooShort' });
    expect((await change({ currentPassword: person.password, password: person.password, passwordAgain: person.password })).refusal().details).toEqual({ rule: 'unchanged' });
    expect((await change({ currentPassword: person.password, ...NEW })).body()).toEqual({ ended: 1 });
    expect(await codeOf(read(other.sessionToken))).toBe('signInExpired');
    expect(await codeOf(read())).toBe('ok');
    expect((await person.logIn()).status).toBe(401);
    (await person.logIn({ password: NEW.password })).body();
    expect((await person.mails()).map(({ subject }) => subject)).toContain('Votre mot de passe a été changé');
  });

  it('is not guessed with a stolen session, and guessing does not delay logins', async () => {
    for (let i = 0; i < 5; i++) expect((await authority.call('reauthenticate', { bearer, body: { password: `Faux-${i}-abcA` } })).refusal().code).toBe('credentialsRefused');
    expect((await authority.call('reauthenticate', { bearer, body: { password: person.password } })).refusal().details).toEqual({ retryAfterSeconds: 900 });
    expect((await change({ currentPassword: person.password, ...NEW })).refusal().code).toBe('tooManyRequests');
    (await person.logIn()).body();
  });

  it('shown again, opens for five minutes what asks for it', async () => {
    authority.now += 5 * MINUTE;
    const ask = () => authority.call('exportAccount', { bearer });
    expect((await ask()).refusal().code).toBe('reauthenticationRequired');
    expect((await authority.call('reauthenticate', { bearer, body: { password: person.password } })).body()).toEqual({ freshUntil: authority.now + 5 * MINUTE, now: authority.now });
    authority.now += 5 * MINUTE - 1;
    (await ask()).body();
    authority.now += 1;
    expect((await ask()).refusal().code).toBe('reauthenticationRequired');
  });

  it('of two changes at the same time with the same current one, one is made', async () => {
    const other = (await person.logIn()).body().sessionToken;
    const replies = await Promise.all([change({ currentPassword: person.password, ...NEW }), change({ currentPassword: person.password, password: 'Encore-autre-43?', passwordAgain: 'Encore-autre-43?' }, other)]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });
});

describe('a forgotten password', () => {
  const ask = (email = person.email) => authority.call('requestPasswordReset', { body: { email, language: 'en' }, headers: person.headers });
  const complete = (token: string, password = 'Autre-chose-42?', passwordAgain = password) => authority.call('completePasswordReset', { body: { token, password, passwordAgain } });

  it('is set anew by a link of an hour, once; every session ends and failures are forgotten', async () => {
    for (let i = 0; i < 5; i++) await person.logIn({ password: `Faux-${i}-abcA` });
    expect((await person.logIn()).status).toBe(429);
    (await ask()).body();
    const token = await person.token(person.email, 'password');
    expect((await complete(token, 'court')).refusal().code).toBe('passwordRefused');
    expect((await complete(token, 'Autre-chose-42?', 'Autre-chose-43?')).refusal().code).toBe('passwordsDiffer');
    expect((await complete(token, 'Anne-Le-Gall-42?')).refusal().details).toEqual({ rule: 'personal' });
    authority.now += HOUR - 1;
    const signedIn = (await person.logIn()).body().sessionToken;
    expect((await complete(token)).body()).toEqual({ email: person.email });
    expect(await codeOf(read(signedIn))).toBe('signInExpired');
    expect((await complete(token)).refusal().details).toEqual({ reason: 'used' });
    expect((await person.logIn()).status).toBe(401);
    (await person.logIn({ password: 'Autre-chose-42?' })).body();
    expect((await person.mails()).map(({ subject }) => subject)).toContain('Votre mot de passe a été changé');
  });

  it('has one link: the newest; it ends after an hour, with a change of the password, and with the account', async () => {
    (await ask()).body();
    const older = await person.token(person.email, 'password');
    authority.now += 5 * MINUTE;
    (await ask()).body();
    const newer = await person.token(person.email, 'password');
    expect((await complete(older)).refusal().details).toEqual({ reason: 'replaced' });
    authority.now += HOUR;
    expect((await complete(newer)).refusal().details).toEqual({ reason: 'expired' });
    (await ask()).body();
    const third = await person.token(person.email, 'password');
    const session = (await person.logIn()).body().sessionToken;
    (await authority.call('changePassword', { bearer: session, body: { currentPassword: person.password, password: 'Tierce-chose-44?', passwordAgain: 'Tierce-chose-44?' } })).body();
    expect((await complete(third)).refusal().details).toEqual({ reason: 'replaced' });
    authority.now += HOUR;
    (await ask()).body();
    const fourth = await person.token(person.email, 'password');
    await db().updateTable('accounts').set({ disabled_at: authority.now }).execute();
    expect((await complete(fourth)).refusal().details).toEqual({ reason: 'unknown' });
    authority.now += HOUR;
    (await ask()).body();
    expect((await person.mails()).filter(({ subject }) => subject === 'Choisir un nouveau mot de passe')).toHaveLength(4);
  });

  it('gets the same reply for an address nobody has, and no mail', async () => {
    expect(asSeen(await ask())).toEqual(asSeen(await ask('personne@exemple.fr')));
    expect(await person.mails('personne@exemple.fr')).toEqual([]);
  });

  it('of fifteen uses of one link at the same time exactly one counts', async () => {
    (await ask()).body();
    const token = await person.token(person.email, 'password');
    const replies = await Promise.all(Array.from({ length: 15 }, (_, i) => complete(token, `Autre-chose-${i}?`)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('an invitation ends the same way, and confirms the address', async () => {
    const invited = await signIn(authority, { role: 'operator', email: 'invitee@exemple.fr' });
    await db().updateTable('accounts').set({ password: null, confirmed_at: null }).where('id', '=', invited.accountId).execute();
    const token = 'I'.repeat(43);
    await db().transaction().execute((trx) => storeAccountToken(trx, { id: '3f0d9f5e-6a87-4a86-9d3f-0d8c5a7b9e11', account_id: invited.accountId, purpose: 'invitation', token_hash: sha256Hex(token), email: 'invitee@exemple.fr', created_at: authority.now, expires_at: authority.now + HOUR }));
    expect((await person.logIn({ email: 'invitee@exemple.fr' })).status).toBe(401);
    (await complete(token)).body();
    expect((await person.logIn({ email: 'invitee@exemple.fr', password: 'Autre-chose-42?' })).body().role).toBe('operator');
  });
});

describe('what is kept about oneself', () => {
  it('is told by a journal, newest first and page by page, of one’s own acts alone', async () => {
    const other = new Person(authority);
    await other.enter();
    for (let i = 0; i < 60; i++) (await authority.call('setLanguage', { bearer, body: { language: i % 2 === 0 ? 'en' : 'fr' } })).body();
    const page = async (cursor: string | null) => (await authority.call('searchJournal', { bearer, body: { cursor } })).body();
    const first = await page(null);
    expect(first.items).toHaveLength(50);
    const second = await page(first.next);
    expect(second.next).toBeNull();
    const all = [...first.items, ...second.items];
    expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => b - a));
    const ask = ['account.signUpAsked', 'account.confirmed', 'login.accepted', 'account.termsAccepted'];
    expect(all.map(({ event }) => event).toReversed()).toEqual([...ask, ...Array.from({ length: 60 }, () => 'account.languageChanged')]);
    const text = JSON.stringify(all);
    expect(text).not.toContain(person.email);
    expect((await authority.call('searchJournal', { bearer, body: { cursor: 'abc' } })).refusal().code).toBe('requestInvalid');
  });

  it('is exported whole, without anything secret', async () => {
    const { password } = await db().selectFrom('accounts').select('password').where('email', '=', person.email).executeTakeFirstOrThrow();
    const reply = await authority.call('exportAccount', { bearer });
    const exported = reply.body();
    expect(exported).toMatchObject({ account: { email: person.email, firstName: 'Anne', lastName: 'Le Gall' }, sessions: [{ method: 'password', endedAt: null }], terms: [{ language: 'fr' }], certificates: [], erasures: [] });
    expect(exported.journal.map(({ event }) => event)).toContain('account.exported');
    for (const secret of [bearer, person.password, JSON.parse(password ?? '{}').hash, JSON.parse(password ?? '{}').salt]) expect(reply.text).not.toContain(secret);
  });

  it('is exported with what other areas keep, and nothing of anybody else', async () => {
    const office = await openOffice(authority, 'Nantes');
    const account = async (email: string) => (await db().selectFrom('accounts').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id;
    const other = new Person(authority);
    await other.join();
    for (const [i, email] of [person.email, other.email].entries()) {
      const at = { starts_at: authority.now + i, ends_at: authority.now + i + 1, created_at: authority.now, state_at: authority.now };
      const row = { id: randomUUID(), account_id: await account(email), office_id: office, request_id: null, serial: null, purpose: 'other', desk: 1, state: 'booked', revision: 1, reminded_at: null, ...at } as const;
      await db().insertInto('appointments').values(row).execute();
    }
    const { areas } = (await authority.call('exportAccount', { bearer })).body();
    expect(Object.keys(areas)).toEqual(['requests', 'requestEvents', 'documents', 'certificates', 'appointments']);
    expect(areas['appointments']).toMatchObject([{ officeId: office, startsAt: authority.now, state: 'booked' }]);
  });

  it('a request for erasure is recorded once, mailed, and erases nothing by itself', async () => {
    const ask = () => authority.call('requestErasure', { bearer });
    const replies = await Promise.all(Array.from({ length: 10 }, ask));
    const [first] = replies.map((reply) => reply.body());
    for (const reply of replies) expect(reply.body()).toEqual(first);
    expect((await authority.call('listErasures', { bearer })).body().items).toEqual([first]);
    expect((await person.mails()).filter(({ subject }) => subject === 'Votre demande d’effacement')).toHaveLength(1);
    expect(await codeOf(read())).toBe('ok');
  });

  it('the language of mails follows the account', async () => {
    (await authority.call('setLanguage', { bearer, body: { language: 'en' } })).body();
    (await authority.call('changePassword', { bearer, body: { currentPassword: person.password, password: 'Autre-chose-42?', passwordAgain: 'Autre-chose-42?' } })).body();
    expect((await person.mails()).map(({ subject }) => subject)).toContain('Your password was changed');
  });
});

it('nothing of a person is in the log, nor any secret in the database', async () => {
  const seen = authority.logs.join('\n');
  for (const secret of [person.email, person.password, bearer, 'Le Gall']) expect(seen).not.toContain(secret);
  const rows = (await dumpTables(authority)).join('\n');
  for (const secret of [person.password, bearer]) expect(rows).not.toContain(secret);
  const audit = (await dumpTables(authority)).filter((row) => row.startsWith('audit ')).join('\n');
  expect(audit.toLowerCase()).not.toContain(person.email.toLowerCase());
});
