import { beforeEach, describe, expect, it } from 'vitest';
import type { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import {
  APPLICATION_AID, authenticateAdmin, blockedCard, CHALLENGE, cryptogram, freshCard, MSE_ADMIN, NEW_BLOCK, RESET_TO, send,
} from './card-fixture.ts';

let card: VirtualCard;
const tries = (): number => card.state().admin.left;
const challenge = (): string => {
  send(card, MSE_ADMIN);
  return send(card, CHALLENGE).slice(0, 16);
};
const external = (data: string): string => send(card, `0082000018${data}`);

beforeEach(async () => {
  card = await blockedCard();
});

describe('EXTERNAL AUTHENTICATE', () => {
  it('accepts the right cryptogram, with or without Le', () => {
    expect(external(cryptogram(challenge()))).toBe('9000');
    expect(send(card, `0082000018${cryptogram(challenge())}18`)).toBe('9000');
    expect(tries()).toBe(5);
  });

  it('counts wrong ones on a counter of its own, to a block nothing lifts', () => {
    for (const sw of ['63C4', '63C3', '63C2', '63C1', '63C0']) expect(external(cryptogram(challenge(), '802500017A3C41F7'))).toBe(sw);
    expect(external(cryptogram(challenge()))).toBe('6983');
    expect(card.state().userPin.left).toBe(0);
    expect(card.state().puk.left).toBe(5);
    expect(tries()).toBe(0);
  });

  it('gives its tries back to a right one', () => {
    external(cryptogram(challenge(), '0000000000000000'));
    expect(external(cryptogram(challenge()))).toBe('9000');
    expect(tries()).toBe(5);
  });

  it.each(['one bit of the encryption', 'one bit of the MAC'])('refuses a change of %s', (place) => {
    const right = cryptogram(challenge());
    const at = place.includes('MAC') ? 47 : 0;
    const flipped = (Number.parseInt(right.charAt(at), 16) ^ 1).toString(16);
    expect(external(right.slice(0, at) + flipped + right.slice(at + 1))).toBe('63C4');
  });

  it.each([
    ['16 bytes', () => send(card, `0082000010${'00'.repeat(16)}`), '6700'],
    ['no data', () => send(card, '00820000'), '6700'],
    ['a P1', () => send(card, `0082010018${'00'.repeat(24)}`), '6A86'],
    ['no challenge', () => external('00'.repeat(24)), '6985'],
  ])('costs no try: %s', (_, act, sw) => {
    send(card, MSE_ADMIN);
    expect(act()).toBe(sw);
    expect(tries()).toBe(5);
  });

  it('needs the keyset chosen by MSE SET', () => {
    const given = send(card, CHALLENGE).slice(0, 16);
    expect(external(cryptogram(given))).toBe('6985');
    expect(tries()).toBe(5);
  });

  it('loses its effect at a reset, a power cut and a failed attempt', () => {
    const losses = [() => card.reset(), () => card.powerOff(), () => external('00'.repeat(24))];
    for (const lose of losses) {
      expect(authenticateAdmin(card)).toBe('9000');
      lose();
      expect(send(card, RESET_TO(NEW_BLOCK))).toBe('6982');
    }
  });
});

describe('a challenge', () => {
  it('differs each time', () => {
    expect(new Set(Array.from({ length: 20 }, challenge)).size).toBe(20);
  });

  it('lives across SELECT, READ BINARY, GET DATA, a status query and MSE SET', () => {
    const given = challenge();
    send(card, `00A4040C0E${APPLICATION_AID}`);
    send(card, '00A4000C023F00');
    send(card, '00B09C0000');
    send(card, '00CB3FFF0B4D097007BF8101037F418000');
    send(card, '0020000100');
    send(card, MSE_ADMIN);
    expect(external(cryptogram(given))).toBe('9000');
  });

  it('is spent by a right use', () => {
    const response = cryptogram(challenge());
    expect(external(response)).toBe('9000');
    expect(external(response)).toBe('6985');
    expect(tries()).toBe(5);
  });

  it('is spent by a wrong use, and by one of a wrong length', () => {
    const afterWrong = challenge();
    expect(external('00'.repeat(24))).toBe('63C4');
    expect(external(cryptogram(afterWrong))).toBe('6985');
    const afterShort = challenge();
    expect(send(card, `0082000008${'00'.repeat(8)}`)).toBe('6700');
    expect(external(cryptogram(afterShort))).toBe('6985');
  });

  it('is replaced by the next one', () => {
    const former = challenge();
    challenge();
    expect(external(cryptogram(former))).toBe('63C4');
  });

  it('dies at a reset and at a power cut', () => {
    for (const end of [() => card.reset(), () => card.powerOff()]) {
      const given = challenge();
      end();
      send(card, MSE_ADMIN);
      expect(external(cryptogram(given))).toBe('6985');
    }
  });

  it.each([
    ['Le 16', '0084000010', '6C08'],
    ['Le 00', '0084000000', '6C08'],
    ['no Le', '00840000', '6700'],
    ['data', `0084000008${'00'.repeat(8)}`, '6700'],
    ['P2', '0084000108', '6A86'],
  ])('is refused with %s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
  });
});

describe('MANAGE SECURITY ENVIRONMENT', () => {
  it.each([
    ['algorithm and reference in the other order', '002281A40683010380011C', '9000'],
    ['another algorithm', '002281A40680010C830103', '6A80'],
    ['no algorithm', '002281A403830103', '6A80'],
    ['an unknown keyset', '002281A40680011C830104', '6A88'],
    ['broken TLV', '002281A403800183', '6A80'],
    ['no data', '002281A4', '6700'],
    ['an unknown template', '002241B606840181800142', '6A86'],
    ['a key outside the application', '002241A406840181800102', '6985'],
  ])('%s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
  });

  it('keeps the keyset it had when it refuses another', async () => {
    card = await freshCard();
    const given = challenge();
    expect(send(card, '002281A40680011C830104')).toBe('6A88');
    expect(external(cryptogram(given))).toBe('9000');
  });
});
