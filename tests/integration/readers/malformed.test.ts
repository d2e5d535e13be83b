import { afterAll, beforeAll, expect, it } from 'vitest';
import { isErrorCode } from '../../../src-shared/errors/error-table.ts';
import { malformedAnswer } from '../../../src-simulator/reader/malformed-answer.ts';
import { cardFor, CLEAN, commandsOf, confirm, count, freshCard, judgeEnd, VERBS, atCommand } from '../../support/desk-entries.ts';
import { isSecretBearing } from '../../support/trace-oracle.ts';
import { breachesOf } from '../../support/trace-checker.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';

/** A card or a reader that answers nonsense, through vpcd, pcscd, the library, the addon and the host: typed, in bounded time. */
const LIMIT_MS = 10_000;
const ENDLESS = Uint8Array.of(...new Uint8Array(255).fill(0x5a), 0x61, 0xff);

const ANSWERS: Readonly<Record<string, (real: Uint8Array) => Uint8Array>> = {
  short: (real) => malformedAnswer('short', real),
  long: (real) => malformedAnswer('long', real),
  garbageTlv: (real) => malformedAnswer('garbageTlv', real),
  zeros20k: (real) => malformedAnswer('zeros20k', real),
  counterOutOfRange: () => Uint8Array.of(0x63, 0xcf),
  statusOfNoStandard: () => Uint8Array.of(0x12, 0x34),
};

let desk: VpcdDesk;
const ends = new Map<string, number>();
let cases = 0;
let longest = 0;

beforeAll(async () => {
  desk = await VpcdDesk.open();
  await desk.slots[0].insert(await cardFor('verify'));
  await desk.token(0);
});
afterAll(async () => {
  await desk.close();
  console.log(`malformed: ${cases} cases ${JSON.stringify(Object.fromEntries(ends))}; the longest took ${Math.round(longest)} ms`);
});

it.each(VERBS)('%s: a bad answer to each command', async (verb) => {
  await freshCard(desk, verb);
  expect((await confirm(desk, verb)).kind).toBe(CLEAN[verb]);
  const commands = commandsOf(await desk.takeTrace());
  // Of an entry: from the first command to the answer after the last secret. Of a reading: its first half, certificates are the same over again.
  const last = commands.findLastIndex(({ apdu }) => isSecretBearing(apdu));
  const places = last === -1 ? Math.ceil(commands.length / 2) : last + 2;
  for (let place = 1; place <= places; place++) {
    for (const [name, answer] of [...Object.entries(ANSWERS), ['loop61', null] as const]) {
      const label = `${verb} ${place} ${name}`;
      const card = await freshCard(desk, verb);
      const before = card.state();
      const strikes = atCommand(place, () => undefined);
      let endless = false;
      desk.slots[0].fault = {
        after(command, real) {
          const due = strikes(command);
          endless = answer === null && (due || (endless && command[1] === 0xc0));
          if (endless) return ENDLESS;
          return due && answer !== null ? answer(real) : undefined;
        },
      };
      const started = now();
      const end = await confirm(desk, verb);
      const took = now() - started;
      expect(took, label).toBeLessThan(LIMIT_MS);
      longest = Math.max(longest, took);
      desk.slots[0].fault = {};
      const trace = await desk.takeTrace();
      expect(breachesOf(trace), label).toEqual([]);
      const lied = name === 'counterOutOfRange' || name === 'garbageTlv';
      if (end.kind === 'threw') expect(isErrorCode(end.code), `${label}: ${end.code}`).toBe(true);
      // A status word that a card may say is believed, as far as the counter does not contradict it.
      if (!lied || end.kind === 'threw' || end.kind === 'unknown') judgeEnd({ verb, end, before, after: card.state(), trace });
      count(ends, end.kind === 'threw' ? end.code : end.kind);
      cases++;
    }
  }
  expect((await freshCard(desk, verb)).state().serial).toBeDefined();
  expect((await confirm(desk, verb)).kind).toBe(CLEAN[verb]);
  expect(desk.restarts).toBe(0);
});
