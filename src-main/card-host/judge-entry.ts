import type { PinCounter, PinOutcome } from '../../src-shared/domain/views.ts';
import type { EntryAnswer } from '../card/applets/token-session.ts';

/**
 * What became of an entry: the answer and the counter together, for neither can be trusted alone. Where they contradict each
 * other nobody knows. What is shown is the counter that was read again, not what the status word says of it.
 */
export function judgeEntry(answer: EntryAnswer, before: PinCounter, counter: PinCounter): PinOutcome {
  const unknown: PinOutcome = { kind: 'unknown', because: 'tokenMalformedAnswer', before };
  const left = counter.triesLeft;
  switch (answer.kind) {
    case 'ok':
      return contradictsSuccess(before, counter) ? unknown : { kind: 'ok', counter };
    case 'wrong':
      // 63C0 is how some cards say "wrong, and that was the last".
      if (left === 0 || (left === null && answer.triesLeft === 0)) return { kind: 'blocked', counter };
      return { kind: 'wrong', counter };
    case 'blocked':
      return left === null || left === 0 ? { kind: 'blocked', counter } : unknown;
    case 'refused':
      return saysNotCarriedOut(answer.sw) && !isSpent(before, counter) ? { kind: 'refused', counter } : unknown;
  }
}

/** A right entry gives all tries back (ISO 7816-4, 7.5.6); a card that tells no number contradicts nothing. */
function contradictsSuccess(before: PinCounter, { triesLeft, triesMax }: PinCounter): boolean {
  if (triesLeft === null) return false;
  const expected = triesMax ?? before.triesMax;
  return expected === null ? triesLeft < Math.max(1, before.triesLeft ?? 1) : triesLeft !== expected;
}

/** A refused command is no try; a counter that fell, or is told no more, says that something else happened. */
function isSpent(before: PinCounter, { triesLeft }: PinCounter): boolean {
  if (before.triesLeft === null) return triesLeft === 0;
  return triesLeft === null || triesLeft < before.triesLeft;
}

/**
 * ISO 7816-4, 5.1.3: 64 is an error that changed nothing, 67 to 6E say why the command was not carried out. All other words
 * (61, 62: it was; 65, 66, 6F: who knows) leave open what the card did.
 */
const NOT_CARRIED_OUT: ReadonlySet<string> = new Set(['64', '67', '68', '69', '6A', '6B', '6C', '6D', '6E']);
const saysNotCarriedOut = (sw: string): boolean => NOT_CARRIED_OUT.has(sw.slice(0, 2));
