import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CardHostProcess } from '../../src-main/adapters/card-host-process/card-host-process.ts';
import { spawnNodeHost, type HostChild } from '../../src-main/adapters/card-host-process/host-child.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import type { CardHost } from '../../src-main/ports/card-host.ts';
import { CardStateFile } from '../../src-simulator/card-state-file.ts';
import { NEW_PIN, OLD_PIN, pinVerifies, PUK, SERIAL, silentLog, usableState, WRONG_PIN } from '../support/card-bench.ts';

/**
 * The real process of the card host, ended by kill -9 at each APDU of an entry, before and after the card applied it. The judge is the
 * card's file and the list of headers that left, over all processes of a run.
 */
const MORTAL = join(import.meta.dirname, '../support/dying-card-host.ts');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-entry-kill-'));
});
afterAll(() => {
  delete process.env['CARD_HOST_TAPE'];
  delete process.env['CARD_HOST_DIES_AT'];
  rmSync(folder, { recursive: true, force: true });
});

const seen = (triesShown: number) => ({ serial: SERIAL, triesShown, lastTryConfirmed: false });

interface Entry {
  readonly name: string;
  readonly triesShown: number;
  /** APDUs of a clean run; one more place shows that the count is right. */
  readonly apdus: number;
  /** Secret-bearing headers of a clean run, in order. */
  readonly secrets: readonly string[];
  readonly run: (client: CardHost) => ReturnType<CardHost['verifyPin']>;
  readonly end: 'ok' | 'wrong';
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'verify',
    triesShown: 2,
    apdus: 12,
    secrets: ['0020000108'],
    run: (client) => client.verifyPin({ ...seen(2), pin: OLD_PIN }),
    end: 'ok',
  },
  {
    name: 'verify with a wrong PIN',
    triesShown: 2,
    apdus: 12,
    secrets: ['0020000108'],
    run: (client) => client.verifyPin({ ...seen(2), pin: WRONG_PIN }),
    end: 'wrong',
  },
  {
    name: 'change',
    triesShown: 2,
    apdus: 12,
    secrets: ['0024000110'],
    run: (client) => client.changePin({ ...seen(2), current: OLD_PIN, next: NEW_PIN }),
    end: 'ok',
  },
  {
    name: 'unblock by PUK',
    triesShown: 5,
    apdus: 14,
    secrets: ['0020000208', '002C020108'],
    run: (client) => client.unblockByPuk({ ...seen(5), puk: PUK, next: NEW_PIN }),
    end: 'ok',
  },
];

describe.each(ENTRIES)('$name', (entry) => {
  it('kill -9 at each APDU, before and after: unknown, with what was seen; nothing sent again; the truth readable', async () => {
    const before = await usableState(2);
    const ends = new Map<string, number>();
    let cases = 0;
    for (let place = 1; place <= entry.apdus + 1; place++) {
      for (const when of ['before', 'after']) {
        const label = `${entry.name} at ${place} ${when}`;
        const state = new CardStateFile(join(folder, `${label.replaceAll(' ', '-')}.json`));
        const tape = `${state.path}.tape`;
        state.save(before);
        writeFileSync(tape, '');
        let spawned = 0;
        const spawn = (): HostChild => {
          process.env['CARD_HOST_TAPE'] = tape;
          process.env['CARD_HOST_DIES_AT'] = ++spawned === 1 ? `${place} ${when}` : '';
          return spawnNodeHost(MORTAL);
        };
        const config = { pcscAddonPath: null, virtualCardPath: state.path, virtualFaults: null };
        const client = new CardHostProcess({ spawn, config, clock: systemClock, log: silentLog });
        const secretsSent = (): readonly string[] =>
          readFileSync(tape, 'utf8').split('\n').filter((header) => /^00(?:20|24|2C|82|87)/u.test(header) && !header.endsWith('00'));
        try {
          await client.refresh();
          const end = await entry.run(client);
          const card = state.loadIasEcc();
          if (card === undefined) throw new Error('the card is gone');
          const died = place <= entry.apdus;
          if (died) expect(end, label).toEqual({ kind: 'unknown', because: 'cardHostRestarted', before: { triesLeft: entry.triesShown, triesMax: null } });
          else expect(end.kind, label).toBe(entry.end);
          // What left is the beginning of what a clean run sends, and the card saw no more than one entry.
          const sent = secretsSent();
          expect(sent, label).toEqual(entry.secrets.slice(0, sent.length));
          expect(before.userPin.left - card.userPin.left, label).toBeLessThanOrEqual(entry.end === 'wrong' && sent.length > 0 ? 1 : 0);
          expect(card.puk.left, label).toBe(before.puk.left);
          expect(card.userPin.digest === before.userPin.digest || pinVerifies(card), label).toBe(true);

          // The next process reads the truth and sends nothing by itself.
          expect(await client.readCounter(SERIAL), label).toEqual({ triesLeft: card.userPin.left, triesMax: 3 });
          await client.refresh();
          expect(secretsSent(), label).toEqual(sent);
          expect(state.loadIasEcc()?.userPin, label).toEqual(card.userPin);
          expect(spawned, label).toBe(died ? 2 : 1);
          ends.set(end.kind, (ends.get(end.kind) ?? 0) + 1);
          cases++;
        } finally {
          await client.close();
        }
      }
    }
    console.log(`kill -9 at each APDU of ${entry.name}: ${cases} cases: ${JSON.stringify(Object.fromEntries(ends))}`);
    expect(cases).toBe((entry.apdus + 1) * 2);
  });
});
