import { judgePin, PIN_RULES, samePin, type PinRule, type RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';
import type { PinBuffer } from './pin-buffer.ts';

/** The policy's rules, that the new PIN is not the current one, and that both entries are the same. */
export type EntryRule = PinRule | 'different' | 'same';
/** A PIN that is set without the current one: nothing to differ from. */
export const ENTRY_RULES: readonly EntryRule[] = [...PIN_RULES, 'same'];
export const CHANGE_RULES: readonly EntryRule[] = [...PIN_RULES, 'different', 'same'];
export type EntryVerdicts = Readonly<Record<EntryRule, RuleVerdict>>;

/**
 * Judges what is typed so far, rule by rule; says nothing else of it.
 * @param current the PIN that is being changed, where there is one.
 */
export function judgeEntries(entry: PinBuffer, confirmation: PinBuffer, current: PinBuffer | null = null): EntryVerdicts {
  return entry.read((typed) => ({
    ...judgePin(typed, entry.format),
    different: current === null ? 'met' : current.read((known) => judgeDifferent(typed, known)),
    same: confirmation.read((again) => judgeSame(typed, again)),
  }));
}

/** `open` while the confirmation is the beginning of the entry. */
function judgeSame(typed: Uint8Array, again: Uint8Array): RuleVerdict {
  if (typed.length === 0 || again.length === 0) return 'open';
  if (samePin(typed, again)) return 'met';
  return samePin(typed.subarray(0, again.length), again) ? 'open' : 'broken';
}

function judgeDifferent(typed: Uint8Array, known: Uint8Array): RuleVerdict {
  if (typed.length === 0 || known.length === 0) return 'open';
  return samePin(typed, known) ? 'broken' : 'met';
}
