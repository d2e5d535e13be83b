import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACCOUNT_REPLY_MS } from '../../../src-server/domain/account-limits.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { asSeen, Person } from './person.ts';
import { eventually } from '../../support/eventually.ts';

const MINUTE = 60_000;

let authority: AuthorityFixture;
let person: Person;
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
  person = new Person(authority);
});
afterEach(() => authority.close());

const db = () => authority.authority.deps.db;

describe('a refused login', () => {
  it('is the same to the byte for a wrong password, an unknown address, a disabled account and an unconfirmed one', async () => {
    await person.join();
    const disabled = new Person(authority);
    await disabled.join();
    await db().updateTable('accounts').set({ disabled_at: authority.now }).where('email', '=', disabled.email).execute();
    const waiting = new Person(authority);
    (await waiting.signUp()).body();
    const replies = [await person.logIn({ password: 'Pas-celui-la-1!' }), await new Person(authority).logIn(), await disabled.logIn(), await waiting.logIn()];
    for (const reply of replies) expect(asSeen(reply)).toEqual(asSeen(replies[0] ?? reply));
    expect(replies[0]?.refusal()).toMatchObject({ code: 'credentialsRefused', details: {} });
  });

  it('of an unconfirmed address with the right password sends its link again, as often as mails may go', async () => {
    (await person.signUp()).body();
    const older = await person.token();
    expect((await person.logIn()).status).toBe(401);
    expect(await person.mails()).toHaveLength(1);
    authority.now += 5 * MINUTE;
    expect((await person.logIn({ password: 'Pas-celui-la-1!' })).status).toBe(401);
    expect(await person.mails()).toHaveLength(1);
    expect((await person.logIn()).status).toBe(401);
    expect(await person.mails()).toHaveLength(2);
    expect((await person.confirm(older)).refusal().details).toEqual({ reason: 'replaced' });
    (await person.confirm(await person.token())).body();
    (await person.logIn()).body();
  });
});

