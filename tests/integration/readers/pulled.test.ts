import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERIAL } from '../../support/card-bench.ts';
import { CLEAN, commandsOf, confirm, count, freshCard, judgeEnd, percentiles, VERBS, cardFor, atCommand } from '../../support/desk-entries.ts';
import { breachesOf } from '../../support/trace-checker.ts';
import { isSecretBearing } from '../../support/trace-oracle.ts';
import { now, VpcdDesk } from '../../support/vpcd-desk.ts';

/**
 * The card pulled by a hand before and after it applied a command: around each secret-bearing one, at the first and at the
 * challenge. It is put back, and the counter that is read then is the truth.
 */
let desk: VpcdDesk;
const ends = new Map<string, number>();
const recoveries: number[] = [];
let cases = 0;

beforeAll(async () => {
  desk = await VpcdDesk.open();
  await desk.slots[0].insert(await cardFor('verify'));
  await desk.token(0);
});
afterAll(async () => {
  await desk.close();
  console.log(`pulled: ${cases} cases ${JSON.stringify(Object.fromEntries(ends))}; the service's notice of the card put back -> shown: ${percentiles(recoveries)}`);
});

it.each(VERBS)('%s: pulled around each command that matters, put back, the counter tells', async (verb) => {
  await freshCard(desk, verb);
  expect((await confirm(desk, verb)).kind).toBe(CLEAN[verb]);
  const clean = await desk.takeTrace();
  expect(breachesOf(clean)).toEqual([]);
  const commands = commandsOf(clean);
  const secrets = commands.flatMap(({ apdu }, index) => (isSecretBearing(apdu) ? [index] : []));
  const challenge = commands.flatMap(({ apdu }, index) => (apdu.header.startsWith('0084') ? [index] : []));
  const around = secrets.flatMap((index) => [index - 1, index, index + 1]);
  const places = new Set([0, ...challenge, ...(around.length > 0 ? around : [3, commands.length - 1])].map((index) => index + 1));

  for (const place of places) {
    for (const when of ['before', 'after'] as const) {
      const label = `${verb} ${place} ${when}`;
      const card = await freshCard(desk, verb);
      const before = card.state();
      const strikes = atCommand(place, () => undefined);
      desk.slots[0].fault = { [when]: (command: Uint8Array) => (strikes(command) ? 'pull' : undefined) };
      const end = await confirm(desk, verb);
      const struckAt = now();
      await desk.until(({ tokens }) => tokens.length === 0);
      const trace = await desk.takeTrace();
      expect(breachesOf(trace), label).toEqual([]);
      judgeEnd({ verb, end, before, after: card.state(), trace });
      if (verb !== 'read') expect(['unknown', 'notDone', 'threw'], `${label}: ${JSON.stringify(end)}`).toContain(end.kind);
      if ('because' in end) expect(end.because, label).toBe('tokenRemoved');
      if (end.kind === 'threw') expect(end.code, label).toBe('tokenRemoved');

      desk.slots[0].fault = {};
      await desk.slots[0].insert(card);
      const { at, snapshot } = await desk.until(({ tokens }) => tokens[0]?.state === 'ready');
      // A card that is back within 400 ms may be overlooked by pcscd; then it is Clavis that finds it, and there is no notice.
      const notice = desk.noticeOfService(0, true, struckAt);
      if (notice !== undefined) recoveries.push(at - notice.at);
      expect(snapshot.tokens[0], label).toMatchObject({ serial: SERIAL, pin: { triesLeft: card.state().userPin.left } });
      expect(await desk.judge(), label).toEqual([]);
      count(ends, end.kind === 'threw' ? end.code : end.kind);
      cases++;
    }
  }
});
