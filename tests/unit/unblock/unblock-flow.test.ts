import { describe, expect, it } from 'vitest';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { UnblockFlow } from '../../../src-main/use-cases/unblock/unblock-flow.ts';
import { fakeAuthority, fakeCards, fakeJournal, lastView, LINK_CODE, OTHER_SERIAL, SERIAL, tokenView } from '../../support/fake-ports.ts';

const pin = (text: string): Uint8Array => new TextEncoder().encode(text);
const ANSWERS = [
  { questionId: 'q1', answer: 'un' },
  { questionId: 'q2', answer: 'deux' },
];

function world(tokens = [tokenView()]) {
  const time = { now: 1_700_000_000_000 };
  const cards = fakeCards(tokens);
  const authority = fakeAuthority({ now: () => time.now });
  const journal = fakeJournal();
  const views: (UnblockView | null)[] = [];
  const start = (): UnblockFlow =>
    new UnblockFlow({
      cards: cards.host,
      authority: authority.authority,
      journal: journal.journal,
      clock: { now: () => time.now, monotonic: () => time.now, sleep: async () => undefined },
      log: { event: () => undefined },
      onView: (view) => views.push(view),
    });
  return { time, cards: cards.state, authority: authority.state, journal: journal.state, views, start, flow: start() };
}

type World = ReturnType<typeof world>;

async function toAnswers({ flow }: World): Promise<void> {
  flow.showLink(LINK_CODE);
  await flow.begin();
  await flow.next();
  await flow.choosePin(pin('7294'), pin('7294'));
}

