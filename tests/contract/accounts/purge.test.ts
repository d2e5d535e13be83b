import { afterEach, beforeEach, expect, it } from 'vitest';
import { purgeUnconfirmed } from '../../../src-server/use-cases/accounts/purge-unconfirmed.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
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
