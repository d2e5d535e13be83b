import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthorityFixture, dumpTables, type Holder } from './authority-fixture.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let authority: AuthorityFixture;
let holder: Holder;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await authority.open();
});
afterEach(() => authority.close());

const respond = async (one: Holder = holder): Promise<void> => {
  (await one.answer(1, 'right')).body();
  (await one.challenge('0011223344556677')).body();
};
const mailKinds = async (): Promise<string[]> => {
  await authority.authority.deps.mail.flush();
  const rows = await authority.authority.deps.db.selectFrom('outbox').select('kind').orderBy('created_at').orderBy('kind').execute();
  return rows.map(({ kind }) => kind);
};

describe('a report', () => {
  it.each([
    ['done', 3, 3, 'confirmed'],
    ['done', 5, 5, 'confirmed'],
    ['done', 2, 3, 'toReconcile'],
    ['done', 0, 3, 'toReconcile'],
    ['done', null, 3, 'toReconcile'],
    ['done', 3, null, 'toReconcile'],
    ['done', null, null, 'toReconcile'],
    ['unknown', null, null, 'toReconcile'],
    ['unknown', 3, 3, 'toReconcile'],
    ['refused', null, null, 'refused'],
    ['refused', 3, 3, 'refused'],
  ] as const)('of %s with %s of %s tries is %s', async (outcome, left, max, state) => {
    await respond();
    const reply = (await holder.report(outcome, left, max)).body();
    expect(reply.state).toBe(state);
    expect(reply.receipt !== null).toBe(state === 'confirmed');
    expect((await holder.read()).body()).toMatchObject({ state, receipt: reply.receipt });
  });

  it('is never believed in a session that issued no response', async () => {
    for (const prepare of [async () => undefined, () => holder.answer(1, 'right')]) {
      await prepare();
      for (const outcome of ['done', 'refused', 'unknown'] as const) {
        expect((await holder.report(outcome, 3)).refusal().code).toBe('stepOutOfOrder');
      }
    }
    expect(await mailKinds()).toEqual(['unblockLink']);
  });

  it('said again gets the same reply and changes nothing', async () => {
    await respond();
    const first = (await holder.report('done', 3)).body();
    await authority.mailbox();
    // A stop signs the head of the audit.
    const before = await dumpTables(authority, ['audit_heads']);
    authority.now += MINUTE;
    await authority.restart();
    expect((await holder.report('done', 3)).body()).toEqual({ ...first, now: authority.now });
    expect(await dumpTables(authority, ['audit_heads'])).toEqual(before);
  });

  it('said ten times at once is one act, one receipt, one mail', async () => {
    await respond();
    const replies = await Promise.all(Array.from({ length: 10 }, () => holder.report('done', 3)));
    expect(new Set(replies.map((reply) => reply.body().receipt)).size).toBe(1);
    expect(await mailKinds()).toEqual(['receipt', 'unblockLink']);
    const rows = await authority.authority.deps.db.selectFrom('audit').select('seq').where('event', '=', 'result.confirmed').execute();
    expect(rows).toHaveLength(1);
  });

  it.each([
    [['done', 3, 3], ['refused', null, null]],
    [['done', 3, 3], ['unknown', null, null]],
    [['done', 3, 3], ['done', 2, 3]],
    [['refused', null, null], ['done', 3, 3]],
    [['unknown', null, null], ['refused', null, null]],
  ] as const)('%j then %j is a contradiction, and the first stands', async (first, second) => {
    await respond();
    const { state } = (await holder.report(first[0], first[1], first[2])).body();
    const reply = await holder.report(second[0], second[1], second[2]);
    expect([reply.status, reply.refusal().code]).toEqual([422, 'idempotencyMismatch']);
    expect((await holder.read()).body().state).toBe(state);
  });

  it('may become certain late: unknown, then done', async () => {
    await respond();
    expect((await holder.report('unknown')).body()).toMatchObject({ state: 'toReconcile', receipt: null });
    const late = (await holder.report('done', 3)).body();
    expect(late.state).toBe('confirmed');
    expect((await holder.report('done', 3)).body().receipt).toBe(late.receipt);
    expect((await holder.report('unknown')).refusal().code).toBe('idempotencyMismatch');
    expect(await mailKinds()).toEqual(['receipt', 'unblockLink']);
  });

  it('is taken after the link has expired, when a response had been issued', async () => {
    await respond();
    authority.now += 2 * DAY;
    expect((await holder.read()).body().state).toBe('expired');
    expect((await holder.report('done', 3)).body().state).toBe('confirmed');
    const row = await authority.authority.deps.db.selectFrom('audit').select('details').where('event', '=', 'result.confirmed').executeTakeFirstOrThrow();
    expect(JSON.parse(row.details)).toMatchObject({ late: true });
  });

  it('is taken after a newer link closed the session, and leaves the newer session alone', async () => {
    await respond();
    authority.now += MINUTE;
    const newer = await authority.open();
    expect((await holder.report('done', 3)).body().state).toBe('confirmed');
    expect((await newer.read()).body().state).toBe('opened');
  });

  it('tells the holder of a refusal, without a receipt', async () => {
    await respond();
    (await holder.report('refused')).body();
    const { mails } = await authority.mailbox();
    expect(mails.map(({ subject }) => subject).filter((subject) => subject.includes('n’a pas pu être débloqué'))).toHaveLength(1);
    expect(await mailKinds()).toEqual(['responseRefused', 'unblockLink']);
  });

  it('does not open a locked dossier again', async () => {
    await respond();
    authority.now += MINUTE;
    const newer = await authority.open();
    for (const number of [1, 2, 3]) (await newer.answer(number, 'wrong')).body();
    expect((await holder.report('done', 3)).body().state).toBe('confirmed');
    expect((await newer.read()).body()).toMatchObject({ state: 'lockedOut', triesLeft: 0 });
  });
});
