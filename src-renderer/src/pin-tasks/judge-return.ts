import type { PinCounter } from '../../../src-shared/domain/views.ts';

/**
 * What the counters prove once a token is back after an entry whose answer never came. `spent`: the code was wrong;
 * `unchanged`: nothing was written; `accepted`: the code was right; `ambiguous`: no try is gone, and the counter does not tell which
 * PIN is in force; `cannotTell`: a number is missing.
 */
export interface ReturnVerdict {
  readonly verdict: 'spent' | 'unchanged' | 'accepted' | 'ambiguous' | 'cannotTell';
  /** Tries gone. */
  readonly spent: number;
}

interface Return {
  readonly kind: 'verify' | 'change' | 'puk';
  /** Of the code that was sent (the PUK's for `puk`), right before it and now. */
  readonly before: PinCounter;
  readonly now: PinCounter;
  /** Whether the PIN was blocked before, and is now. */
  readonly wasBlocked: boolean;
  readonly isBlocked: boolean;
}

/** A verification that succeeds sets the counter back to its maximum (ISO 7816-4 §7.5.6): a number that stayed low had none. */
export function judgeReturn({ kind, before, now, wasBlocked, isBlocked }: Return): ReturnVerdict {
  if (before.triesLeft === null || now.triesLeft === null) {
    // The PUK's counter may be silent, but a PIN that came free speaks for itself.
    return { verdict: kind === 'puk' && wasBlocked && !isBlocked ? 'accepted' : 'cannotTell', spent: 0 };
  }
  const spent = before.triesLeft - now.triesLeft;
  if (spent > 0) return { verdict: 'spent', spent };
  if (kind === 'puk') {
    if (wasBlocked) return { verdict: isBlocked ? 'unchanged' : 'accepted', spent: 0 };
    return { verdict: 'ambiguous', spent: 0 };
  }
  if (spent < 0) return { verdict: 'accepted', spent: 0 };
  if (kind === 'verify') return { verdict: 'unchanged', spent: 0 };
  const wasFull = before.triesMax === null || before.triesLeft >= before.triesMax;
  return { verdict: wasFull ? 'ambiguous' : 'unchanged', spent: 0 };
}
