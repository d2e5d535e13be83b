import { expect } from 'vitest';
import type { ApplyOutcome } from '../../src-main/ports/card-host.ts';
import type { PinOutcome } from '../../src-shared/domain/views.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { blockedState, cryptogramFor, NEW_PIN, OLD_PIN, pinVerifies, PUK, SERIAL, usableState } from './card-bench.ts';
import { isSecretBearing } from './trace-oracle.ts';
import type { EntryVerb, SlotEvent, TraceEvent } from './trace-checker.ts';
import type { Ended, VpcdDesk } from './vpcd-desk.ts';

export type Memory = ReturnType<VirtualCard['state']>;
export type DeskEnd = Ended<PinOutcome | ApplyOutcome | { readonly kind: 'read' }>;

export const VERBS = ['read', 'verify', 'change', 'unblockByPuk', 'unblockAct'] as const satisfies readonly EntryVerb[];

/** A card on which this verb has something to do: blocked for the two ways to unblock, else with three tries. */
export async function cardFor(verb: EntryVerb): Promise<VirtualCard> {
  return new VirtualCard(verb === 'unblockByPuk' || verb === 'unblockAct' ? await blockedState() : await usableState());
}

/** One confirmed entry with the right PIN, PUK or cryptogram, of the card whose number the screen shows. */
export function confirm(desk: VpcdDesk, verb: EntryVerb, serial: string = SERIAL): Promise<DeskEnd> {
  const { host } = desk;
  const seen = { serial, triesShown: verb === 'unblockByPuk' ? 5 : 3, lastTryConfirmed: false };
  return desk.enter<PinOutcome | ApplyOutcome | { readonly kind: 'read' }>(verb, serial, async () => {
    switch (verb) {
      case 'read':
        await host.refresh();
        return { kind: 'read' };
      case 'verify':
        return host.verifyPin({ ...seen, pin: OLD_PIN });
      case 'change':
        return host.changePin({ ...seen, current: OLD_PIN, next: NEW_PIN });
      case 'unblockByPuk':
        return host.unblockByPuk({ ...seen, puk: PUK, next: NEW_PIN });
      case 'unblockAct': {
        await host.holdPin(NEW_PIN);
        const { challenge } = await host.requestChallenge(serial);
        return host.applyUnblock({ serial, challenge, cryptogram: cryptogramFor(challenge, serial) });
      }
    }
  });
}

/** What each verb comes to when nothing goes wrong. */
export const CLEAN: Readonly<Record<EntryVerb, DeskEnd['kind']>> = {
  read: 'read',
  verify: 'ok',
  change: 'ok',
  unblockByPuk: 'ok',
  unblockAct: 'done',
};

/** Commands that reached a card, in order. */
export const commandsOf = (trace: readonly TraceEvent[]): readonly Extract<SlotEvent, { kind: 'apdu' }>[] =>
  trace.filter((event) => event.kind === 'apdu');

/** What is said of a card is so: judged by its memory before and after, and by what it was sent. The entry itself was right. */
export function judgeEnd(run: {
  readonly verb: EntryVerb;
  readonly end: DeskEnd;
  readonly before: Memory;
  readonly after: Memory;
  readonly trace: readonly TraceEvent[];
}): void {
  const { verb, end, before, after, trace } = run;
  const secrets = commandsOf(trace).filter(({ apdu }) => isSecretBearing(apdu));
  const applied = secrets.filter((event) => event.applied);
  // N, A: a right entry costs nothing, whatever happens to it.
  expect(after.puk).toEqual(before.puk);
  expect(after.admin).toEqual(before.admin);
  expect([before.userPin.left, before.userPin.max]).toContain(after.userPin.left);
  // H: the old PIN or the new one, nothing between.
  const unchanged = JSON.stringify(after.userPin) === JSON.stringify(before.userPin);
  const done = applied.some(({ apdu }) => apdu.header.slice(2, 4) === LAST_INS[verb]);
  if (verb !== 'verify') expect(unchanged).toBe(!done);
  if (done && verb !== 'verify') expect(pinVerifies(after)).toBe(true);
  switch (end.kind) {
    case 'ok':
    case 'done':
      expect({ done, left: after.userPin.left }).toEqual({ done: true, left: after.userPin.max });
      expect(end.counter.triesLeft).toBe(after.userPin.left);
      return;
    case 'threw':
      expect({ unchanged, secrets: secrets.length }).toEqual({ unchanged: true, secrets: 0 });
      return;
    case 'notDone':
      expect({ unchanged, done }).toEqual({ unchanged: true, done: false });
      return;
    case 'unknown':
      // Never said of an entry of which nothing left; only the host knows whether it let go of the command.
      expect(trace.some((event) => event.kind === 'transmit' && isSecretBearing(event.apdu))).toBe(true);
      return;
    case 'read':
      expect({ unchanged, secrets: secrets.length }).toEqual({ unchanged: true, secrets: 0 });
      return;
    case 'wrong':
    case 'blocked':
    case 'refused':
    case 'adminRefused':
    case 'pinRefused':
      expect.unreachable(`a right entry ended as ${end.kind}`);
  }
}

/** The command by which each verb is done. */
const LAST_INS: Readonly<Record<EntryVerb, string>> = { read: '', verify: '20', change: '24', unblockByPuk: '2C', unblockAct: '2C' };

/** Calls `strike` at the nth command, from 1, that the slot gets from now on, or at the first one that fits. */
export function atCommand(which: number | RegExp, strike: (command: Uint8Array) => void): (command: Uint8Array) => boolean {
  let seen = 0;
  let struck = false;
  return (command) => {
    seen++;
    const header = Buffer.from(command.subarray(0, 4)).toString('hex').toUpperCase();
    if (struck || (typeof which === 'number' ? seen !== which : !which.test(header))) return false;
    struck = true;
    strike(command);
    return true;
  };
}

/** Puts a fresh card for this verb in place of the one that is in, unnoticed, and has it read. */
export async function freshCard(desk: VpcdDesk, verb: EntryVerb, slot: 0 | 1 = 0): Promise<VirtualCard> {
  const card = await cardFor(verb);
  desk.slots[slot].fault = {};
  desk.slots[slot].replaceQuietly(card);
  await desk.host.refresh();
  await desk.token(slot, ({ state, blocked }) => state === 'ready' && blocked === (card.state().userPin.left === 0));
  await desk.takeTrace();
  return card;
}

export function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1);
}

/** Half and nineteen twentieths of a list of milliseconds, for a line of figures. */
export function percentiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, n ${sorted.length}`;
}
