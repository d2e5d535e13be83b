import type { PinCounter, PinOutcome, TokenView } from '../../../src-shared/domain/views.ts';
import type { PinTask } from '../store/clavis-store.ts';

/** What the page of a PIN shows. */
export type TaskStage = 'form' | 'gate' | 'done' | 'blocked' | 'pukBlocked' | 'unknown' | 'unsure' | 'away' | 'reading' | 'trouble' | 'readOnly';

interface TaskSituation {
  readonly kind: PinTask['kind'];
  /** The token with the task's serial, if it is plugged in. */
  readonly token: TokenView | undefined;
  /** Its reader is being read: it may be the same token in a moment. */
  readonly reading: boolean;
  readonly pending: boolean;
  readonly outcome: PinOutcome | null;
  /** Tries left of the code that is asked for, as the screen shows them. */
  readonly triesLeft: number | null;
  /** The end of the token's number was retyped. */
  readonly confirmed: boolean;
}

/** What became of the last entry comes first, then whether the token is there, then what it still accepts. */
export function taskStage(situation: TaskSituation): TaskStage {
  const { kind, token, reading, pending, outcome } = situation;
  if (pending) return 'form';
  if (outcome?.kind === 'ok') return 'done';
  if (outcome?.kind === 'unknown') return 'unknown';
  if (outcome?.kind === 'blocked') return kind === 'puk' ? 'pukBlocked' : 'blocked';
  if (token === undefined) return reading ? 'reading' : 'away';
  if (token.state !== 'ready') return token.state === 'reading' ? 'reading' : 'trouble';
  if (kind === 'unsure') return token.blocked ? 'blocked' : 'unsure';
  if (!isAble(kind, token)) return 'readOnly';
  if (kind !== 'puk' && token.blocked) return 'blocked';
  if (situation.triesLeft === 0) return kind === 'puk' ? 'pukBlocked' : 'blocked';
  return needsGate(situation.triesLeft) && !situation.confirmed ? 'gate' : 'form';
}

/** The last try, or a number nobody knows: a page comes before the entry. */
export function needsGate(triesLeft: number | null): boolean {
  return triesLeft === null || triesLeft === 1;
}

/** Counter of the code that a task asks for. */
export function counterOf(kind: PinTask['kind'], token: TokenView): PinCounter {
  return kind === 'puk' ? (token.puk ?? { triesLeft: null, triesMax: null }) : token.pin;
}

function isAble(kind: 'verify' | 'change' | 'puk', { abilities, pinFormat, puk, pukFormat }: TokenView): boolean {
  if (pinFormat === null) return false;
  if (kind === 'verify') return abilities.verifyPin;
  if (kind === 'change') return abilities.changePin;
  return abilities.unblockByPuk && puk !== null && pukFormat !== null;
}
