import { beforeEach, describe, expect, it } from 'vitest';
import type { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import {
  authenticateAdmin, blockedCard, freshCard, NEW_BLOCK, PIN_BLOCK, PUK_BLOCK, RESET_TO, send, STATUS, VERIFY, VERIFY_PUK,
  WRONG_BLOCK, WRONG_PUK,
} from './card-fixture.ts';

let card: VirtualCard;
const tries = (): number => card.state().userPin.left;
const pukTries = (): number => card.state().puk.left;

beforeEach(async () => {
  card = await freshCard();
});

describe('VERIFY', () => {
  it('counts wrong PINs down to a block, which a right PIN does not lift', () => {
    expect(send(card, STATUS)).toBe('63C3');
    expect(send(card, VERIFY(WRONG_BLOCK))).toBe('63C2');
    expect(send(card, VERIFY(WRONG_BLOCK))).toBe('63C1');
    expect(send(card, VERIFY(WRONG_BLOCK))).toBe('63C0');
    expect(send(card, STATUS)).toBe('6983');
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('6983');
    expect(tries()).toBe(0);
  });

  it('gives all tries back to a right PIN', () => {
    send(card, VERIFY(WRONG_BLOCK));
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
    expect(tries()).toBe(3);
    expect(send(card, STATUS)).toBe('9000');
  });

  it('forgets the verification at a wrong PIN, a reset and a power cut', () => {
    for (const forget of [() => send(card, VERIFY(WRONG_BLOCK)), () => card.reset(), () => card.powerOff()]) {
      expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
      forget();
      expect(send(card, STATUS)).toMatch(/^63C/u);
    }
  });

  it('keeps it across SELECT, in any application', () => {
    send(card, VERIFY(PIN_BLOCK));
    send(card, '00A4040C0EE828BD080FD25047656E65726963');
    expect(send(card, STATUS)).toBe('9000');
  });

  it.each([
    ['status as a bare header', '00200001', '63C3'],
    ['status of the PUK', '0020000200', '63C5'],
    ['seven bytes', '002000010734383231FFFFFF', '6700'],
    ['nine bytes', '002000010934383231FFFFFFFFFF', '6700'],
    ['four bytes', '002000010434383231', '6700'],
    ['P1 01', '0020010108' + PIN_BLOCK, '6A86'],
    ['local reference 81', '0020008108' + PIN_BLOCK, '6A88'],
    ['the admin keyset', '0020000308' + PIN_BLOCK, '6A88'],
    ['reference 00', '0020000008' + PIN_BLOCK, '6A88'],
  ])('costs no try: %s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
    expect(tries()).toBe(3);
    expect(pukTries()).toBe(5);
  });

  it('counts the PUK apart from the PIN', () => {
    expect(send(card, VERIFY_PUK(WRONG_PUK))).toBe('63C4');
    expect(tries()).toBe(3);
    for (const sw of ['63C3', '63C2', '63C1', '63C0', '6983']) expect(send(card, VERIFY_PUK(WRONG_PUK))).toBe(sw);
    expect(send(card, VERIFY_PUK(PUK_BLOCK))).toBe('6983');
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
  });
});

describe('CHANGE REFERENCE DATA', () => {
  const change = (old: string, fresh: string, reference = '01'): string => `002400${reference}10${old}${fresh}`;

  it('replaces the PIN', () => {
    expect(send(card, change(PIN_BLOCK, NEW_BLOCK))).toBe('9000');
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('63C2');
    expect(send(card, VERIFY(NEW_BLOCK))).toBe('9000');
  });

  it('replaces the PUK', () => {
    expect(send(card, change(PUK_BLOCK, '3131313131313131', '02'))).toBe('9000');
    expect(send(card, VERIFY_PUK('3131313131313131'))).toBe('9000');
  });

  it('counts a wrong old PIN and keeps the PIN', () => {
    expect(send(card, change(WRONG_BLOCK, NEW_BLOCK))).toBe('63C2');
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
  });

  it('is refused once blocked', async () => {
    card = await blockedCard();
    expect(send(card, change(PIN_BLOCK, NEW_BLOCK))).toBe('6983');
  });

  it.each([
    ['a letter', change(PIN_BLOCK, '41343638FFFFFFFF'), '6A80'],
    ['five digits', change(PIN_BLOCK, '3234363839FFFFFF'), '6A80'],
    ['three digits', change(PIN_BLOCK, '323436FFFFFFFFFF'), '6A80'],
    ['zero padding', change(PIN_BLOCK, '3234363800000000'), '6A80'],
    ['a wrong old PIN with a bad new one', change(WRONG_BLOCK, 'FFFFFFFFFFFFFFFF'), '6A80'],
    ['one block only', `0024000108${NEW_BLOCK}`, '6700'],
    ['P1 01', `0024010110${PIN_BLOCK}${NEW_BLOCK}`, '6A86'],
    ['an unknown reference', change(PIN_BLOCK, NEW_BLOCK, '04'), '6A88'],
  ])('costs no try: %s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
    expect(tries()).toBe(3);
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
  });
});

