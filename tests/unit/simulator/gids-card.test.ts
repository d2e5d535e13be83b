import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../src-simulator/card-of.ts';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { blankGidsCard, personaliseGidsCard } from '../../../src-simulator/personalise-gids-card.ts';
import { VirtualGidsCard } from '../../../src-simulator/virtual-gids-card.ts';
import {
  ADMIN_KEY, ASK, authenticateAdmin, blockedCard, CARD_ID, CHANGE, GET_DO, gidsState, length, MSE_ADMIN, NEW_PIN, OTHER_KEY, PIN,
  PIN_DO, PUT_DO, RESET_TO, RESPOND, SELECT, selectedCard, send, STATUS, tripleDes, VERIFY, WRONG_PIN,
} from './gids-fixture.ts';

const FCI = '61124F0BA00000039742544659020173034001C09000';

describe('selection', () => {
  it.each([
    ['the AID without version', SELECT, FCI],
    ['the whole AID, no answer wanted', '00A4040C0BA000000397425446590201', '9000'],
    ['an AID too short', '00A4040008A000000397425446', '6A82'],
    ['the application of another card', '00A4040009A00000030800001000', '6A82'],
    ['the application by its identifier', '00A4000C023FFF', '6A82'],
  ])('%s', async (_, command, answer) => {
    expect(send(new VirtualGidsCard(await gidsState()), command)).toBe(answer);
  });

  it('must come first', async () => {
    const card = new VirtualGidsCard(await gidsState());
    for (const command of [STATUS, PIN_DO, VERIFY(PIN), MSE_ADMIN, ASK]) expect(send(card, command)).toBe('6D00');
    expect(card.state()).toBe(await gidsState());
    send(card, SELECT);
    expect(send(card, STATUS)).toBe('63C3');
    expect(send(card, '00A4000C023FFF')).toBe('9000');
    card.reset();
    expect(send(card, STATUS)).toBe('6D00');
  });

  it('again takes PIN status, authentication and a challenge away; an unknown name takes nothing', async () => {
    const card = await selectedCard();
    send(card, VERIFY(PIN));
    send(card, '00A4040009A00000030800001000');
    expect(send(card, STATUS)).toBe('9000');
    send(card, SELECT);
    expect(send(card, STATUS)).toBe('63C3');
    send(card, MSE_ADMIN);
    const challenge = send(card, ASK).slice(8, 24);
    send(card, SELECT);
    send(card, MSE_ADMIN);
    expect(send(card, RESPOND(tripleDes(ADMIN_KEY, challenge)))).toBe('6985');
    authenticateAdmin(card);
    send(card, SELECT);
    expect(send(card, RESET_TO(NEW_PIN))).toBe('6982');
  });
});

describe('the PIN', () => {
  it('counts down to a block, which a right PIN does not lift', async () => {
    const card = await selectedCard();
    expect(send(card, PIN_DO)).toBe('7F71069701039301039000');
    for (const sw of ['63C2', '63C1', '63C0', '6983']) expect(send(card, VERIFY(WRONG_PIN))).toBe(sw);
    expect(send(card, VERIFY(PIN))).toBe('6983');
    expect(send(card, STATUS)).toBe('6983');
    expect(send(card, PIN_DO)).toBe('7F71069701009301039000');
  });

  it.each([
    ['right', VERIFY(PIN), '9000', 3],
    ['wrong', VERIFY(WRONG_PIN), '63C1', 1],
    ['a length no PIN has', VERIFY('343832'), '63C2', 2],
    ['a longer one', VERIFY('34'.repeat(17)), '63C2', 2],
    ['another reference', `0020008104${NEW_PIN}`, '6A88', 2],
    ['P1', `0020018004${NEW_PIN}`, '6A86', 2],
    ['of a PUK, which there is not', GET_DO('3FFF', '7F73'), '6A88', 2],
  ])('VERIFY: %s', async (_, command, sw, left) => {
    const { userPin } = await gidsState();
    const card = await selectedCard({ userPin: { ...userPin, left: 2 } });
    expect(send(card, command)).toBe(sw);
    expect(card.state().userPin.left).toBe(left);
  });

  it.each([
    ['right', CHANGE(PIN, NEW_PIN), '9000', 3, NEW_PIN],
    ['longer', CHANGE(PIN, '35'.repeat(16)), '9000', 3, '35'.repeat(16)],
    ['wrong', CHANGE(WRONG_PIN, NEW_PIN), '63C1', 1, PIN],
    ['right, a new one too short', CHANGE(PIN, '353535'), '6700', 3, PIN],
    ['wrong, a new one too short', CHANGE(WRONG_PIN, '353535'), '63C1', 1, PIN],
    ['too little', CHANGE('34', '35'), '6700', 2, PIN],
    ['the new one alone, not verified', `0024018004${NEW_PIN}`, '6982', 2, PIN],
  ])('CHANGE: %s', async (_, command, sw, left, valid) => {
    const { userPin } = await gidsState();
    const card = await selectedCard({ userPin: { ...userPin, left: 2 } });
    expect(send(card, command)).toBe(sw);
    expect(card.state().userPin.left).toBe(left);
    expect(send(card, VERIFY(valid))).toBe('9000');
  });

  it('is changed by the new one alone once verified, and reference 82 takes that away', async () => {
    const card = await selectedCard();
    send(card, VERIFY(PIN));
    expect(send(card, '00200082')).toBe('9000');
    expect(send(card, STATUS)).toBe('63C3');
    send(card, VERIFY(PIN));
    expect(send(card, `0024018004${NEW_PIN}`)).toBe('9000');
    expect(send(card, VERIFY(NEW_PIN))).toBe('9000');
  });
});

