import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CardHostProcess } from '../../src-main/adapters/card-host-process/card-host-process.ts';
import { spawnNodeHost, type HostChild } from '../../src-main/adapters/card-host-process/host-child.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { CardStateFile } from '../../src-simulator/card-state-file.ts';
import { blockedState, cryptogramFor, NEW_PIN, pinVerifies, SERIAL, silentLog } from '../support/card-bench.ts';

/**
 * The real process of the card host, ended by kill -9: at each APDU of challenge and act, before and after the card applied
 * it, and at moments nobody chose. The judge is the card's file and the list of headers that left, over all processes of a run.
 */
const MORTAL = join(import.meta.dirname, '../support/dying-card-host.ts');
const ENTRY = join(import.meta.dirname, '../../src-main/card-host/host-process.ts');
/** Challenge and act of a clean run send this many; one more place shows that the count is right. */
const APDUS = 14;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-kill-'));
});
afterAll(() => {
  delete process.env['CARD_HOST_TAPE'];
  delete process.env['CARD_HOST_DIES_AT'];
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly client: CardHostProcess;
  readonly state: CardStateFile;
  readonly headers: () => readonly string[];
  readonly restarts: () => number;
}

async function withRun(name: string, spawn: (nth: number) => HostChild, work: (run: Run) => Promise<void>): Promise<void> {
  const state = new CardStateFile(join(folder, `${name}.json`));
  const tape = join(folder, `${name}.tape`);
  state.save(await blockedState());
  writeFileSync(tape, '');
  process.env['CARD_HOST_TAPE'] = tape;
  let spawned = 0;
  let restarts = 0;
  const client = new CardHostProcess({
    spawn: () => spawn(++spawned),
    config: { pcscAddonPath: null, virtualCardPath: state.path, virtualFaults: null },
    clock: systemClock,
    log: silentLog,
  });
  client.onRestart(() => restarts++);
  const headers = (): readonly string[] => readFileSync(tape, 'utf8').split('\n').filter((line) => line !== '');
  try {
    await work({ client, state, headers, restarts: () => restarts });
  } finally {
    await client.close();
  }
}

/** Challenge and act; `threw` with its code where the port throws. */
async function unblock(client: CardHostProcess, onApply: () => void = () => undefined) {
  try {
    await client.holdPin(NEW_PIN);
    const { challenge } = await client.requestChallenge(SERIAL);
    const act = client.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) });
    onApply();
    return await act;
  } catch (error) {
    if (error instanceof AppError) return { kind: 'threw', code: error.code } as const;
    throw error;
  }
}

const sends = (headers: readonly string[], ins: string): number => headers.filter((header) => header.slice(2, 4) === ins).length;

it(`kill -9 at each APDU, before and after: nothing sent again, the truth readable, the unblock repeatable`, async () => {
  const before = JSON.stringify((await blockedState()).userPin);
  const ends = new Map<string, number>();
  let cases = 0;
  for (let place = 1; place <= APDUS + 1; place++) {
    for (const when of ['before', 'after']) {
      const name = `at-${place}-${when}`;
      const spawn = (nth: number): HostChild => {
        process.env['CARD_HOST_DIES_AT'] = nth === 1 ? `${place} ${when}` : '';
        return spawnNodeHost(MORTAL);
      };
      await withRun(name, spawn, async ({ client, state, headers, restarts }) => {
        const end = await unblock(client);
        const card = state.loadIasEcc();
        if (card === undefined) throw new Error('the card is gone');
        const unchanged = JSON.stringify(card.userPin) === before;
        const label = `${name}: ${JSON.stringify(end)}`;
        // The clean run sends APDUS commands; the place after them is never reached.
        expect(end.kind === 'done', label).toBe(place > APDUS);
        if (end.kind === 'threw') expect({ code: end.code, unchanged }, label).toEqual({ code: 'cardHostRestarted', unchanged: true });
        else if (end.kind !== 'done') expect(end, label).toEqual({ kind: 'unknown', because: 'serviceStopped' });
        expect(unchanged || pinVerifies(card), label).toBe(true);

        // The next process knows nothing: no PIN, no hold; it reads the truth and sends nothing by itself.
        expect(await client.pinHeld()).toBe(false);
        expect(restarts()).toBe(place > APDUS ? 0 : 1);
        expect((await client.readCounter(SERIAL)).triesLeft, label).toBe(card.userPin.left);
        expect([sends(headers(), '82'), sends(headers(), '2C')].every((count) => count <= 1), label).toBe(true);
        expect(card.admin.left).toBeGreaterThanOrEqual(card.admin.max - 1);

        // R: whoever was blocked before can be unblocked now, with a new challenge and the PIN typed again.
        if (unchanged) expect(await unblock(client), label).toMatchObject({ kind: 'done' });
        expect(pinVerifies(state.loadIasEcc() ?? card)).toBe(true);
        expect(headers().filter((header) => header.startsWith('0020') && header !== '0020000100')).toEqual([]);
        ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1);
        cases++;
      });
    }
  }
  console.log(`kill -9 at each APDU: ${cases} cases: ${JSON.stringify(Object.fromEntries(ends))}`);
  expect(cases).toBe((APDUS + 1) * 2);
});

it('kill -9 at any moment of the act', async () => {
  const before = JSON.stringify((await blockedState()).userPin);
  const seed = Math.trunc(Math.random() * 0x7fff_ffff);
  console.log(`kill at any moment: seed ${seed}`);
  const ends = new Map<string, number>();
  for (let nth = 0; nth < 20; nth++) {
    const delayMs = ((seed >>> nth % 16) ^ (seed * (nth + 1))) & 0x1f;
    let child: HostChild | null = null;
    const spawn = (): HostChild => (child = spawnNodeHost(ENTRY));
    await withRun(`any-${nth}`, spawn, async ({ client, state }) => {
      const end = await unblock(client, () => setTimeout(() => child?.kill(), delayMs));
      const card = state.loadIasEcc();
      if (card === undefined) throw new Error('the card is gone');
      const unchanged = JSON.stringify(card.userPin) === before;
      const label = `after ${delayMs} ms: ${JSON.stringify(end)}`;
      expect(unchanged || pinVerifies(card), label).toBe(true);
      expect(['done', 'unknown'], label).toContain(end.kind);
      if (end.kind === 'done') expect(unchanged, label).toBe(false);
      // The kill may still be on its way; a call it ends is asked again, as a person would.
      const counter = await client.readCounter(SERIAL).catch(() => client.readCounter(SERIAL));
      expect(counter.triesLeft, label).toBe(card.userPin.left);
      ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1);
    });
  }
  console.log(`kill at any moment: 20 cases: ${JSON.stringify(Object.fromEntries(ends))}`);
});
