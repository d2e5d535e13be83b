import { describe, expect, it } from 'vitest';
import { phaseStages } from '../../../src-renderer/src/wizard/phase-stages.ts';
import { ACT_PHASES, type ActPhase } from '../../../src-shared/domain/unblock-state.ts';
import { ERROR_TABLE, type ErrorCode } from '../../../src-shared/errors/error-table.ts';

const at = (phase: ActPhase | null, phasesDone: readonly ActPhase[], code: ErrorCode | null = null, busy = code === null) => {
  const stages = phaseStages({ phase, phasesDone, busy, problem: code === null ? null : { code, details: {} } });
  return ACT_PHASES.map((name) => stages[name]).join(' ');
};

describe('the phases of step 4', () => {
  it('are done, under way and to come while it works', () => {
    expect(at(null, [])).toBe('todo todo todo todo todo');
    expect(at('writing', ['challenge', 'authority'])).toBe('done done now todo todo');
    expect(at('report', ['challenge', 'authority', 'writing', 'proof'])).toBe('done done done done now');
  });

  it('stop where they stopped', () => {
    expect(at('authority', ['challenge'], 'authorityUnreachable')).toBe('done stopped todo todo todo');
    expect(at('writing', ['challenge', 'authority'], 'tokenRemoved')).toBe('done done stopped todo todo');
    expect(at('report', ['challenge', 'authority', 'writing', 'proof'], 'authorityUnreachable')).toBe('done done done done stopped');
  });

  it('are still under way while a problem is being dealt with', () => {
    expect(at('proof', ['challenge', 'authority', 'writing'], 'outcomeUnknown', true)).toBe('done done done now todo');
  });

  it('do not say that nothing was written when it is not known, nor that it was', () => {
    expect(at('proof', ['challenge', 'authority', 'writing'], 'outcomeUnknown')).toBe('done done unknown unknown todo');
    expect(at('report', ['challenge', 'authority', 'writing', 'proof'], 'toReconcile')).toBe('done done unknown unknown todo');
    expect(at('proof', ['challenge', 'authority', 'writing'], 'wrongToken')).toBe('done done unknown stopped todo');
  });

  it('say that nothing was written when that is known', () => {
    expect(at('report', ['challenge', 'authority', 'writing'], 'adminRefused')).toBe('done done notDone todo todo');
    expect(at('proof', [], 'nothingChanged')).toBe('todo todo notDone done todo');
  });

  it('never call writing done when stopped before its proof, whatever the problem', () => {
    for (const code of Object.keys(ERROR_TABLE) as ErrorCode[]) {
      expect(at('proof', ['challenge', 'authority', 'writing'], code).split(' ')[2], code).not.toBe('done');
    }
  });
});
