import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { purge } from '../../../src-server/jobs/purge.ts';
import { purgeUnconfirmed } from '../../../src-server/use-cases/accounts/purge-unconfirmed.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { requestBody } from '../requests/request-desk.ts';
import { openOffice } from '../test-office.ts';
import { Person } from './person.ts';

const DAY = 24 * 60 * 60_000;

let authority: AuthorityFixture;
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
});
afterEach(() => authority.close());

it('sign-ups nobody confirmed are forgotten after a week, to the millisecond; accounts stay', async () => {
  const { deps } = authority.authority;
  const waiting = new Person(authority);
  (await waiting.signUp()).body();
  const member = new Person(authority);
  await member.join();
  authority.now += 7 * DAY - 1;
  expect(await purgeUnconfirmed(deps)).toBe(0);
  // Its link ran out long ago; another is still to be had.
  (await authority.call('resendConfirmation', { body: { email: waiting.email, language: 'fr' }, headers: waiting.headers })).body();
  const token = await waiting.token();
  authority.now += 1;
  expect(await purgeUnconfirmed(deps)).toBe(2);
  (await waiting.confirm(token)).body();
  (await member.logIn()).body();
  authority.now += 7 * DAY;
  expect(await purgeUnconfirmed(deps)).toBe(1);
  expect(await deps.db.selectFrom('sign_ups').selectAll().execute()).toEqual([]);
  expect(await deps.db.selectFrom('accounts').select('id').execute()).toHaveLength(2);
  (await waiting.logIn()).body();
});

const never = new AbortController().signal;

it('sessions are forgotten after 180 days, to the millisecond, but for the newest of each account: a stranger is still told of', async () => {
  const { deps } = authority.authority;
  const [member, other] = [new Person(authority), new Person(authority)];
  await member.join();
  await other.join();
  const left = async () => (await deps.db.selectFrom('account_sessions').select('id').execute()).map(({ id }) => id).toSorted();
  const ended = (await member.logIn()).body();
  (await authority.call('logOut', { bearer: ended.sessionToken })).body();
  const first = ended.sessionId;
  authority.now += 1;
  const { sessionId: second } = (await member.logIn()).body();
  const { sessionId: others } = (await other.logIn()).body();
  authority.now += 180 * DAY - 2;
  await purge(deps, never);
  expect(await left()).toEqual([first, second, others].toSorted());
  authority.now += 1;
  await purge(deps, never);
  expect(await left()).toEqual([second, others].toSorted());
  authority.now += 1_000 * DAY;
  await purge(deps, never);
  expect(await left()).toEqual([second, others].toSorted());
  const notices = async () => (await member.mails()).filter(({ subject }) => subject === 'Nouvelle connexion à votre compte').length;
  const before = await notices();
  (await member.logIn({ agent: 'Somebody/9' })).body();
  expect(await notices()).toBe(before + 1);
});

it('links, challenges and idempotency keys are forgotten when their time is over, and not before', async () => {
  const { deps } = authority.authority;
  const member = new Person(authority);
  const bearer = await member.enter();
  const tables = ['account_tokens', 'login_challenges', 'idempotency_keys'] as const;
  const counts = async () => Promise.all(tables.map(async (table) => (await deps.db.selectFrom(table).selectAll().execute()).length));
  (await authority.call('requestPasswordReset', { body: { email: member.email, language: 'fr' }, headers: member.headers })).body();
  const { challengeId } = (await authority.call('loginChallenge', { headers: member.headers })).body();
  await deps.db.updateTable('login_challenges').set({ used_at: authority.now }).where('id', '=', challengeId).execute();
  const office = await openOffice(authority, 'Nantes');
  (await authority.call('createRequest', { bearer, idempotencyKey: randomUUID(), body: requestBody(office) })).body();
  expect(await counts()).toEqual([1, 1, 1]);
  authority.now += 2 * DAY - 1;
  await purge(deps, never);
  expect(await counts()).toEqual([1, 1, 1]);
  authority.now += 1;
  await purge(deps, never);
  expect(await counts()).toEqual([1, 1, 0]);
  authority.now += 5 * DAY - 1;
  await purgeUnconfirmed(deps);
  expect(await counts()).toEqual([1, 1, 0]);
  authority.now += DAY;
  await purgeUnconfirmed(deps);
  expect(await counts()).toEqual([0, 0, 0]);
});