describe('unblock flow', () => {
  it('goes through the four steps and ends with the proof', async () => {
    const w = world();
    await toAnswers(w);
    expect(lastView(w.views)).toMatchObject({ step: 'answers', pinHeld: true, tries: { left: 3, max: 3 } });
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({
      step: 'confirmation',
      busy: false,
      problem: null,
      proof: { triesLeft: 3, triesMax: 3, reported: true },
      phasesDone: ['challenge', 'authority', 'writing', 'proof', 'report'],
    });
    expect(w.journal.lines.map((line) => line.state).filter((state, i, all) => state !== all[i - 1])).toEqual([
      'idle', 'opened', 'pinChosen', 'answered', 'challenged', 'acting', 'acted', 'confirmed',
    ]);
    expect(w.authority.reports).toEqual([{ outcome: 'done', triesLeft: 3, triesMax: 3 }]);
    expect(await w.start().resumable()).toBeNull();
  });

  it('does nothing with a link before a person says so', () => {
    const w = world();
    w.flow.showLink(LINK_CODE);
    expect(lastView(w.views).step).toBe('link');
    expect([w.authority.calls, w.cards.calls, w.journal.lines]).toEqual([[], [], []]);
  });

  it('writes the journal before it asks for a session', async () => {
    const w = world();
    w.journal.full = true;
    w.flow.showLink(LINK_CODE);
    await w.flow.begin();
    expect(lastView(w.views).problem?.code).toBe('journalUnwritable');
    expect(w.authority.calls).toEqual([]);

    w.journal.full = false;
    await w.flow.recheck();
    expect(lastView(w.views)).toMatchObject({ problem: null, dossier: { serial: SERIAL } });
  });

  it('refuses to act when the line before acting cannot be written', async () => {
    const w = world();
    await toAnswers(w);
    w.authority.fail.set('requestResponse', new AppError('authorityUnreachable', { host: 'h' }));
    await w.flow.submitAnswers(ANSWERS);
    w.journal.full = true;
    await w.flow.resume();
    expect(lastView(w.views).problem?.code).toBe('journalUnwritable');
    expect(w.cards.calls).not.toContain('apply');
  });

  it.each([
    ['no token', [], 'noToken', 'token'],
    ['another token', [tokenView({ serial: OTHER_SERIAL })], 'wrongToken', 'serial'],
    ['a token that is not blocked', [tokenView({ blocked: false, pin: { triesLeft: 3, triesMax: 3 } })], 'tokenNotBlocked', 'blocked'],
    ['an unknown card', [tokenView({ state: 'unknownCard', serial: null, problem: { code: 'tokenUnknown', details: {} } })], 'tokenUnknown', 'token'],
  ] as const)('names the check that fails with %s, and leaves nothing to resume', async (_, tokens, code, check) => {
    const w = world([...tokens]);
    w.flow.showLink(LINK_CODE);
    await w.flow.begin();
    const view = lastView(w.views);
    expect(view.problem?.code).toBe(code);
    expect(view.preflight.find((entry) => entry.status === 'failed')?.id).toBe(check);
    expect(w.authority.session).toBe('none');
    expect(w.journal.lines).toEqual([]);
    await expect(w.flow.next()).rejects.toMatchObject({ code: 'stepOutOfOrder' });
  });

  it('finds the right one of several tokens', async () => {
    const w = world([tokenView({ serial: OTHER_SERIAL, readerId: 'r2' }), tokenView()]);
    w.flow.showLink(LINK_CODE);
    await w.flow.begin();
    expect(lastView(w.views)).toMatchObject({ problem: null, dossier: { serial: SERIAL } });
    expect(w.authority.calls.filter((call) => call === 'openSession')).toHaveLength(2);
  });

  it('finds the same session again when the reply to opening was lost', async () => {
    const w = world();
    w.authority.lose.add('openSession');
    w.flow.showLink(LINK_CODE);
    await w.flow.begin();
    expect(lastView(w.views).preflight.find((check) => check.status === 'failed')?.id).toBe('authority');
    await w.flow.recheck();
    expect(lastView(w.views).preflight.every((check) => check.status === 'ok')).toBe(true);
    const again = w.start();
    again.showLink(LINK_CODE);
    await again.begin();
    expect(lastView(w.views).problem).toBeNull();
  });

  it.each([
    ['12', '12', 'pinLength'],
    ['12a4', '12a4', 'pinNotDigits'],
    ['1234', '1234', 'pinSequence'],
    ['0000', '0000', 'pinRepeated'],
    ['7294', '7295', 'pinMismatch'],
  ])('refuses the PIN %s / %s', async (first, second, code) => {
    const w = world();
    w.flow.showLink(LINK_CODE);
    await w.flow.begin();
    await w.flow.next();
    await expect(w.flow.choosePin(pin(first), pin(second))).rejects.toMatchObject({ code });
    expect(w.cards.held).toBe(false);
  });

  it('counts wrong answers, then says locked for good and forgets the PIN', async () => {
    const w = world();
    await toAnswers(w);
    w.authority.verdict = 'refused';
    for (const left of [2, 1]) {
      await w.flow.submitAnswers(ANSWERS);
      expect(lastView(w.views)).toMatchObject({ step: 'answers', tries: { left }, problem: { code: 'answersRefused' } });
    }
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ tries: { left: 0 }, problem: { code: 'answersLocked' }, pinHeld: false });
    expect(w.cards.held).toBe(false);
    expect(w.journal.lines.at(-1)?.state).toBe('lockedOut');
    expect(w.cards.calls).toEqual([]);
  });

  it('spends nothing on an empty answer', async () => {
    const w = world();
    await toAnswers(w);
    await expect(w.flow.submitAnswers([{ questionId: 'q1', answer: 'un' }])).rejects.toMatchObject({ code: 'answersIncomplete' });
    expect(w.authority.calls).not.toContain('submitAnswers');
  });

  it.each([
    ['accepted', 'confirmation', 3],
    ['refused', 'answers', 2],
  ] as const)('learns the verdict (%s) of an entry whose reply was lost, without another try', async (verdict, step, left) => {
    const w = world();
    await toAnswers(w);
    w.authority.verdict = verdict;
    w.authority.lose.add('submitAnswers');
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ step: 'answers', problem: { code: 'authorityUnreachable' } });
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views).step).toBe(step);
    expect(w.authority.triesLeft).toBe(left);
    expect(w.authority.calls.filter((call) => call === 'submitAnswers')).toHaveLength(1);
  });

  it('asks the counter after an unknown outcome: at its maximum the card is done', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'unknown', because: 'tokenRemoved' }];
    w.cards.counter = new AppError('noToken');
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views).problem?.code).toBe('outcomeUnknown');
    expect(w.journal.lines.at(-1)?.state).toBe('acting');
    w.cards.counter = null;
    w.cards.triesLeft = 3;
    await w.flow.resume();
    expect(lastView(w.views).proof).toMatchObject({ triesLeft: 3, reported: true });
    expect(w.cards.calls.filter((call) => call === 'apply')).toHaveLength(1);
  });

  it('asks the counter after an unknown outcome: at zero it starts again with a new challenge', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'unknown', because: 'tokenRemoved' }];
    w.cards.counter = new AppError('noToken');
    await w.flow.submitAnswers(ANSWERS);
    w.cards.counter = null;
    await w.flow.resume();
    expect(lastView(w.views).proof).not.toBeNull();
    expect(w.cards.calls.filter((call) => call === 'challenge')).toHaveLength(2);
  });

  it('never calls done what is neither blocked nor at its maximum', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'done', counter: { triesLeft: 2, triesMax: 3 } }];
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ proof: null, problem: { code: 'toReconcile' } });
    expect(w.authority.reports).toEqual([{ outcome: 'unknown', triesLeft: 2, triesMax: 3 }]);
  });

  it('stops after one refusal of the admin authentication', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'adminRefused' }];
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ proof: null, problem: { code: 'adminRefused' } });
    expect(w.authority.reports).toMatchObject([{ outcome: 'refused' }]);
    await w.flow.resume();
    expect(w.cards.calls.filter((call) => call === 'apply')).toHaveLength(1);
    expect(await w.start().resumable()).toBeNull();
  });

  it('asks for another PIN when the card refuses this one', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'pinRefused', sw: '6A80' }];
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ step: 'pin', pinHeld: false, problem: { code: 'pinRefusedByCard' } });
    await w.flow.choosePin(pin('8305'), pin('8305'));
    expect(lastView(w.views).proof).not.toBeNull();
  });

  it('does not send a response that is past its time', async () => {
    const w = world();
    await toAnswers(w);
    w.authority.ttlMs = 0;
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views).problem?.code).toBe('responseExpired');
    expect(w.cards.calls).not.toContain('apply');
    w.authority.ttlMs = 90_000;
    await w.flow.resume();
    expect(lastView(w.views).proof).not.toBeNull();
  });

  it('shows the proof when the authority cannot be told, and tells it later by itself', async () => {
    const w = world();
    await toAnswers(w);
    w.authority.fail.set('reportResult', new AppError('authorityUnreachable', { host: 'h' }));
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ proof: { reported: false }, problem: { code: 'reportPending' } });
    expect(w.authority.session).toBe('challenged');
    await w.flow.reportPending();
    expect(lastView(w.views)).toMatchObject({ proof: { reported: true }, problem: null });
    expect(w.authority.session).toBe('confirmed');
  });

  it('takes up an interrupted unblock after a restart: the PIN again, the answers not', async () => {
    const w = world();
    await toAnswers(w);
    w.authority.fail.set('requestResponse', new AppError('authorityUnreachable', { host: 'h' }));
    await w.flow.submitAnswers(ANSWERS);

    w.cards.held = false;
    const again = w.start();
    expect(await again.resumable()).toMatchObject({ serial: SERIAL, acted: false });
    await again.resume();
    expect(lastView(w.views)).toMatchObject({ step: 'pin', answersAccepted: true, problem: { code: 'pinNotHeld' } });
    await again.choosePin(pin('7294'), pin('7294'));
    expect(lastView(w.views).proof).not.toBeNull();
    expect(w.authority.calls.filter((call) => call === 'submitAnswers')).toHaveLength(1);
  });

  it('takes up an unblock that was killed while acting by reading the counter', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.apply = [{ kind: 'unknown', because: 'serviceStopped' }];
    w.cards.counter = new AppError('serviceStopped');
    await w.flow.submitAnswers(ANSWERS);

    w.cards.held = false;
    w.cards.counter = null;
    w.cards.triesLeft = 3;
    const again = w.start();
    expect(await again.resumable()).toMatchObject({ acted: true });
    await again.resume();
    expect(lastView(w.views).proof).toMatchObject({ triesLeft: 3, reported: true });
    expect(w.cards.calls.filter((call) => call === 'apply')).toHaveLength(1);
  });

  it('asks for the PIN again when the card host came back without it', async () => {
    const w = world();
    await toAnswers(w);
    w.cards.held = false;
    w.cards.restart();
    expect(lastView(w.views).pinHeld).toBe(false);
    await w.flow.submitAnswers(ANSWERS);
    expect(lastView(w.views)).toMatchObject({ step: 'pin', problem: { code: 'pinNotHeld' } });
    expect(w.cards.calls).not.toContain('apply');
  });

  it('does one thing at a time', async () => {
    const w = world();
    await toAnswers(w);
    const first = w.flow.submitAnswers(ANSWERS);
    await expect(w.flow.submitAnswers(ANSWERS)).rejects.toMatchObject({ code: 'busy' });
    await expect(w.flow.leave()).rejects.toMatchObject({ code: 'busy' });
    await first;
    expect(w.cards.calls.filter((call) => call === 'apply')).toHaveLength(1);
    expect(w.authority.calls.filter((call) => call === 'submitAnswers')).toHaveLength(1);
  });

  it('keeps the wizard when another link arrives while it acts', async () => {
    const w = world();
    await toAnswers(w);
    const first = w.flow.submitAnswers(ANSWERS);
    w.flow.showLink('D'.repeat(43));
    await first;
    expect(lastView(w.views).proof).not.toBeNull();
  });

  it('goes back without losing what is held, and not past the act', async () => {
    const w = world();
    await toAnswers(w);
    w.flow.previous();
    expect(lastView(w.views)).toMatchObject({ step: 'pin', pinHeld: true });
    w.flow.previous();
    expect(lastView(w.views).step).toBe('initialisation');
    await w.flow.next();
    await w.flow.next();
    expect(lastView(w.views).step).toBe('answers');
    await w.flow.submitAnswers(ANSWERS);
    expect(() => w.flow.previous()).toThrow('stepOutOfOrder');
  });

  it('forgets the PIN when the person leaves', async () => {
    const w = world();
    await toAnswers(w);
    await w.flow.leave();
    expect(w.cards.held).toBe(false);
    expect(w.views.at(-1)).toBeNull();
    expect(await w.flow.resumable()).toMatchObject({ serial: SERIAL });
  });
});
