import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardFor, percentiles } from '../../support/desk-entries.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';

/** How soon what happens at a reader is shown, with the program's own card-host process. Figures; only what would be absurd fails. */
const INSERTIONS = 20;
let desk: VpcdDesk;
const figures: string[] = [];

beforeAll(async () => {
  desk = await VpcdDesk.open('real');
});
afterAll(async () => {
  await desk.close();
  console.log(`latency: ${figures.join('; ')}`);
});

it('insertion and removal', async () => {
  const card = await cardFor('verify');
  const [slot] = desk.slots;
  const toReading: number[] = [];
  const toReady: number[] = [];
  const firstToReady: number[] = [];
  const toRemoved: number[] = [];
  for (let nth = 0; nth < INSERTIONS; nth++) {
    let since = now();
    await slot.insert(card);
    const notice = await desk.seenByService(0, true, since);
    const ready = await desk.until(({ tokens }) => tokens[0]?.state === 'ready');
    const reading = desk.shown.find(({ at, snapshot }) => at > since && snapshot.tokens.length > 0);
    toReading.push((reading?.at ?? Number.NaN) - notice.at);
    toReady.push(ready.at - notice.at);
    firstToReady.push(ready.at - (slot.firstCommandAt ?? Number.NaN));
    since = now();
    slot.pull();
    const gone = await desk.seenByService(0, false, since);
    const removed = await desk.until(({ tokens }) => tokens.length === 0);
    toRemoved.push(removed.at - gone.at);
  }
  figures.push(`service's event -> "reading" shown: ${percentiles(toReading)}`);
  figures.push(`service's event -> "ready" shown: ${percentiles(toReady)}`);
  figures.push(`first command -> "ready" shown: ${percentiles(firstToReady)}`);
  figures.push(`service's event of removal -> shown: ${percentiles(toRemoved)}`);
  expect(Math.max(...toReading, ...toReady, ...toRemoved)).toBeLessThan(5000);
});

it('host killed -9, usable again', async () => {
  await desk.slots[0].insert(await cardFor('verify'));
  await desk.token(0);
  const killed = now();
  process.kill(desk.hostPid, 'SIGKILL');
  await desk.until(({ service }) => service === 'starting');
  const { at } = await desk.until(({ tokens }) => tokens[0]?.state === 'ready');
  figures.push(`host killed -> token shown again: ${Math.round(at - killed)} ms`);
  expect(desk.restarts).toBe(1);
});