describe('the administrator', () => {
  it('unblocks with the right response, once', async () => {
    const card = await blockedCard();
    expect(authenticateAdmin(card)).toBe('9000');
    expect(send(card, RESET_TO('353535'))).toBe('6700');
    expect(send(card, RESET_TO(NEW_PIN))).toBe('9000');
    expect(card.state().userPin.left).toBe(3);
    expect(send(card, RESET_TO(PIN))).toBe('6982');
    expect(send(card, VERIFY(NEW_PIN))).toBe('9000');
  });

  it('is refused with a wrong key, which spends the challenge and is counted inside only', async () => {
    const card = await blockedCard();
    send(card, MSE_ADMIN);
    const challenge = send(card, ASK).slice(8, 24);
    expect(send(card, RESPOND(tripleDes(OTHER_KEY, challenge)))).toBe('6982');
    expect(send(card, RESPOND(tripleDes(ADMIN_KEY, challenge)))).toBe('6985');
    expect(send(card, RESET_TO(NEW_PIN))).toBe('6982');
    expect(card.state().admin.refusals).toBe(1);
    expect(card.state().userPin.left).toBe(0);
    expect(authenticateAdmin(card)).toBe('9000');
  });

  it('keeps a challenge across reading, not across another one or a reset', async () => {
    const card = await blockedCard();
    send(card, MSE_ADMIN);
    const first = send(card, ASK);
    expect(first).toMatch(/^7C0A8108.{16}9000$/u);
    const second = send(card, ASK).slice(8, 24);
    for (const command of [GET_DO('A012', 'DF20'), STATUS, PIN_DO]) send(card, command);
    expect(send(card, RESPOND(tripleDes(ADMIN_KEY, second)))).toBe('9000');
    send(card, ASK);
    expect(send(card, RESPOND(tripleDes(ADMIN_KEY, first.slice(8, 24))))).toBe('6982');
    const lost = send(card, ASK).slice(8, 24);
    card.reset();
    send(card, SELECT);
    send(card, MSE_ADMIN);
    expect(send(card, RESPOND(tripleDes(ADMIN_KEY, lost)))).toBe('6985');
  });

  it('is authenticated mutually', async () => {
    const card = await blockedCard();
    send(card, MSE_ADMIN);
    const terminal = '0102030405060708090A0B0C0D0E0F10';
    const own = send(card, `00870000147C128110${terminal}00`).slice(8, 40);
    const answer = send(card, `008700002C7C2A8228${tripleDes(ADMIN_KEY, `${own}${terminal}1122334455667780`)}00`);
    expect(answer).toMatch(/^7C2A8228.{80}9000$/u);
    // The first 32 bytes of the answer are the two randoms the other way round, under the same key.
    expect(answer.slice(8, 72)).toBe(tripleDes(ADMIN_KEY, terminal + own));
    expect(send(card, RESET_TO(NEW_PIN))).toBe('9000');
  });

  it.each([
    ['no key chosen', [], ASK, '6985'],
    ['another key', [], '0022C1A403830181', '6A88'],
    ['no template', [MSE_ADMIN], '0087000002810000', '6A80'],
    ['a challenge of another length', [MSE_ADMIN], '00870000057C03810199', '6A80'],
    ['a response without a challenge', [MSE_ADMIN], RESPOND('00'.repeat(8)), '6985'],
    ['a short response', [MSE_ADMIN, ASK], '00870000067C04820299AA', '6982'],
    ['mutual, randoms unknown', [MSE_ADMIN, `00870000147C128110${'00'.repeat(16)}00`], `008700002C7C2A8228${'00'.repeat(40)}00`, '6982'],
    ['P2', [MSE_ADMIN], '00870001047C02810000', '6A86'],
  ])('GENERAL AUTHENTICATE: %s', async (_, before, command, sw) => {
    const card = await blockedCard();
    for (const one of before) send(card, one);
    expect(send(card, command)).toBe(sw);
    expect(send(card, RESET_TO(NEW_PIN))).toBe('6982');
  });

  it('keeps nothing that could not be written', async () => {
    const card = await blockedCard();
    authenticateAdmin(card);
    const before = card.state();
    const stop = card.onStateChange(() => {
      throw new Error('disk full');
    });
    expect(send(card, RESET_TO(NEW_PIN))).toBe('6581');
    expect(card.state()).toBe(before);
    stop();
    expect(send(card, RESET_TO(NEW_PIN))).toBe('9000');
  });
});

