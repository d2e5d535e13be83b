import { expect } from 'vitest';
import type { ApplyOutcome } from '../../src-main/ports/card-host.ts';
import type { CardState } from '../../src-simulator/card-state.ts';
import type { TapeEntry } from '../../src-simulator/reader/apdu-tape.ts';
import { pinVerifies } from './card-bench.ts';

/** What a run of challenge and act came to: the port's outcome, or the code of what was thrown. */
export type RunEnd = ApplyOutcome | { readonly kind: 'threw'; readonly code: string };

const insOf = (entry: TapeEntry): string => (entry.kind === 'apdu' ? entry.header.slice(2, 4) : '');
export const countIns = (tape: readonly TapeEntry[], ins: string): number => tape.filter((entry) => insOf(entry) === ins).length;

/**
 * Each EXTERNAL AUTHENTICATE and RESET RETRY COUNTER must come right after a serial read that the card answered, on the same
 * connection and in the same transaction. Gives those that do not. What happens to the card before a command makes the reader
 * refuse that command and never reaches the tape as an APDU; an event right before one on the tape struck while it was sent.
 */
export function unguarded(tape: readonly TapeEntry[]): readonly string[] {
  return tape.flatMap((entry, index) => {
    if (entry.kind !== 'apdu' || !['82', '2C', '24'].includes(insOf(entry))) return [];
    const before = tape.slice(0, index).findLast(({ kind }) => kind === 'apdu' || kind === 'begin');
    const guarded =
      before?.kind === 'apdu' &&
      before.header.startsWith('00B09C00') &&
      before.sw === '9000' &&
      before.outcome === 'answered' &&
      before.connection === entry.connection &&
      before.transaction !== null &&
      before.transaction === entry.transaction;
    return guarded ? [] : [`${entry.header} at ${index}`];
  });
}

/** N, A, H and the serial guard, judged by the card's memory and the tape alone. */
export function judgeRun(run: {
  readonly end: RunEnd;
  readonly before: CardState;
  readonly after: CardState;
  readonly tape: readonly TapeEntry[];
}): void {
  const { end, before, after, tape } = run;
  // N: no VERIFY with a body, no PIN or PUK try spent.
  expect(tape.filter((entry) => entry.kind === 'apdu' && insOf(entry) === '20' && entry.header !== '0020000100')).toEqual([]);
  expect([before.userPin.left, after.userPin.max]).toContain(after.userPin.left);
  expect(after.puk).toEqual(before.puk);
  // A, 1: each secret leaves once at most, and no further one after a refusal.
  expect(countIns(tape, '82')).toBeLessThanOrEqual(1);
  expect(countIns(tape, '2C')).toBeLessThanOrEqual(countIns(tape, '82'));
  expect(after.admin.left).toBeGreaterThanOrEqual(before.admin.left - 1);
  expect(countIns(tape, '24')).toBe(0);
  // Serial guard.
  expect(unguarded(tape)).toEqual([]);
  // H: what is said of the card is so.
  const unchanged = JSON.stringify(after.userPin) === JSON.stringify(before.userPin);
  switch (end.kind) {
    case 'done':
      expect(after.userPin.left).toBe(after.userPin.max);
      expect(pinVerifies(after)).toBe(true);
      return;
    case 'notDone':
      expect({ unchanged, sent2C: countIns(tape, '2C') }).toEqual({ unchanged: true, sent2C: 0 });
      return;
    case 'adminRefused':
      expect({ unchanged, sent2C: countIns(tape, '2C') }).toEqual({ unchanged: true, sent2C: 0 });
      return;
    case 'pinRefused':
      expect(unchanged).toBe(true);
      return;
    case 'threw':
      expect({ unchanged, sent: countIns(tape, '82') + countIns(tape, '2C') }).toEqual({ unchanged: true, sent: 0 });
      return;
    case 'unknown':
      // Said only of an act that could have happened (the reader may have refused the last command unsent), and then whole.
      expect(tape.some((entry) => entry.kind === 'apdu' && insOf(entry) === '82' && entry.applied && entry.sw === '9000')).toBe(true);
      expect(unchanged || pinVerifies(after)).toBe(true);
  }
}
