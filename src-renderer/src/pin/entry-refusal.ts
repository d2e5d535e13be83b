import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';
import type { EntryVerdicts } from './judge-entries.ts';

interface Refusal {
  readonly field: 'entry' | 'confirmation';
  readonly words:
    | 'pin.problemTooShort'
    | 'pin.problemTooShortOpen'
    | 'pin.problemSequence'
    | 'pin.problemRepeated'
    | 'pin.problemUnchanged'
    | 'pin.problemConfirmShort'
    | 'pin.problemDifferent';
}

/** The first thing to say against a new PIN and its confirmation; what is only missing is said once asked for (`whole`). */
export function entryRefusal(verdicts: EntryVerdicts, format: PinFormat, whole: boolean): Refusal | null {
  if (verdicts.notSequence === 'broken') return { field: 'entry', words: 'pin.problemSequence' };
  if (verdicts.notRepeated === 'broken') return { field: 'entry', words: 'pin.problemRepeated' };
  if (verdicts.different === 'broken' && verdicts.length === 'met') return { field: 'entry', words: 'pin.problemUnchanged' };
  if (verdicts.length !== 'met' && whole) return { field: 'entry', words: format.minLength === format.maxLength ? 'pin.problemTooShort' : 'pin.problemTooShortOpen' };
  if (verdicts.same === 'broken') return { field: 'confirmation', words: 'pin.problemDifferent' };
  if (verdicts.same !== 'met' && whole) return { field: 'confirmation', words: 'pin.problemConfirmShort' };
  return null;
}