describe('the limits of logins', () => {
  it('delay after five wrong ones, whether the account exists or not, and a right one is taken when the window moves on', async () => {
    await person.join();
    const nobody = new Person(authority);
    const { sessionToken } = (await person.logIn()).body();
    const start = authority.now;
    for (const who of [person, nobody]) for (let i = 0; i < 5; i++) expect((await who.logIn({ password: `Faux-${i}-abcA` })).status).toBe(401);
    const [known, unknown] = [await person.logIn(), await nobody.logIn()];
    expect(asSeen(known)).toEqual(asSeen(unknown));
    expect(known.refusal()).toMatchObject({ code: 'tooManyRequests', details: { retryAfterSeconds: 900 } });
    expect(known.headers['retry-after']).toBe('900');
    // From anywhere, over a restart; whoever is in stays in.
    await authority.restart();
    expect((await person.logIn({ ip: '203.0.113.9' })).status).toBe(429);
    expect((await authority.call('readAccount', { bearer: sessionToken })).status).toBe(200);
    authority.now = start + 15 * MINUTE - 1;
    expect((await person.logIn()).status).toBe(429);
    authority.now = start + 15 * MINUTE;
    (await person.logIn()).body();
  });

  it('hold for parallel tries: of eighteen at the same time five are looked at', async () => {
    await person.join();
    const checked = vi.spyOn(authority.authority.deps.passwords, 'check');
    const replies = await Promise.all(Array.from({ length: 18 }, (_, i) => person.logIn({ password: `Faux-${i}-abcA`, ip: `198.51.${i}.1` })));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(13);
    // All were hashed; thirteen against nobody's password.
    expect(checked.mock.calls.filter(([, kept]) => kept !== null)).toHaveLength(5);
  });

  it('forget the wrong ones at the first right one', async () => {
    await person.join();
    for (let i = 0; i < 4; i++) await person.logIn({ password: `Faux-${i}-abcA` });
    (await person.logIn()).body();
    for (let i = 0; i < 4; i++) await person.logIn({ password: `Faux-${i}-abcA` });
    (await person.logIn()).body();
  });

  it('count by network: twenty a minute from one /24 or /56, whatever the account', async () => {
    const from = (ip: string) => new Person(authority).logIn({ ip });
    for (let i = 0; i < 20; i++) expect((await from(`198.51.100.${i}`)).status).toBe(401);
    expect((await from('198.51.100.250')).refusal()).toMatchObject({ code: 'tooManyRequests', details: { retryAfterSeconds: 60 } });
    expect((await from('198.51.101.1')).status).toBe(401);
    for (let i = 0; i < 20; i++) expect((await from(`2001:db8:1:2${i.toString(16).padStart(2, '0')}::1`)).status).toBe(401);
    expect((await from('2001:db8:1:2ff::1')).status).toBe(429);
    expect((await from('2001:db8:1:300::1')).status).toBe(401);
    authority.now += MINUTE;
    expect((await from('198.51.100.250')).status).toBe(401);
  });

  it('believe X-Forwarded-For from nobody unless the configuration says so', async () => {
    const plain = await AuthorityFixture.open();
    try {
      const from = (i: number) => plain.call('logIn', { body: { email: `x${i}@exemple.fr`, password: 'x' }, headers: { 'x-forwarded-for': `198.51.${i}.1` } });
      for (let i = 0; i < 20; i++) expect((await from(i)).status).toBe(401);
      expect((await from(20)).status).toBe(429);
    } finally {
      await plain.close();
    }
  });

  it('of sign-ups: three an hour from one network; of mails: one in five minutes and five a day to one address', async () => {
    const ip = '192.0.2.77';
    for (let i = 0; i < 3; i++) (await new Person(authority, { ip }).signUp()).body();
    expect((await new Person(authority, { ip }).signUp()).refusal()).toMatchObject({ code: 'tooManyRequests', details: { retryAfterSeconds: 3600 } });
    const again = () => new Person(authority, { email: person.email }).signUp();
    (await again()).body();
    expect((await again()).refusal().details).toEqual({ retryAfterSeconds: 300 });
    for (let i = 0; i < 4; i++) {
      authority.now += 5 * MINUTE;
      (await again()).body();
    }
    authority.now += 60 * MINUTE;
    expect((await again()).status).toBe(429);
  });

  it('do not count what was never looked at', async () => {
    await person.join();
    const full = vi.spyOn(authority.authority.deps.passwords, 'check').mockRejectedValue(new Error('no room'));
    for (let i = 0; i < 7; i++) expect((await person.logIn()).status).toBe(500);
    full.mockRestore();
    (await person.logIn()).body();
  });
});

