import process from 'node:process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { OTHER_SERIAL, otherState, SERIAL } from '../../support/card-bench.ts';
import { atCommand, cardFor, CLEAN, confirm, judgeEnd, percentiles, VERBS } from '../../support/desk-entries.ts';
import { isSecretBearing } from '../../support/trace-oracle.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';
import { setTimeout as delay } from 'node:timers/promises';

/** Cards of one model with different numbers, and a host process that dies: no secret ever reaches the wrong one, or any one twice. */
const ENTRIES = VERBS.filter((verb) => verb !== 'read');
let desk: VpcdDesk;
const usable: number[] = [];

beforeAll(async () => {
  desk = await VpcdDesk.open();
});
afterEach(() => {
  for (const slot of desk.slots) slot.fault = {};
});
afterAll(async () => {
  await desk.close();
  console.log(`swapped and killed: host killed -> token shown: ${percentiles(usable)}`);
});

const other = async (): Promise<VirtualCard> => new VirtualCard(await otherState());

async function put(slot: 0 | 1, card: VirtualCard): Promise<void> {
  const since = now();
  desk.slots[slot].pull();
  await desk.until(({ readers }) => readers.find(({ name }) => name === desk.slots[slot].reader)?.tokenPresent === false);
  await desk.slots[slot].insert(card);
  await desk.seenByService(slot, true, since);
  await desk.token(slot, ({ state, serial }) => state === 'ready' && serial === card.state().serial);
}

const secretsIn = (trace: Awaited<ReturnType<VpcdDesk['takeTrace']>>): number =>
  trace.filter((event) => 'apdu' in event && isSecretBearing(event.apdu)).length;

it.each(ENTRIES)('%s: another card than on the screen: wrong token, no secret sent', async (verb) => {
  await put(0, await other());
  await desk.takeTrace();
  expect(await confirm(desk, verb)).toEqual({ kind: 'threw', code: 'wrongToken' });
  expect(secretsIn(await desk.takeTrace())).toBe(0);
});

it.each(ENTRIES)('%s: exchanged while the host was not looking: seen by its count of events, no secret sent', async (verb) => {
  await put(0, await cardFor(verb));
  process.kill(desk.hostPid, 'SIGSTOP');
  let since = now();
  desk.slots[0].pull();
  await desk.seenByService(0, false, since);
  since = now();
  const shownBefore = desk.shown.length;
  await desk.slots[0].insert(await other());
  await desk.seenByService(0, true, since);
  expect(desk.shown.length).toBe(shownBefore);
  const entry = confirm(desk, verb);
  process.kill(desk.hostPid, 'SIGCONT');
  expect(await entry).toEqual({ kind: 'threw', code: 'wrongToken' });
  expect((await desk.token(0, ({ serial }) => serial === OTHER_SERIAL)).state).toBe('ready');
  expect(secretsIn(await desk.takeTrace())).toBe(0);
});

it.each(ENTRIES)('%s: exchanged between recognition and the last transaction: no secret sent', async (verb) => {
  const card = await cardFor(verb);
  await put(0, card);
  await desk.takeTrace();
  desk.beforeTransaction = (nth) => (nth === 2 ? exchange() : undefined);
  const exchange = async (): Promise<void> => {
    let since = now();
    desk.slots[0].pull();
    await desk.seenByService(0, false, since);
    since = now();
    await desk.slots[0].insert(await other());
    await desk.seenByService(0, true, since);
  };
  const end = await confirm(desk, verb);
  desk.beforeTransaction = () => undefined;
  expect(['threw', 'notDone']).toContain(end.kind);
  expect(secretsIn(await desk.takeTrace())).toBe(0);
  expect((await desk.token(0, ({ serial }) => serial === OTHER_SERIAL)).state).toBe('ready');
});

it.each(ENTRIES)('host killed -9 while the last command of %s is on its way: nothing sent again, the token shown again', async (verb) => {
  const card = await cardFor(verb);
  await put(0, card);
  await desk.takeTrace();
  const before = card.state();
  const restarts = desk.restarts;
  const last = { verify: /^00200001/u, change: /^0024/u, unblockByPuk: /^002C/u, unblockAct: /^002C/u }[verb];
  const strikes = atCommand(last, () => process.kill(desk.hostPid, 'SIGKILL'));
  desk.slots[0].fault = { before: (command) => void (command.length > 5 && strikes(command)) };
  const end = await confirm(desk, verb);
  const killed = now();
  expect(end).toMatchObject({ kind: 'unknown', because: verb === 'unblockAct' ? 'serviceStopped' : 'cardHostRestarted' });
  const token = await desk.token(0, ({ state }) => state === 'ready');
  usable.push(now() - killed);
  expect(token).toMatchObject({ serial: SERIAL, pin: { triesLeft: card.state().userPin.left } });
  expect(desk.restarts).toBe(restarts + 1);
  await delay(500);
  const trace = await desk.takeTrace();
  judgeEnd({ verb, end, before, after: card.state(), trace });
  expect(secretsIn(trace.filter(({ kind }) => kind === 'apdu'))).toBe(verb === 'verify' || verb === 'change' ? 1 : 2);
  desk.slots[0].fault = {};
});

it('two cards, either order: each entry reaches the card with its number', async () => {
  for (const [first, second] of [[0, 1], [1, 0]] as const) {
    const mine = await cardFor('verify');
    const theirs = await other();
    for (const slot of desk.slots) slot.pull();
    await desk.until(({ tokens }) => tokens.length === 0);
    await put(first, mine);
    await put(second, theirs);
    for (const verb of ['verify', 'change'] as const) {
      expect((await confirm(desk, verb, SERIAL)).kind).toBe(CLEAN[verb]);
      expect(await desk.judge()).toEqual([]);
    }
    const before = theirs.state().userPin.left;
    expect(before).toBe(0);
    expect((await confirm(desk, 'unblockByPuk', OTHER_SERIAL)).kind).toBe('ok');
    expect(await desk.judge()).toEqual([]);
    expect([mine.state().userPin.left, theirs.state().userPin.left]).toEqual([3, 3]);
  }
});
