import type { TokenProofOutcome } from '../../../src-shared/domain/account-views.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { needsGate } from '../pin-tasks/task-stage.ts';

/** What a page that proves somebody with a token shows. */
export type ProofStage = 'form' | 'gate' | 'away' | 'blocked' | 'unknown' | 'notSigned' | 'notTaken' | 'refused' | 'done';

interface ProofSituation {
  /** The token with the chosen certificate, if it is plugged in. */
  readonly token: TokenView | undefined;
  readonly pending: boolean;
  readonly outcome: TokenProofOutcome | null;
  /** Tries left as the screen shows them. */
  readonly triesLeft: number | null;
  /** The end of the token's number was retyped. */
  readonly confirmed: boolean;
}

/** What became of the last entry comes first, then whether the token is there, then what it still accepts. */
export function proofStage({ token, pending, outcome, triesLeft, confirmed }: ProofSituation): ProofStage {
  if (pending) return 'form';
  if (outcome !== null && outcome.kind !== 'wrong') return outcome.kind;
  if (token === undefined || token.state !== 'ready') return 'away';
  if (token.blocked || triesLeft === 0) return 'blocked';
  return needsGate(triesLeft) && !confirmed ? 'gate' : 'form';
}