describe('data objects', () => {
  it.each([
    ['card identifier', GET_DO('A012', 'DF20'), `DF2010${CARD_ID}9000`],
    ['applications', GET_DO('A010', 'DF21'), 'DF21086D736370000000009000'],
    ['an object that is not there', GET_DO('A010', 'DF7F'), '6A88'],
    ['a file that is not there', GET_DO('A0FF', 'DF20'), '6A82'],
    ['a file nobody reads', GET_DO('A011', 'DF20'), '6982'],
    ['no tag list', '00CBA0120400000000', '6A80'],
    ['write as nobody', PUT_DO('A010', 'DF22', '000000000100'), '6982'],
    ['the card identifier as nobody', PUT_DO('A012', 'DF20', CARD_ID), '6982'],
    ['create a file', '00E000000E620C8201398302A0208C03033000', '6982'],
  ])('%s', async (_, command, answer) => {
    const card = await selectedCard();
    expect(send(card, command)).toBe(answer);
    expect(card.state()).toEqual(await gidsState());
  });

  it('may be written by the user where the user may, by the administrator where only he may', async () => {
    const card = await selectedCard();
    send(card, VERIFY(PIN));
    expect(send(card, PUT_DO('A010', 'DF22', '000000000100'))).toBe('9000');
    expect(send(card, GET_DO('A010', 'DF22'))).toBe('DF22060000000001009000');
    expect(send(card, PUT_DO('A012', 'DF20', '00'.repeat(16)))).toBe('6982');
    authenticateAdmin(card);
    expect(send(card, PUT_DO('A012', 'DF20', '00'.repeat(16)))).toBe('9000');
  });

  it('tell of two containers in the master file, the container map and the key map', async () => {
    const card = await selectedCard();
    const master = Buffer.from(send(card, GET_DO('A000', 'DF1F')), 'hex').subarray(4);
    expect(master[0]).toBe(0x01);
    const text = (from: number): string => master.subarray(from, from + 9).toString('latin1').replaceAll('\0', '');
    const records = Array.from({ length: 7 }, (_, index) => 1 + 28 * index).map(
      (at) => `${text(at)}/${text(at + 9)} ${master.readUInt32LE(at + 24).toString(16)}${master.readUInt32LE(at + 20).toString(16)}`,
    );
    expect(records).toEqual([
      'mscp/ a0000', '/cardid a012df20', '/cardapps a010df21', '/cardcf a010df22', 'mscp/cmapfile a010df23', 'mscp/kxc00 a010df24',
      'mscp/ksc01 a010df25',
    ]);
    expect(send(card, GET_DO('A000', 'DF20'))).toBe('DF20190101000000079A81B0FFFF000001000000079C82B0FFFF00009000');
    const map = Buffer.from(send(card, GET_DO('A010', 'DF23')), 'hex').subarray(4, -2);
    expect(map).toHaveLength(2 * 86);
    expect(map.toString('utf16le', 0, 34)).toBe('Authentification'.padEnd(17));
    expect([map.subarray(80, 86), map.subarray(166)].map((part) => part.toString('hex'))).toEqual(['030000000008', '010000080000']);
  });
});