describe('RESET RETRY COUNTER', () => {
  beforeEach(async () => {
    card = await blockedCard();
  });

  it('needs an authorisation, in every form that carries none', () => {
    for (const command of [RESET_TO(NEW_BLOCK), '002C0301', '002C030100']) expect(send(card, command)).toBe('6982');
    expect(tries()).toBe(0);
  });

  it('is authorised by the PUK, once', () => {
    expect(send(card, VERIFY_PUK(PUK_BLOCK))).toBe('9000');
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('9000');
    expect(tries()).toBe(3);
    expect(send(card, STATUS)).toBe('63C3');
    expect(send(card, RESET_TO(PIN_BLOCK))).toBe('6982');
    expect(send(card, VERIFY(NEW_BLOCK))).toBe('9000');
  });

  it('is authorised by the admin keyset, once', () => {
    expect(authenticateAdmin(card)).toBe('9000');
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('9000');
    expect(send(card, RESET_TO(PIN_BLOCK))).toBe('6982');
    expect(send(card, VERIFY(NEW_BLOCK))).toBe('9000');
  });

  it('is not authorised by a verified user PIN', async () => {
    card = await freshCard();
    send(card, VERIFY(PIN_BLOCK));
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('6982');
  });

  it('takes PUK and new PIN in one command', () => {
    expect(send(card, `002C000110${WRONG_PUK}${NEW_BLOCK}`)).toBe('63C4');
    expect(tries()).toBe(0);
    expect(send(card, `002C000110${PUK_BLOCK}${NEW_BLOCK}`)).toBe('9000');
    expect(send(card, VERIFY(NEW_BLOCK))).toBe('9000');
  });

  it('says 6983 of a blocked PUK', () => {
    for (let attempt = 0; attempt < 5; attempt++) send(card, VERIFY_PUK(WRONG_PUK));
    expect(send(card, `002C000110${PUK_BLOCK}${NEW_BLOCK}`)).toBe('6983');
    expect(tries()).toBe(0);
  });

  it('keeps the PIN when it carries none', () => {
    expect(send(card, `002C010108${PUK_BLOCK}`)).toBe('9000');
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('9000');
    send(card, VERIFY_PUK(PUK_BLOCK));
    expect(send(card, '002C030100')).toBe('9000');
  });

  it.each([
    ['not digits', RESET_TO('4134363839FFFFFF'), '6A80'],
    ['bad padding', RESET_TO('3234363800000000'), '6A80'],
    ['all padding', RESET_TO('FFFFFFFFFFFFFFFF'), '6A80'],
    ['four bytes', '002C02010432343638', '6700'],
    ['no data', '002C0201', '6700'],
    ['data with P1 03', `002C030108${NEW_BLOCK}`, '6700'],
    ['P1 04', `002C040108${NEW_BLOCK}`, '6A86'],
    ['the PUK', `002C020208${PUK_BLOCK}`, '6982'],
    ['an unknown reference', `002C020508${NEW_BLOCK}`, '6A88'],
  ])('refuses and keeps the authorisation: %s', (_, command, sw) => {
    expect(authenticateAdmin(card)).toBe('9000');
    expect(send(card, command)).toBe(sw);
    expect(tries()).toBe(0);
    expect(pukTries()).toBe(5);
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('9000');
  });
});
