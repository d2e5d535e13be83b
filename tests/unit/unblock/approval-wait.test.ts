import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { pauseOf } from '../../../src-main/use-cases/unblock/approval-wait.ts';
import { UnblockFlow } from '../../../src-main/use-cases/unblock/unblock-flow.ts';
import { fakeAuthority, fakeCards, fakeJournal, lastView, LINK_CODE, tokenView } from '../../support/fake-ports.ts';

const PIN = new TextEncoder().encode('7294');
const ANSWERS = [
  { questionId: 'q1', answer: 'un' },
  { questionId: 'q2', answer: 'deux' },
];
const pending = (): AppError => new AppError('approvalPending', { retryAfterSeconds: 20 });

/** A world whose waits end when the test says so. */
function world() {
  const time = { now: 1_700_000_000_000 };
  const cards = fakeCards([tokenView()]);
  const authority = fakeAuthority({ now: () => time.now });
  const journal = fakeJournal();
  const views: (UnblockView | null)[] = [];
  const waits: { readonly ms: number; readonly end: () => void }[] = [];
  const start = (): UnblockFlow =>
    new UnblockFlow({
      cards: cards.host,
      authority: authority.authority,
      journal: journal.journal,
      clock: { now: () => time.now, monotonic: () => time.now, sleep: (ms) => new Promise((end) => waits.push({ ms, end })) },
      log: { event: () => undefined },
      onView: (view) => views.push(view),
    });
  /** The wait is over, and what follows has happened. */
  const passed = async (): Promise<void> => {
    waits.shift()?.end();
    for (let i = 0; i < 20; i++) await setImmediate();
  };
  return { cards: cards.state, authority: authority.state, journal: journal.state, views, waits, passed, start, flow: start() };
}
type World = ReturnType<typeof world>;

async function toPending(w: World): Promise<void> {
  w.authority.fail.set('requestResponse', pending());
  w.flow.showLink(LINK_CODE);
  await w.flow.begin();
  await w.flow.next();
  await w.flow.choosePin(PIN, PIN);
  await w.flow.submitAnswers(ANSWERS);
}

describe('an unblock that needs a second person', () => {
  it('says so, gives the token back, asks again at the authority’s pace, and goes on by itself', async () => {
    const w = world();
    await toPending(w);
    expect(lastView(w.views)).toMatchObject({ step: 'confirmation', busy: false, pinHeld: true, problem: { code: 'approvalPending' } });
    expect(w.cards.calls.at(-1)).toBe('release');
    expect(w.waits.map(({ ms }) => ms)).toEqual([20_000]);
    const shown = w.views.length;
    const lines = w.journal.lines.length;
    for (let i = 0; i < 3; i++) {
      w.authority.fail.set('requestResponse', pending());
      await w.passed();
    }
    // Nothing new to see or to write while the answer is the same.
    expect([w.views.length, w.journal.lines.length]).toEqual([shown, lines]);
    expect(w.authority.calls.filter((call) => call === 'requestResponse')).toHaveLength(4);
    expect(w.cards.calls).not.toContain('apply');
    await w.passed();
    expect(lastView(w.views)).toMatchObject({ problem: null, proof: { triesLeft: 3, reported: true }, phasesDone: ['challenge', 'authority', 'writing', 'proof', 'report'] });
    expect(w.journal.lines.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1]).slice(-4)).toEqual(['challenged', 'acting', 'acted', 'confirmed']);
    expect(w.waits).toEqual([]);
  });

  it('goes on asking when the network is away for a while', async () => {
    const w = world();
    await toPending(w);
    w.authority.fail.set('requestResponse', new AppError('authorityUnreachable', { host: 'h' }));
    await w.passed();
    expect(lastView(w.views).problem?.code).toBe('approvalPending');
    await w.passed();
    expect(lastView(w.views).proof).not.toBeNull();
  });

  it('stops for good when it is refused, and leaves nothing to resume and no PIN', async () => {
    const w = world();
    await toPending(w);
    w.authority.fail.set('requestResponse', new AppError('approvalRefused'));
    await w.passed();
    expect(lastView(w.views)).toMatchObject({ problem: { code: 'approvalRefused' }, pinHeld: false });
    expect([w.waits, w.cards.held, await w.start().resumable()]).toEqual([[], false, null]);
    expect(w.cards.calls).not.toContain('apply');
  });

  it('stops with the link', async () => {
    const w = world();
    await toPending(w);
    w.authority.fail.set('requestResponse', new AppError('sessionExpired'));
    await w.passed();
    expect([lastView(w.views).problem?.code, w.waits]).toEqual(['sessionExpired', []]);
  });

  it('asks no more once the person has left', async () => {
    const w = world();
    await toPending(w);
    await w.flow.leave();
    await w.passed();
    expect(w.authority.calls.filter((call) => call === 'requestResponse')).toHaveLength(1);
    expect([w.waits, w.views.at(-1)]).toEqual([[], null]);
  });

  it('asks in one line, however often the person asks, too', async () => {
    const w = world();
    await toPending(w);
    w.authority.fail.set('requestResponse', pending());
    await w.flow.resume();
    expect(w.waits).toHaveLength(2);
    await w.passed();
    // The older wait is over without a question.
    expect(w.authority.calls.filter((call) => call === 'requestResponse')).toHaveLength(2);
    await w.passed();
    expect(lastView(w.views).proof).not.toBeNull();
  });

  it('is taken up again after a restart: the PIN again, the answers not', async () => {
    const w = world();
    await toPending(w);
    w.cards.held = false;
    // The program that waited is gone.
    w.waits.splice(0);
    const again = w.start();
    expect(await again.resumable()).not.toBeNull();
    await again.resume();
    expect(lastView(w.views)).toMatchObject({ step: 'pin', problem: { code: 'pinNotHeld' } });
    w.authority.fail.set('requestResponse', pending());
    await again.choosePin(PIN, PIN);
    expect(lastView(w.views).problem?.code).toBe('approvalPending');
    await w.passed();
    expect(lastView(w.views).proof).not.toBeNull();
    expect(w.authority.calls.filter((call) => call === 'submitAnswers')).toHaveLength(1);
  });
});

describe('the pace', () => {
  it.each([[20, 20], [1, 5], [86_400, 600], ['soon', 15]])('%s is %i seconds', (asked, seconds) => {
    expect(pauseOf({ code: 'approvalPending', details: { retryAfterSeconds: asked } })).toBe(seconds * 1000);
  });
});
