import { expect } from 'vitest';
import type { ApplyOutcome } from '../../src-main/ports/card-host.ts';
import type { PinOutcome } from '../../src-shared/domain/views.ts';
import type { IasEccState } from '../../src-simulator/ias-ecc/ias-ecc-state.ts';
import type { TapeEntry } from '../../src-simulator/reader/apdu-tape.ts';
import { pinVerifies } from './card-bench.ts';
import { isSecretBearing, unguardedSteps, type TraceApdu } from './trace-oracle.ts';

/** What a run of challenge and act came to: the port's outcome, or the code of what was thrown. */
export type RunEnd = ApplyOutcome | { readonly kind: 'threw'; readonly code: string };

const insOf = (entry: TapeEntry): string => (entry.kind === 'apdu' ? entry.header.slice(2, 4) : '');
export const countIns = (tape: readonly TapeEntry[], ins: string): number => tape.filter((entry) => insOf(entry) === ins).length;

/**
 * The reader's tape as a trace. What happens to the card before a command makes the reader refuse that command and never reaches the
 * tape as an APDU; an event right before one on the tape struck while it was sent. Transactions say the rest.
 */
const traceOf = (tape: readonly TapeEntry[]): readonly TraceApdu[] =>
  tape.flatMap((entry, index) =>
    entry.kind === 'apdu'
      ? [
          {
            kind: 'apdu',
            header: entry.header,
            data: entry.data,
            sw: entry.outcome === 'answered' ? entry.sw : null,
            scope: entry.transaction === null ? `no transaction at ${index}` : `${entry.connection} in ${entry.transaction}`,
          },
        ]
      : [],
  );

const secretsOn = (tape: readonly TapeEntry[]) =>
  tape.filter((entry) => entry.kind === 'apdu').filter((entry) => isSecretBearing({ ...entry, scope: null }));

/** Secret-bearing commands that no serial read in the same transaction comes right before. */
export const unguarded = (tape: readonly TapeEntry[]): readonly string[] => unguardedSteps(traceOf(tape));

/** N, A, H and the serial guard, judged by the card's memory and the tape alone. */
export function judgeRun(run: {
  readonly end: RunEnd;
  readonly before: IasEccState;
  readonly after: IasEccState;
  readonly tape: readonly TapeEntry[];
}): void {
  const { end, before, after, tape } = run;
  // N: no VERIFY with a body, no PIN or PUK try spent.
  expect(secretsOn(tape).filter((entry) => insOf(entry) === '20')).toEqual([]);
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

export type EntryEnd = PinOutcome | { readonly kind: 'threw'; readonly code: string };
export type EntryVerb = 'verify' | 'change' | 'unblockByPuk';

/** What each verb may send, and how often. */
const ALLOWED: Record<EntryVerb, Readonly<Record<string, number>>> = {
  verify: { '20': 1 },
  change: { '24': 1 },
  unblockByPuk: { '20': 1, '2C': 1 },
};

/** One entry of a PIN or PUK, judged by the card's memory and the tape alone. */
export function judgeEntryRun(run: {
  readonly verb: EntryVerb;
  /** The entry is right, and no fault garbled it on its way. */
  readonly right: boolean;
  readonly end: EntryEnd;
  readonly before: IasEccState;
  readonly after: IasEccState;
  readonly tape: readonly TapeEntry[];
}): void {
  const { verb, right, end, before, after, tape } = run;
  const secrets = secretsOn(tape);
  // One entry, one command of each kind, none of another kind; the serial right before each.
  for (const entry of secrets) expect(Object.keys(ALLOWED[verb])).toContain(insOf(entry));
  for (const [ins, most] of Object.entries(ALLOWED[verb])) {
    expect(secrets.filter((entry) => insOf(entry) === ins).length).toBeLessThanOrEqual(most);
  }
  expect(unguarded(tape)).toEqual([]);
  // Tries: one at most, of the one secret that was entered, and none for a right entry or where nothing reached the card.
  const subject = verb === 'unblockByPuk' ? 'puk' : 'userPin';
  const applied = secrets.filter((entry) => entry.applied);
  const spent = before[subject].left - after[subject].left;
  expect(spent).toBeLessThanOrEqual(right || applied.length === 0 ? 0 : 1);
  expect(after.admin).toEqual(before.admin);
  if (subject === 'userPin') expect(after.puk).toEqual(before.puk);
  if (applied.length === 0) expect([after.userPin, after.puk]).toEqual([before.userPin, before.puk]);

  // What is said of the card is so.
  const last = applied.at(-1);
  const samePin = after.userPin.digest === before.userPin.digest;
  const counterOf = end.kind === 'ok' ? 'userPin' : subject;
  if ('counter' in end) {
    expect([null, after[counterOf].left]).toContain(end.counter.triesLeft);
    expect([null, after[counterOf].max]).toContain(end.counter.triesMax);
  }
  switch (end.kind) {
    case 'ok':
      expect(last?.sw).toBe('9000');
      expect(last === undefined ? '' : insOf(last)).toBe({ verify: '20', change: '24', unblockByPuk: '2C' }[verb]);
      expect(after.userPin.left).toBe(after.userPin.max);
      expect({ changed: !samePin }).toEqual({ changed: verb !== 'verify' });
      if (verb !== 'verify') expect(pinVerifies(after)).toBe(true);
      return;
    case 'wrong':
      expect(last?.sw).toMatch(/^63C[1-9A-F]$/u);
      expect({ samePin, left: after[subject].left > 0 }).toEqual({ samePin: true, left: true });
      return;
    case 'blocked':
      expect({ samePin, left: after[subject].left }).toEqual({ samePin: true, left: 0 });
      return;
    case 'refused':
      expect(last?.sw).toMatch(/^6[4-9A-E]/u);
      expect({ samePin, spent }).toEqual({ samePin: true, spent: Math.min(spent, 0) });
      return;
    case 'threw':
      expect({ samePin, sent: secrets.length, spent }).toEqual({ samePin: true, sent: 0, spent: 0 });
      return;
    case 'unknown': {
      expect([null, before[subject].left]).toContain(end.before.triesLeft);
      // Said only where it could be: a secret left, or the reader refused it unsent right after its serial read.
      const lastOfEntry = tape.filter((entry) => entry.kind === 'apdu').at(-1);
      expect(secrets.length > 0 || lastOfEntry?.header.startsWith('00B09C')).toBe(true);
      expect(samePin || pinVerifies(after)).toBe(true);
    }
  }
}
