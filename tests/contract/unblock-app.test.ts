import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityHttp } from '../../src-main/adapters/authority-http/authority-http.ts';
import { UnblockFlow } from '../../src-main/use-cases/unblock/unblock-flow.ts';
import type { UnblockView } from '../../src-shared/domain/views.ts';
import { fakeCards, fakeJournal, lastView, SERIAL, tokenView } from '../support/fake-ports.ts';
import { DeskWorld, policyWith } from './desk/desk-world.ts';

const PIN = new TextEncoder().encode('7294');

let world: DeskWorld;
afterEach(() => world.close());

/** The app's side of an unblock against an authority that listens; waits end when the test says so. */
async function appOn(policy: Parameters<typeof policyWith>[0]) {
  world = await DeskWorld.open({ policy: policyWith(policy) });
  const { authority } = world;
  expect(authority.person().serial).toBe(SERIAL);
  const baseUrl = await authority.authority.listen();
  const cards = fakeCards([tokenView()]);
  const journal = fakeJournal();
  const views: (UnblockView | null)[] = [];
  const waits: (() => void)[] = [];
  const clock = { now: () => authority.now, monotonic: () => authority.now, sleep: (ms: number) => (ms < 5_000 ? setTimeout(ms) : new Promise<void>((end) => waits.push(end))) };
  const log = { event: () => undefined };
  const flow = new UnblockFlow({ cards: cards.host, authority: authorityHttp({ baseUrl, embeddedToken: null, clock, log }), journal: journal.journal, clock, log, onView: (view) => views.push(view) });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await setImmediate();
  };
  flow.showLink(await authority.code());
  await flow.begin();
  await flow.next();
  await flow.choosePin(PIN, PIN);
  const { questions } = lastView(views);
  await flow.submitAnswers(questions.map(({ id }, i) => ({ questionId: id, answer: authority.person().questions[i]?.answer ?? '' })));
  return { flow, cards: cards.state, views, waits, until };
}

describe('the app and an authority', () => {
  it('that asks for nobody else: done at once', async () => {
    const { views } = await appOn({});
    expect(lastView(views)).toMatchObject({ problem: null, proof: { reported: true } });
  });

  it('that asks for a second person: the app waits, the person agrees, and the app goes on by itself', async () => {
    const { cards, views, waits, until } = await appOn({ unblock: { approval: 'fourEyes' } });
    expect(lastView(views)).toMatchObject({ step: 'confirmation', problem: { code: 'approvalPending', details: { retryAfterSeconds: 15 } } });
    expect(cards.calls).not.toContain('apply');
    await until(() => waits.length === 1);
    const [asked] = (await world.as(world.operator, 'searchApprovals', { body: { state: 'pending', kind: 'unblock', cursor: null } })).body().items;
    (await world.as(world.operator, 'decideApproval', { params: { approvalId: asked?.approvalId ?? '' }, body: { decision: 'approved', reason: 'Appelé' } })).body();
    waits.shift()?.();
    await until(() => lastView(views).proof?.reported === true);
    expect(cards.calls.filter((call) => call === 'apply')).toHaveLength(1);
    const sessions = await world.authority.authority.deps.db.selectFrom('sessions').select('state').execute();
    expect(sessions).toEqual([{ state: 'confirmed' }]);
  });

  it('whose second person refuses: the app stops and says so', async () => {
    const { cards, views, waits, until } = await appOn({ unblock: { approval: 'fourEyes' } });
    await until(() => waits.length === 1);
    const [asked] = (await world.as(world.operator, 'searchApprovals', { body: { state: 'pending', kind: 'unblock', cursor: null } })).body().items;
    (await world.as(world.operator, 'decideApproval', { params: { approvalId: asked?.approvalId ?? '' }, body: { decision: 'refused', reason: 'Inconnu' } })).body();
    waits.shift()?.();
    await until(() => lastView(views).problem?.code === 'approvalRefused' && !lastView(views).pinHeld);
    expect([cards.calls.includes('apply'), cards.held]).toEqual([false, false]);
  });
});