describe('time and work', () => {
  /** What an observer with a stopwatch could tell apart: hashes, operations of the vault, statements of the database. */
  const work = async (call: () => Promise<unknown>) => {
    const { deps } = authority.authority;
    const hashes = vi.spyOn(deps.passwords, 'check');
    const enrolments = vi.spyOn(deps.passwords, 'enrol');
    const seals = vi.spyOn(deps.vault, 'seal');
    const macs = vi.spyOn(deps.vault, 'mac');
    const counts = () => [hashes, enrolments, seals, macs].map((spy) => spy.mock.calls.length);
    const before = counts();
    await call();
    const done = counts().map((count, i) => count - (before[i] ?? 0));
    for (const spy of [hashes, enrolments, seals, macs]) spy.mockRestore();
    return { checks: done[0], enrolments: done[1], seals: done[2], macs: done[3] };
  };

  it('are those of any other login that is refused', async () => {
    await person.join();
    const waiting = new Person(authority);
    (await waiting.signUp()).body();
    authority.now += 5 * MINUTE;
    const limited = new Person(authority);
    for (let i = 0; i < 5; i++) await limited.logIn();
    const unknown = await work(() => new Person(authority).logIn());
    expect(unknown).toEqual({ checks: 1, enrolments: 0, seals: 1, macs: 2 });
    expect(await work(() => person.logIn({ password: 'Pas-celui-la-1!' }))).toEqual(unknown);
    expect(await work(() => waiting.logIn())).toEqual(unknown);
    expect(await work(() => limited.logIn())).toEqual({ ...unknown, seals: 0 });
  });

  it('are the same for a sign-up and a reset, whether the address is known or not', async () => {
    await person.join();
    authority.now += 5 * MINUTE;
    const signUps = [await work(() => new Person(authority, { email: person.email }).signUp()), await work(() => new Person(authority).signUp())];
    expect(signUps[0]).toEqual(signUps[1]);
    expect(signUps[0]).toMatchObject({ enrolments: 1, seals: 1 });
    const reset = (email: string) => authority.call('requestPasswordReset', { body: { email, language: 'fr' }, headers: person.headers });
    const resets = [await work(() => reset(person.email)), await work(() => reset('personne@exemple.fr'))];
    expect(resets[0]).toEqual(resets[1]);
    expect(resets[0]).toMatchObject({ seals: 1 });
  });

  it('no reply leaves before the moment at which all of them do', async () => {
    await person.join();
    authority.now += 5 * MINUTE;
    const gate = Promise.withResolvers<void>();
    const asked: number[] = [];
    authority.sleep = (ms) => {
      asked.push(ms);
      return gate.promise;
    };
    let left = 0;
    const { email, headers } = person;
    const calls = [
      person.logIn(),
      person.logIn({ password: 'Pas-celui-la-1!' }),
      new Person(authority).logIn(),
      new Person(authority, { email }).signUp(),
      new Person(authority).signUp(),
      authority.call('requestPasswordReset', { body: { email, language: 'fr' }, headers }),
      authority.call('resendConfirmation', { body: { email: 'personne@exemple.fr', language: 'fr' }, headers }),
      authority.call('correctAddress', { body: { email: 'personne@exemple.fr', password: 'x', newEmail: 'autre@exemple.fr' }, headers }),
    ].map(async (call) => {
      await call;
      left++;
    });
    const audited = async (): Promise<number> => (await db().selectFrom('audit').select('seq').where('event', 'in', ['login.accepted', 'login.refused', 'account.linkAsked', 'account.correctionRefused', 'account.passwordResetAsked', 'account.signUpRepeated']).execute()).length;
    await eventually(async () => expect(await audited()).toBe(7));
    expect(left).toBe(0);
    expect(asked).toEqual(calls.map(() => ACCOUNT_REPLY_MS));
    gate.resolve();
    await Promise.all(calls);
    expect(left).toBe(calls.length);
  });
});

describe('what is told by mail', () => {
  const notices = async () => (await person.mails()).filter(({ subject }) => subject === 'Nouvelle connexion à votre compte').length;

  it('is a login from a program never seen, but not the first of all, and one after three failures', async () => {
    await person.join();
    (await person.logIn()).body();
    (await person.logIn()).body();
    expect(await notices()).toBe(0);
    (await person.logIn({ agent: 'curl/8' })).body();
    expect(await notices()).toBe(1);
    for (let i = 0; i < 3; i++) await person.logIn({ password: `Faux-${i}-abcA` });
    (await person.logIn()).body();
    expect(await notices()).toBe(2);
    expect((await person.mails())[0]?.text).not.toContain('Clavis/1.0');
  });
});

it('a password stored at another cost is stored anew at the next login', async () => {
  await person.join();
  const stored = async (): Promise<string> => (await db().selectFrom('accounts').select('password').executeTakeFirstOrThrow()).password ?? '';
  const before = await stored();
  const dearer = await AuthorityFixture.open({ config: { argon2: { memoryKib: 128, timeCost: 1, parallelism: 1 } } });
  const password = await dearer.authority.deps.passwords.enrol(person.password, Buffer.alloc(16, 7));
  await dearer.close();
  expect(JSON.parse(password)).toMatchObject({ memoryKib: 128 });
  await db().updateTable('accounts').set({ password }).execute();
  (await person.logIn()).body();
  const after = await stored();
  expect(JSON.parse(after)).toMatchObject({ memoryKib: 64 });
  expect(after).not.toBe(before);
  (await person.logIn()).body();
  expect(await stored()).toBe(after);
});

it('of five right logins at the same time each has a session of its own, and no token is stored', async () => {
  await person.join();
  const replies = await Promise.all(Array.from({ length: 5 }, (_, i) => person.logIn({ ip: `198.51.${i}.1` })));
  const tokens = replies.map((reply) => reply.body().sessionToken);
  expect(new Set(tokens).size).toBe(5);
  const rows = JSON.stringify(await db().selectFrom('account_sessions').selectAll().execute());
  for (const token of tokens) expect(rows).not.toContain(token);
});
