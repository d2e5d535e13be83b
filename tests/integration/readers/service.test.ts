import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERIAL } from '../../support/card-bench.ts';
import { atCommand, cardFor, CLEAN, confirm, freshCard, judgeEnd, VERBS } from '../../support/desk-entries.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';

/**
 * The smart card service killed, stopped and frozen. vpcd cannot lose one reader: a service that comes back without any is the
 * nearest there is to a reader pulled out, and the host sees its readers go in the same way.
 */
const ENTRIES = VERBS.filter((verb) => verb !== 'read');
let desk: VpcdDesk;
const figures: string[] = [];

beforeAll(async () => {
  desk = await VpcdDesk.open();
  await desk.slots[0].insert(await cardFor('verify'));
  await desk.token(0);
});
afterAll(async () => {
  await desk.close();
  console.log(`service: ${figures.join('; ')}`);
});

async function back(): Promise<void> {
  await desk.startService();
  const started = now();
  await desk.token(0);
  figures.push(`service back -> token shown ${Math.round(now() - started)} ms`);
}

it('kill -9: said to be absent, no entry is sent, and it comes back by itself', async () => {
  await freshCard(desk, 'verify');
  const killed = now();
  await desk.killService();
  const { at } = await desk.until(({ service, serviceProblem }) => service === 'noService' && serviceProblem?.code === 'serviceAbsent');
  figures.push(`killed -> absent shown ${Math.round(at - killed)} ms`);
  const end = await confirm(desk, 'verify');
  expect(end).toEqual({ kind: 'threw', code: 'serviceAbsent' });
  await back();
  expect((await confirm(desk, 'verify')).kind).toBe('ok');
  expect(await desk.judge()).toEqual([]);
  expect(desk.restarts).toBe(0);
});

it.each(ENTRIES)('kill -9 while the last command of %s is on its way: unknown, never sent again', async (verb) => {
  const card = await freshCard(desk, verb);
  const before = card.state();
  const last = { verify: /^00200001/u, change: /^0024/u, unblockByPuk: /^002C/u, unblockAct: /^002C/u }[verb];
  const strikes = atCommand(last, () => process.kill(desk.servicePid, 'SIGKILL'));
  // VERIFY without a body asks for the counter: only the one with a body is meant.
  desk.slots[0].fault = { before: (command) => void (command.length > 5 && strikes(command)) };
  const end = await confirm(desk, verb);
  expect(end).toMatchObject({ kind: 'unknown' });
  desk.slots[0].fault = {};
  // Clears away what is left of it.
  await desk.stopService();
  judgeEnd({ verb, end, before, after: card.state(), trace: desk.trace });
  await back();
  await delay(500);
  expect((await desk.host.readCounter(SERIAL)).triesLeft).toBe(card.state().userPin.left);
  expect(await desk.judge()).toEqual([]);
});

it('stopped and started again under a hold: the challenge is void, nothing is sent', async () => {
  const card = await freshCard(desk, 'unblockAct');
  const before = JSON.stringify(card.state().userPin);
  const end = await desk.enter('unblockAct', SERIAL, async () => {
    await desk.host.holdPin(Uint8Array.of(0x37, 0x33, 0x35, 0x31));
    const { challenge } = await desk.host.requestChallenge(SERIAL);
    await desk.stopService();
    await desk.until(({ service }) => service === 'noService');
    await back();
    return desk.host.applyUnblock({ serial: SERIAL, challenge, cryptogram: new Uint8Array(24).fill(1) });
  });
  expect(end).toMatchObject({ kind: 'notDone' });
  expect(JSON.stringify(card.state().userPin)).toBe(before);
  expect(card.state().admin).toEqual((await cardFor('unblockAct')).state().admin);
  expect((await confirm(desk, 'unblockAct')).kind).toBe('done');
  expect(await desk.judge()).toEqual([]);
});

it.each(['service', 'host'] as const)('the %s frozen for two seconds in an entry, as by sleep: one command, one outcome', async (who) => {
  const card = await freshCard(desk, 'verify');
  const before = card.state();
  const pid = who === 'service' ? desk.servicePid : desk.hostPid;
  const strikes = atCommand(/^00200001/u, () => {
    process.kill(pid, 'SIGSTOP');
    setTimeout(() => process.kill(pid, 'SIGCONT'), 2000);
  });
  desk.slots[0].fault = { before: (command) => void (command.length > 5 && strikes(command)) };
  const end = await confirm(desk, 'verify');
  desk.slots[0].fault = {};
  // Frozen, not ended: the answer waits for its reader.
  expect(end).toMatchObject({ kind: 'ok' });
  const trace = await desk.takeTrace();
  judgeEnd({ verb: 'verify', end, before, after: card.state(), trace });
  await desk.token(0);
  expect((await confirm(desk, 'verify')).kind).toBe(CLEAN.verify);
});
