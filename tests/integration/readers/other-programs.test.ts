import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { cryptogramFor, NEW_PIN, SERIAL } from '../../support/card-bench.ts';
import { cardFor, CLEAN, confirm, freshCard, judgeEnd, VERBS } from '../../support/desk-entries.ts';
import { startOtherProgram, type OtherProgram } from '../../support/other-program.ts';
import { isSecretBearing } from '../../support/trace-oracle.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';

/** What other programs do to a card: they reset it, keep it in a transaction, or keep it to themselves. */
const DONE = '00000000';
const SHARING_VIOLATION = '8010000B';
/** A reading, an entry: neither hangs on another program for longer. */
const PATIENCE_MS = 15_000;
const ENTRIES = VERBS.filter((verb) => verb !== 'read');

let desk: VpcdDesk;
let other: OtherProgram;
const figures: string[] = [];

beforeAll(async () => {
  desk = await VpcdDesk.open();
  await desk.slots[0].insert(await cardFor('verify'));
  await desk.token(0);
});
beforeEach(() => {
  other = startOtherProgram();
});
afterEach(async () => {
  desk.beforeTransaction = () => undefined;
  await other.end();
});
afterAll(async () => {
  await desk.close();
  console.log(`other programs: ${figures.join('; ')}`);
});

const told = async (line: string, result = DONE): Promise<void> => expect({ line, ...(await other.tell(line)) }).toMatchObject({ line, result });
const connectTo = (mode: 'shared' | 'exclusive'): string => `connect ${mode} ${desk.slots[0].reader}`;

it.each(ENTRIES)('%s while another program has the card to itself: busy, nothing sent; freed, it works', async (verb) => {
  const card = await freshCard(desk, verb);
  const before = card.state();
  await told(connectTo('exclusive'));
  const started = now();
  const end = await confirm(desk, verb);
  const waited = now() - started;
  expect(end).toEqual({ kind: 'threw', code: 'readerBusy' });
  expect(waited).toBeLessThan(PATIENCE_MS);
  const trace = await desk.takeTrace();
  expect(trace.filter(({ kind }) => kind === 'apdu')).toEqual([]);
  judgeEnd({ verb, end, before, after: card.state(), trace });
  await told('disconnect leave');
  expect((await confirm(desk, verb)).kind).toBe(CLEAN[verb]);
  expect(await desk.judge()).toEqual([]);
  figures.push(`${verb} busy after ${Math.round(waited)} ms`);
});

it('a card that another program has to itself is shown as busy, and read by itself once it is free', async () => {
  await freshCard(desk, 'verify');
  await told(connectTo('exclusive'));
  await desk.host.refresh();
  await desk.token(0, ({ state, problem }) => state === 'busy' && problem?.code === 'readerBusy');
  await told('disconnect leave');
  const freed = now();
  await desk.token(0);
  figures.push(`free of an exclusive hold -> shown ${Math.round(now() - freed)} ms`);
  expect(await desk.judge()).toEqual([]);
});

it('a long transaction of another program: busy, not hung, and read by itself once it has ended', async () => {
  const card = await freshCard(desk, 'verify');
  const before = card.state();
  await told(connectTo('shared'));
  await told('begin');
  const started = now();
  const end = await confirm(desk, 'verify');
  const waited = now() - started;
  expect(end).toEqual({ kind: 'threw', code: 'readerBusy' });
  expect(waited).toBeLessThan(PATIENCE_MS);
  judgeEnd({ verb: 'verify', end, before, after: card.state(), trace: await desk.takeTrace() });
  await desk.host.refresh();
  await desk.token(0, ({ state }) => state === 'busy');
  // The host answers everything else meanwhile.
  expect((await desk.host.snapshot()).service).toBe('ready');
  await told('end leave');
  const freed = now();
  await desk.token(0);
  figures.push(`long transaction: busy after ${Math.round(waited)} ms, shown ${Math.round(now() - freed)} ms after its end`);
  expect((await confirm(desk, 'verify')).kind).toBe('ok');
  expect(await desk.judge()).toEqual([]);
}, 60_000);

it('a short transaction of another program is waited for', async () => {
  await freshCard(desk, 'verify');
  await told(connectTo('shared'));
  await told('begin');
  const entry = confirm(desk, 'verify');
  await delay(800);
  expect(desk.trace.filter(({ kind }) => kind === 'apdu')).toEqual([]);
  await told('end leave');
  expect((await entry).kind).toBe('ok');
});

it.each(ENTRIES)('%s: reset by another program before its last transaction: nothing of it is sent into a card that was reset', async (verb) => {
  const card = await freshCard(desk, verb);
  const before = card.state();
  let resets = 0;
  desk.beforeTransaction = (nth) => (nth === 2 ? resetOnce() : undefined);
  const resetOnce = async (): Promise<void> => {
    const connected = await other.tell(connectTo('shared'));
    if (connected.result !== DONE) return;
    await told('reset');
    resets++;
    await told('disconnect leave');
  };
  const end = await confirm(desk, verb);
  // The act holds the card exclusively from its challenge on: nobody can reset it.
  expect(resets).toBe(verb === 'unblockAct' ? 0 : 1);
  const trace = await desk.takeTrace();
  judgeEnd({ verb, end, before, after: card.state(), trace });
  if (verb === 'unblockAct') {
    expect(end.kind).toBe('done');
  } else {
    expect(trace.filter((event) => 'apdu' in event && isSecretBearing(event.apdu))).toEqual([]);
    expect(end).toEqual({ kind: 'threw', code: 'tokenReset' });
    desk.beforeTransaction = () => undefined;
    expect((await confirm(desk, verb)).kind).toBe(CLEAN[verb]);
  }
  expect(await desk.judge()).toEqual([]);
});

it('while a challenge is out, no other program gets at the card; given back, it does', async () => {
  const card = await freshCard(desk, 'unblockAct');
  let challenge: Uint8Array = new Uint8Array(0);
  await desk.enter('unblockAct', SERIAL, async () => {
    await desk.host.holdPin(NEW_PIN);
    ({ challenge } = await desk.host.requestChallenge(SERIAL));
  });
  await told(connectTo('shared'), SHARING_VIOLATION);
  await told(connectTo('exclusive'), SHARING_VIOLATION);
  const end = await desk.host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) });
  expect(end.kind).toBe('done');
  await told(connectTo('shared'));
  await told('disconnect leave');
  expect(card.state().userPin.left).toBe(3);
  expect(await desk.judge()).toEqual([]);
});

it('the next program finds no verified PIN', async () => {
  const card = await freshCard(desk, 'verify');
  expect((await confirm(desk, 'verify')).kind).toBe('ok');
  await desk.judge();
  // VERIFY without data: 9000 would say that the PIN is verified.
  expect(Buffer.from(card.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00))).toString('hex')).toBe('63c3');
});
