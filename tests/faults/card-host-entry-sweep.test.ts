import { describe, expect, it } from 'vitest';
import type { CardHost } from '../../src-main/ports/card-host.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { IasEccState } from '../../src-simulator/ias-ecc/ias-ecc-state.ts';
import type { FaultPlanInput } from '../../src-simulator/fault-plan.ts';
import { blockedState, NEW_PIN, OLD_PIN, openBench, otherState, PUK, SERIAL, usableState, WRONG_PIN, WRONG_PUK } from '../support/card-bench.ts';
import { FAULT_KINDS, FAULT_TIMES } from '../support/card-faults.ts';
import { judgeEntryRun, type EntryEnd, type EntryVerb } from '../support/card-oracle.ts';

/**
 * One entry of a PIN or PUK with one fault at every APDU and at its connects, before and after the card applied it, for every kind of
 * fault. The judge is the card's own memory and what went over the reader, never what the host says of itself.
 */
interface Play {
  readonly name: string;
  readonly verb: EntryVerb;
  readonly right: boolean;
  readonly state: () => Promise<IasEccState>;
  readonly run: (host: CardHost) => ReturnType<CardHost['verifyPin']>;
  /** How a run without a fault ends. */
  readonly clean: EntryEnd['kind'];
  /** What the sweep must have seen, or it proves nothing. */
  readonly ends: readonly EntryEnd['kind'][];
}

const seen = (triesShown: number) => ({ serial: SERIAL, triesShown, lastTryConfirmed: triesShown === 1 });

const PLAYS: readonly Play[] = [
  {
    name: 'the right PIN',
    verb: 'verify',
    right: true,
    state: () => usableState(),
    run: (host) => host.verifyPin({ ...seen(3), pin: OLD_PIN }),
    clean: 'ok',
    ends: ['ok', 'unknown', 'threw'],
  },
  {
    name: 'a wrong PIN',
    verb: 'verify',
    right: false,
    state: () => usableState(2),
    run: (host) => host.verifyPin({ ...seen(2), pin: WRONG_PIN }),
    clean: 'wrong',
    ends: ['wrong', 'unknown', 'threw'],
  },
  {
    name: 'the last wrong PIN',
    verb: 'verify',
    right: false,
    state: () => usableState(1),
    run: (host) => host.verifyPin({ ...seen(1), pin: WRONG_PIN }),
    clean: 'blocked',
    ends: ['blocked', 'unknown', 'threw'],
  },
  {
    name: 'a new PIN',
    verb: 'change',
    right: true,
    state: () => usableState(2),
    run: (host) => host.changePin({ ...seen(2), current: OLD_PIN, next: NEW_PIN }),
    clean: 'ok',
    ends: ['ok', 'unknown', 'threw', 'refused'],
  },
  {
    name: 'a new PIN with the current one wrong',
    verb: 'change',
    right: false,
    state: () => usableState(),
    run: (host) => host.changePin({ ...seen(3), current: WRONG_PIN, next: NEW_PIN }),
    clean: 'wrong',
    ends: ['wrong', 'unknown', 'threw'],
  },
  {
    name: 'the PUK',
    verb: 'unblockByPuk',
    right: true,
    state: () => blockedState(),
    run: (host) => host.unblockByPuk({ ...seen(5), puk: PUK, next: NEW_PIN }),
    clean: 'ok',
    ends: ['ok', 'unknown', 'threw', 'wrong', 'refused'],
  },
  {
    name: 'a wrong PUK',
    verb: 'unblockByPuk',
    right: false,
    state: () => blockedState(),
    run: (host) => host.unblockByPuk({ ...seen(5), puk: WRONG_PUK, next: NEW_PIN }),
    clean: 'wrong',
    ends: ['wrong', 'unknown', 'threw'],
  },
];

async function endOf(work: Promise<EntryEnd>): Promise<EntryEnd> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError) return { kind: 'threw', code: error.code };
    throw error;
  }
}

/** One case: the entry, the judgement, then a person mends everything and the truth must be readable. */
async function oneCase(play: Play, plan: FaultPlanInput): Promise<EntryEnd> {
  const before = await play.state();
  const spare = await otherState();
  const { host, reader, card } = await openBench({ state: before, spare });
  try {
    reader.arm(plan);
    const end = await endOf(play.run(host));
    reader.arm([]);
    // Up to the end of the entry; what follows is the board reading again.
    const tape = [...reader.tape.entries];
    const right = play.right && !plan.some(({ kind }) => kind === 'wrongResponse');
    judgeEntryRun({ verb: play.verb, right, end, before, after: card.state(), tape });

    reader.startService();
    reader.plug();
    if (reader.card !== card) {
      expect(reader.card?.state() ?? spare).toEqual(spare);
      reader.insert(card);
    }
    const after = card.state();
    expect(await host.readCounter(SERIAL)).toEqual({ triesLeft: after.userPin.left, triesMax: 3 });
    await host.refresh();
    expect((await host.snapshot()).tokens[0]).toMatchObject({ state: 'ready', puk: { triesLeft: after.puk.left, triesMax: 5 } });
    // Given back, and no one inherits: a program that comes now finds nothing verified.
    const other = await reader.connect(reader.name, 'exclusive');
    const [sw1, sw2] = await other.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00));
    expect([sw1, sw2]).not.toEqual([0x90, 0x00]);
    await other.disconnect('leave');
    // Nothing was sent by itself since.
    expect(card.state()).toEqual(after);
    return end;
  } finally {
    await host.close();
  }
}

async function cleanLength(play: Play): Promise<number> {
  const { host, reader } = await openBench({ state: await play.state() });
  const end = await endOf(play.run(host));
  expect(end.kind).toBe(play.clean);
  const { entries } = reader.tape;
  const length = entries.slice(0, entries.findLastIndex(({ kind }) => kind === 'reset')).filter(({ kind }) => kind === 'apdu').length;
  await host.close();
  return length;
}

describe.each(PLAYS)('$verb: $name', (play) => {
  it('every fault at every APDU and connect leaves card and host agreeing', async () => {
    const apdus = await cleanLength(play);
    expect(apdus).toBeGreaterThanOrEqual(11);
    const places = [...Array.from({ length: apdus }, (_, index) => ({ apdu: index + 1 })), { connect: 1 }];
    const ends = new Map<string, number>();
    let cases = 0;
    for (const at of places) {
      for (const when of FAULT_TIMES) {
        for (const kind of FAULT_KINDS) {
          const plan = [{ ...kind, at, when }] as FaultPlanInput;
          const end = await oneCase(play, plan).catch((error: unknown) => {
            throw new Error(`with ${JSON.stringify(plan)}`, { cause: error });
          });
          ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1);
          cases++;
        }
      }
    }
    console.log(`${play.verb}, ${play.name}: ${cases} cases over ${apdus} APDUs: ${JSON.stringify(Object.fromEntries(ends))}`);
    expect(cases).toBe((apdus + 1) * FAULT_TIMES.length * FAULT_KINDS.length);
    expect([...ends.keys()]).toEqual(expect.arrayContaining([...play.ends]));
  });
});
