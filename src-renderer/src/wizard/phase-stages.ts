import { ACT_PHASES, type ActPhase } from '../../../src-shared/domain/unblock-state.ts';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';

/** `unknown`: may or may not have happened; `notDone`: known not to have happened. Neither is a failure of the phase. */
export type PhaseStage = 'done' | 'now' | 'stopped' | 'todo' | 'unknown' | 'notDone';

/** After these the card is known to be as it was. */
const NOTHING_WRITTEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['nothingChanged', 'adminRefused', 'pinRefusedByCard', 'responseExpired']);
/** After these nobody knows, whatever phases were gone through. */
const NOT_CERTAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['outcomeUnknown', 'toReconcile']);

/**
 * What each phase of step 4 may be said to be. A phase that main has left behind counts as done, but writing counts only
 * once its proof does: until then the screen says no more than the counter has.
 */
export function phaseStages(view: Pick<UnblockView, 'phase' | 'phasesDone' | 'busy' | 'problem'>): Readonly<Record<ActPhase, PhaseStage>> {
  const { phase, phasesDone, busy, problem } = view;
  const stopped = problem !== null && !busy;
  const stageOf = (name: ActPhase): PhaseStage => {
    if (phasesDone.includes(name)) return 'done';
    if (name !== phase) return 'todo';
    return stopped ? 'stopped' : 'now';
  };
  const stages = Object.fromEntries(ACT_PHASES.map((name) => [name, stageOf(name)])) as Record<ActPhase, PhaseStage>;
  if (!stopped) return stages;
  if (NOTHING_WRITTEN.has(problem.code)) return { ...stages, writing: 'notDone', proof: problem.code === 'nothingChanged' ? 'done' : 'todo', report: 'todo' };
  if (NOT_CERTAIN.has(problem.code)) return { ...stages, writing: 'unknown', proof: 'unknown', report: 'todo' };
  return stages.writing === 'done' && stages.proof !== 'done' ? { ...stages, writing: 'unknown' } : stages;
}