describe('keys and certificates', () => {
  const PUBLIC = (reference: string): string => `00CB3FFF0A70088401${reference}A5037F498000`;
  const SHA256 = '3031300D060960864801650304020105000420';

  it.each([['81', 0], ['82', 1]] as const)('key %s belongs to its certificate and signs after the PIN only', async (reference, index) => {
    const card = await selectedCard();
    const der = certificatesOf(card.state())[index];
    if (der === undefined) throw new Error('no certificate');
    const certificate = new X509Certificate(der);
    const { n = '' } = certificate.publicKey.export({ format: 'jwk' });
    const modulus = Buffer.from(n, 'base64url').toString('hex').toUpperCase();
    expect(send(card, PUBLIC(reference))).toBe(`7F4982010981820100${modulus}82030100019000`);
    const message = Buffer.from('lot 3');
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', message)).toString('hex');
    const sign = `002A9E9A33${SHA256}${digest}00`;
    expect(send(card, sign)).toBe('6985');
    expect(send(card, `002241B6068001578401${reference}`)).toBe('9000');
    expect(send(card, sign)).toBe('6982');
    send(card, VERIFY(PIN));
    const signature = Buffer.from(send(card, sign).slice(0, -4), 'hex');
    expect(verify('sha256', message, createPublicKey(certificate.publicKey.export({ format: 'pem', type: 'spki' })), signature)).toBe(true);
  });

  it.each([
    ['a key that is not there', '002241B606800157840183', '6A88'],
    ['deciphering by the signature key', '002241B806800147840182', '6A80'],
    ['no algorithm', '002241B603840181', '6A80'],
    ['another template', '0022410106800157840181', '6A86'],
  ])('MSE SET: %s', async (_, command, sw) => {
    expect(send(await selectedCard(), command)).toBe(sw);
  });

  it('takes an input of 256 bytes by chaining and answers by 61xx', async () => {
    const card = await selectedCard();
    send(card, VERIFY(PIN));
    send(card, '002241B606800117840182');
    const block = `0001${'FF'.repeat(100)}00${'11'.repeat(153)}`;
    expect(length(block)).toBe('100');
    expect(send(card, `102A9E9AFF${block.slice(0, 510)}`)).toBe('9000');
    expect(send(card, `002A9E9A01${block.slice(510)}00`)).toHaveLength(516);
  });
});

describe('personalisation', () => {
  it('refuses what no card could hold', async () => {
    const good = {
      serial: CARD_ID, holder: { commonName: 'A', organisation: 'B', country: 'FR' }, label: '', pin: new Uint8Array(4).fill(0x31),
      pinBlocked: false, adminKey: new Uint8Array(24), keyVersion: 0, now: new Date(),
    };
    for (const bad of [{ pin: new Uint8Array(3) }, { pin: new Uint8Array(17) }, { adminKey: new Uint8Array(16) }]) {
      await expect(personaliseGidsCard({ ...good, ...bad })).rejects.toThrow(RangeError);
    }
  });

  it('keeps the PIN as a digest only', async () => {
    const text = JSON.stringify(await gidsState());
    for (const form of ['hex', 'base64', 'latin1'] as const) expect(text).not.toContain(Buffer.from(PIN, 'hex').toString(form));
  });

  it('leaves a blank card open until it is activated', () => {
    const card = cardOf(blankGidsCard());
    send(card, SELECT);
    expect(send(card, VERIFY(PIN))).toBe('63C2');
    expect(send(card, ASK)).toBe('6985');
    expect(send(card, `0024018006${PIN}`)).toBe('9000');
    expect(send(card, '00E000000E620C8201398302A0128C03032000')).toBe('9000');
    expect(send(card, '00440000')).toBe('9000');
    expect(send(card, PUT_DO('A012', 'DF20', CARD_ID))).toBe('9000');
    expect(send(card, `00DB3FFF267024840180A51F8718${ADMIN_KEY}8803B073DC`)).toBe('9000');
    expect(send(card, '00A4000C023FFF')).toBe('9000');
    expect(send(card, '00440000')).toBe('9000');
    expect(send(card, PUT_DO('A012', 'DF20', '00'.repeat(16)))).toBe('6982');
    expect(send(card, GET_DO('A012', 'DF20'))).toBe(`DF2010${CARD_ID}9000`);
    expect(send(card, VERIFY(PIN))).toBe('9000');
    expect(send(card, MSE_ADMIN)).toBe('9000');
  });
});
