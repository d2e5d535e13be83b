import { expect } from 'vitest';
import { pinBlockOf, searchCanaries } from '../../scripts/demo/canary.ts';
import { receiptHolds } from '../../src-main/use-cases/unblock/receipt.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import type { TapeEntry } from '../../src-simulator/reader/apdu-tape.ts';
import { unguarded } from './card-oracle.ts';
import type { Desk } from './desk.ts';
import { NEW_PIN } from './person.ts';

const PIN_BLOCK = pinBlockOf(NEW_PIN);
/** VERIFY, EXTERNAL AUTHENTICATE, CHANGE, RESET RETRY COUNTER with a body. */
const isSecretBearing = (header: string): boolean => /^..(20|24|2C|82)/u.test(header) && header.length === 10 && !header.endsWith('00');

const apdus = (tape: readonly TapeEntry[]) => tape.filter((entry) => entry.kind === 'apdu');
const withIns = (tape: readonly TapeEntry[], ins: string) => apdus(tape).filter((entry) => entry.header.slice(2, 4) === ins);

/** What must hold at every moment, whatever has gone wrong so far. */
export async function expectInvariants(desk: Desk): Promise<void> {
  const tape = desk.reader.tape.entries;
  const { userPin, puk, admin } = desk.card.state();
  // N: no PIN or PUK try is spent by the program itself.
  expect(withIns(tape, '20').filter((entry) => isSecretBearing(entry.header))).toEqual([]);
  expect([0, userPin.max]).toContain(userPin.left);
  expect(puk.left).toBe(puk.max);
  expect(await desk.answerTriesLeft()).toBe(3);
  // A: an admin try is spent at most once, ever.
  expect(admin.left).toBeGreaterThanOrEqual(admin.max - 1);
  // The serial is read in the same transaction, right before.
  expect(unguarded(tape)).toEqual([]);
  // H, 1: the PIN is written once at most.
  expect(withIns(tape, '2C').filter((entry) => entry.sw === '9000').length).toBeLessThanOrEqual(1);
  // G: nobody says done before the card is.
  const sessions = await desk.sessions();
  const cardDone = userPin.left === userPin.max;
  if (!cardDone) {
    expect(sessions.filter((session) => session.state === 'confirmed' || session.receipt !== null)).toEqual([]);
    expect(desk.view?.proof ?? null).toBeNull();
  }
}

/** The card takes the new PIN, asked of a copy so that nothing of the run changes. */
export function newPinVerifies(desk: Desk): boolean {
  const copy = new VirtualCard(desk.card.state());
  const [sw1, sw2] = copy.transmit(Uint8Array.from([0x00, 0x20, 0x00, 0x01, PIN_BLOCK.length, ...PIN_BLOCK]));
  return sw1 === 0x90 && sw2 === 0x00;
}

/** The good end: card, authority and screen agree, with a receipt that holds, and no secret was written. */
export async function expectDone(desk: Desk): Promise<void> {
  await expectInvariants(desk);
  const { userPin, admin } = desk.card.state();
  expect(userPin.left).toBe(3);
  expect(admin.left).toBe(admin.max);
  expect(newPinVerifies(desk)).toBe(true);
  expect(withIns(desk.reader.tape.entries, '2C').filter((entry) => entry.sw === '9000')).toHaveLength(1);
  expect(desk.view?.proof).toMatchObject({ triesLeft: 3, triesMax: 3, reported: true, receiptVerified: true });

  const sessions = await desk.sessions();
  expect(sessions.map((session) => session.state)).toEqual(['confirmed']);
  const receipt = sessions[0]?.receipt ?? '';
  const { sessionId } = desk.view?.proof ?? { sessionId: '' };
  const keys = await desk.office.authority.deps.vault.publicJwks();
  expect(await receiptHolds(receipt, keys, { serial: desk.template.person.serial, sessionId })).toBe(true);
}

/** Nothing that app and authority wrote holds a secret of the run, and the audit chain is whole. */
export async function expectCleanBooks(desk: Desk): Promise<void> {
  expect(await desk.office.auditHolds()).toBe(true);
  const { hits, scanned } = searchCanaries([desk.office.folder], {
    answers: desk.template.person.answers,
    pin: NEW_PIN,
    pinBlock: PIN_BLOCK,
  });
  expect(hits).toEqual([]);
  expect(scanned).toBeGreaterThan(3);
}
