import { judgePin, PIN_RULES, samePin, type PinRule, type RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';
import type { PinBuffer } from './pin-buffer.ts';

/** The policy's rules, and that both entries are the same. */
export type EntryRule = PinRule | 'same';
export const ENTRY_RULES: readonly EntryRule[] = [...PIN_RULES, 'same'];
export type EntryVerdicts = Readonly<Record<EntryRule, RuleVerdict>>;

/** Judges what is typed so far, rule by rule; says nothing else of it. */
export function judgeEntries(entry: PinBuffer, confirmation: PinBuffer): EntryVerdicts {
  return entry.read((typed) => ({ ...judgePin(typed), same: confirmation.read((again) => judgeSame(typed, again)) }));
}

/** `open` while the confirmation is the beginning of the entry. */
function judgeSame(typed: Uint8Array, again: Uint8Array): RuleVerdict {
  if (typed.length === 0 || again.length === 0) return 'open';
  if (samePin(typed, again)) return 'met';
  return samePin(typed.subarray(0, again.length), again) ? 'open' : 'broken';
}
