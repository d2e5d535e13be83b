import { describe, expect, it } from 'vitest';
import { decideReport, type CardReport } from '../../../src-server/domain/report-decision.ts';

const done: CardReport = { outcome: 'done', triesLeft: 3, triesMax: 3 };
const partly: CardReport = { outcome: 'done', triesLeft: 1, triesMax: 3 };
const unknown: CardReport = { outcome: 'unknown', triesLeft: null, triesMax: null };
const refused: CardReport = { outcome: 'refused', triesLeft: null, triesMax: null };

const decide = (state: Parameters<typeof decideReport>[0]['state'], reported: CardReport | null, report: CardReport, responseIssued = true) =>
  decideReport({ state, responseIssued, reported }, report);

describe('a first report', () => {
  it('is stored as what it proves', () => {
    expect(decide('challenged', null, done)).toEqual({ kind: 'store', state: 'confirmed' });
    expect(decide('expired', null, done)).toEqual({ kind: 'store', state: 'confirmed' });
    expect(decide('challenged', null, partly)).toEqual({ kind: 'store', state: 'toReconcile' });
    expect(decide('challenged', null, unknown)).toEqual({ kind: 'store', state: 'toReconcile' });
    expect(decide('challenged', null, refused)).toEqual({ kind: 'store', state: 'refused' });
  });

  it('of a card with no tries at all is not done', () => {
    expect(decide('challenged', null, { outcome: 'done', triesLeft: 0, triesMax: 0 })).toEqual({ kind: 'store', state: 'toReconcile' });
  });

  it('means nothing where no response was issued, and nothing once the dossier is locked in this session', () => {
    expect(decide('opened', null, done, false)).toEqual({ kind: 'nothingIssued' });
    expect(decide('lockedOut', null, done, false)).toEqual({ kind: 'closed' });
  });
});

describe('a second report', () => {
  it('that says the same is a replay', () => {
    expect(decide('confirmed', done, { ...done })).toEqual({ kind: 'replay', state: 'confirmed' });
    expect(decide('refused', refused, { ...refused })).toEqual({ kind: 'replay', state: 'refused' });
    expect(decide('toReconcile', unknown, { ...unknown, triesLeft: 0 })).toEqual({ kind: 'replay', state: 'toReconcile' });
  });

  it('may only bring certainty of success', () => {
    expect(decide('toReconcile', unknown, done)).toEqual({ kind: 'store', state: 'confirmed' });
    expect(decide('toReconcile', partly, done)).toEqual({ kind: 'store', state: 'confirmed' });
    expect(decide('toReconcile', unknown, refused)).toEqual({ kind: 'contradiction' });
    expect(decide('toReconcile', unknown, partly)).toEqual({ kind: 'contradiction' });
    expect(decide('confirmed', done, unknown)).toEqual({ kind: 'contradiction' });
    expect(decide('refused', refused, done)).toEqual({ kind: 'contradiction' });
  });
});
