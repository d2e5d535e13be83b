import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { FaultPlanInput } from '../../src-simulator/fault-plan.ts';
import { blockedState, cryptogramFor, NEW_PIN, openBench, OTHER_SERIAL, otherState, SERIAL, type Bench } from '../support/card-bench.ts';
import { FAULT_KINDS, FAULT_TIMES } from '../support/card-faults.ts';
import { countIns, judgeRun, type RunEnd } from '../support/card-oracle.ts';

/**
 * Challenge and act with one fault at every APDU and every connect, before and after the card applied it, for every kind of
 * fault. The judge is the card's own memory and what went over the reader, never what the host says of itself.
 */
type Fault = FaultPlanInput[number];

async function play({ host, reader }: Bench, rightAnswer: boolean): Promise<RunEnd> {
  try {
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    // Nothing may be open while the authority computes.
    const kinds = reader.tape.entries.map(({ kind }) => kind);
    // A reset ends a transaction as well.
    expect(Math.max(kinds.lastIndexOf('end'), kinds.lastIndexOf('reset'))).toBeGreaterThan(kinds.lastIndexOf('begin'));
    return await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge, rightAnswer ? SERIAL : OTHER_SERIAL) });
  } catch (error) {
    if (error instanceof AppError) return { kind: 'threw', code: error.code };
    throw error;
  }
}

/** One case: the run, the judgement, then a person mends everything and the truth must be readable. Gives the kind of end. */
async function oneCase(plan: FaultPlanInput, options: { readonly rightAnswer: boolean }): Promise<RunEnd> {
  const before = await blockedState();
  const spare = await otherState();
  const bench = await openBench({ state: before, spare });
  const { host, reader, card } = bench;
  try {
    reader.arm(plan);
    const end = await play(bench, options.rightAnswer);
    reader.arm([]);
    judgeRun({ end, before, after: card.state(), tape: reader.tape.entries });
    expect(await host.pinHeld()).toBe(end.kind !== 'done');

    await host.release();
    reader.startService();
    reader.plug();
    if (reader.card !== card) {
      expect(reader.card?.state() ?? spare).toEqual(spare);
      reader.insert(card);
    }
    const counter = await host.readCounter(SERIAL);
    expect(counter).toEqual({ triesLeft: card.state().userPin.left, triesMax: 3 });
    await host.refresh();
    // Given back: another program may have it.
    await (await reader.connect(reader.name, 'exclusive')).disconnect('leave');
    judgeRun({ end, before, after: card.state(), tape: reader.tape.entries });
    return end;
  } finally {
    await host.close();
  }
}

async function named(plan: FaultPlanInput, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw new Error(`with ${JSON.stringify(plan)}`, { cause: error });
  }
}

async function cleanLength(rightAnswer: boolean): Promise<number> {
  const bench = await openBench();
  await play(bench, rightAnswer);
  const { entries } = bench.reader.tape;
  // Up to the end of the act; what follows is the board reading again.
  const end = entries.map(({ kind }) => kind).lastIndexOf('reset');
  const length = entries.slice(0, end).filter(({ kind }) => kind === 'apdu').length;
  await bench.host.close();
  return length;
}

describe.each([
  { answer: 'right', rightAnswer: true },
  { answer: 'wrong', rightAnswer: false },
])('with the $answer answer of the authority', ({ rightAnswer, answer }) => {
  it('every fault at every APDU and connect leaves card and host agreeing', async () => {
    const apdus = await cleanLength(rightAnswer);
    expect(apdus).toBe(rightAnswer ? 14 : 9);
    const places: Fault['at'][] = [...Array.from({ length: apdus }, (_, index) => ({ apdu: index + 1 })), { connect: 1 }];
    const ends = new Map<string, number>();
    let cases = 0;
    for (const at of places) {
      for (const when of FAULT_TIMES) {
        for (const kind of FAULT_KINDS) {
          const plan = [{ ...kind, at, when }] as FaultPlanInput;
          await named(plan, async () => {
            const end = await oneCase(plan, { rightAnswer });
            if (!rightAnswer) expect(end.kind).not.toBe('done');
            ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1);
            cases++;
          });
        }
      }
    }
    console.log(`card host sweep, ${answer} answer: ${cases} cases over ${apdus} APDUs: ${JSON.stringify(Object.fromEntries(ends))}`);
    expect(cases).toBe((apdus + 1) * FAULT_TIMES.length * FAULT_KINDS.length);
    // A sweep in which nothing ever goes right, or nothing ever wrong, proves nothing.
    expect([...ends.keys()]).toEqual(expect.arrayContaining(rightAnswer ? ['done', 'notDone', 'unknown', 'threw', 'adminRefused', 'pinRefused'] : ['adminRefused', 'notDone', 'threw']));
  });
});

it('several faults in one run', async () => {
  const apdus = await cleanLength(true);
  const fault = fc
    .record({ kind: fc.constantFrom(...FAULT_KINDS), at: fc.oneof(fc.record({ apdu: fc.integer({ min: 1, max: apdus + 8 }) }), fc.record({ connect: fc.integer({ min: 1, max: 3 }) })), when: fc.constantFrom(...FAULT_TIMES) })
    .map(({ kind, at, when }) => ({ ...kind, at, when }));
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 2, maxLength: 4 }), fc.boolean(), async (plan, rightAnswer) => {
      await oneCase(plan, { rightAnswer });
    }),
    { numRuns: 300 },
  );
});

it('a clean run: one 82, one 2C, done', async () => {
  const bench = await openBench();
  const before = bench.card.state();
  const end = await play(bench, true);
  judgeRun({ end, before, after: bench.card.state(), tape: bench.reader.tape.entries });
  expect(end.kind).toBe('done');
  expect([countIns(bench.reader.tape.entries, '82'), countIns(bench.reader.tape.entries, '2C')]).toEqual([1, 1]);
  await bench.host.close();
});
