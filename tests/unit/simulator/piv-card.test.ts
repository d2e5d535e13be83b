import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { personalisePivCard } from '../../../src-simulator/personalise-piv-card.ts';
import type { PivState } from '../../../src-simulator/piv/piv-state.ts';
import { VirtualPivCard } from '../../../src-simulator/virtual-piv-card.ts';
import { length, send, tripleDes } from './gids-fixture.ts';

const GUID = '8025000177B3C41F00112233445566AA';
/** "482175" and "73501826", as blocks. */
const PIN = '343832313735FFFF';
const NEW_PIN = '3733303538313236';
const WRONG_PIN = '393939393939FFFF';
const PUK = '3735333139303234';
const WRONG_PUK = '3030303030303030';
const KEY = '00112233445566778899AABBCCDDEEFF0123456789ABCDEF';

const SELECT = '00A4040005A00000030800';
const STATUS = '00200080';
const VERIFY = (block: string): string => `0020008008${block}`;
const CHANGE = (reference: string, old: string, fresh: string): string => `002400${reference}10${old}${fresh}`;
const RESET = (puk: string, fresh: string): string => `002C008010${puk}${fresh}`;
const GET = (tag: string): string => `00CB3FFF${length(`5C00${tag}`)}5C${length(tag)}${tag}00`;
const PUT_CHUID = '00DB3FFF0A5C035FC1025303300131';
const ASK = '0087039B047C02810000';
const RESPOND = (response: string): string => `0087039B0C7C0A8208${response}00`;
const WITNESS = '0087039B047C02800000';

const holder = { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' };
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

let state: PivState;
beforeAll(async () => {
  state = await personalisePivCard({
    guid: GUID, holder, label: 'Essai', pin: bytes(PIN).subarray(0, 6), pinBlocked: false, puk: bytes(PUK), adminKey: bytes(KEY),
    now: new Date('2026-11-22T10:00:00.500Z'),
  });
});

function selected(change: Partial<PivState> = {}): VirtualPivCard {
  const card = new VirtualPivCard({ ...state, ...change });
  send(card, SELECT);
  return card;
}

const withTries = (left: number): Partial<PivState> => ({ userPin: { ...state.userPin, left } });
const admin = (card: VirtualPivCard): string => send(card, RESPOND(tripleDes(KEY, send(card, ASK).slice(8, 24))));

describe('selection', () => {
  const TEMPLATE = '61184F0600001000010079074F05A000000308500545737361699000';

  it.each([
    ['the RID alone', SELECT, TEMPLATE],
    ['the whole AID', '00A404000BA00000030800001000010000', TEMPLATE],
    ['another application', '00A4040009A0000003974254465900', '6A82'],
    ['an AID too short', '00A4040004A000000300', '6A82'],
  ])('%s', (_, command, answer) => {
    expect(send(new VirtualPivCard(state), command)).toBe(answer);
  });

  it('must come first; again, or of another application, it leaves the security status', () => {
    const card = new VirtualPivCard(state);
    for (const command of [STATUS, VERIFY(PIN), GET('5FC102'), ASK]) expect(send(card, command)).toBe('6D00');
    send(card, SELECT);
    send(card, VERIFY(PIN));
    send(card, SELECT);
    send(card, '00A4040009A0000003974254465900');
    expect(send(card, STATUS)).toBe('9000');
    card.reset();
    send(card, SELECT);
    expect(send(card, STATUS)).toBe('63C3');
  });
});

describe('PIN and PUK', () => {
  it.each([
    ['right', VERIFY(PIN), '9000', 3],
    ['wrong', VERIFY(WRONG_PIN), '63C1', 1],
    ['too short', VERIFY('3438323137FFFFFF'), '6A80', 2],
    ['not digits', VERIFY('343832313741FFFF'), '6A80', 2],
    ['digits after the padding', VERIFY('343832313735FF35'), '6A80', 2],
    ['not padded', '0020008006343832313735', '6A80', 2],
    ['the PUK cannot be verified', `0020008108${PUK}`, '6A88', 2],
    ['the global PIN is not there', `0020000008${PIN}`, '6A88', 2],
  ])('VERIFY: %s', (_, command, sw, left) => {
    const card = selected(withTries(2));
    expect(send(card, command)).toBe(sw);
    expect(card.state().userPin.left).toBe(left);
  });

  it('blocks, and the status can be taken away by P1 FF', () => {
    const card = selected();
    send(card, VERIFY(PIN));
    expect(send(card, '0020FF80')).toBe('9000');
    for (const sw of ['63C2', '63C1', '63C0', '6983']) expect(send(card, VERIFY(WRONG_PIN))).toBe(sw);
    expect(send(card, VERIFY(PIN))).toBe('6983');
    expect(send(card, STATUS)).toBe('6983');
  });

  it.each([
    ['PIN', CHANGE('80', PIN, NEW_PIN), '9000', 3, 3],
    ['PIN, wrong', CHANGE('80', WRONG_PIN, NEW_PIN), '63C1', 1, 3],
    ['PIN, a new one that is none', CHANGE('80', PIN, '3438FFFFFFFFFFFF'), '6A80', 2, 3],
    ['PUK', CHANGE('81', PUK, WRONG_PUK), '9000', 2, 3],
    ['PUK, wrong', CHANGE('81', WRONG_PUK, PUK), '63C2', 2, 2],
    ['too little', `0024008008${PIN}`, '6700', 2, 3],
    ['by the PUK', RESET(PUK, NEW_PIN), '9000', 3, 3],
    ['by a wrong PUK', RESET(WRONG_PUK, NEW_PIN), '63C2', 2, 2],
    ['by the PUK, a new one that is none', RESET(PUK, '3438FFFFFFFFFFFF'), '6A80', 2, 3],
    ['of the PUK', `002C008110${PUK}${NEW_PIN}`, '6A88', 2, 3],
  ])('CHANGE and RESET: %s', (_, command, sw, pinLeft, pukLeft) => {
    const card = selected(withTries(2));
    expect(send(card, command)).toBe(sw);
    expect([card.state().userPin.left, card.state().puk.left]).toEqual([pinLeft, pukLeft]);
  });

  it('is unblocked by the PUK until that is blocked', () => {
    const card = selected(withTries(0));
    expect(send(card, CHANGE('80', PIN, NEW_PIN))).toBe('6983');
    for (const sw of ['63C2', '63C1']) expect(send(card, RESET(WRONG_PUK, NEW_PIN))).toBe(sw);
    expect(send(card, RESET(PUK, NEW_PIN))).toBe('9000');
    expect(card.state().puk.left).toBe(3);
    expect(send(card, VERIFY(NEW_PIN))).toBe('9000');
    for (const sw of ['63C2', '63C1', '63C0', '6983']) expect(send(card, RESET(WRONG_PUK, PIN))).toBe(sw);
    expect(send(card, RESET(PUK, PIN))).toBe('6983');
    expect(send(card, VERIFY(NEW_PIN))).toBe('9000');
  });
});

describe('data objects', () => {
  it.each([
    ['discovery', GET('7E'), '7E124F0BA0000003080000100001005F2F0240009000'],
    ['CHUID', GET('5FC102'), `533B3019D4E739DA739CED39CE739D836858210842108421C84210C3EB3410${GUID}350832303331313132323E00FE009000`],
    ['printed information without the PIN', GET('5FC109'), '6982'],
    ['an object that is not there', GET('5FC106'), '6A82'],
    ['P1 P2', '00CB0000055C035FC10200', '6A86'],
    ['no tag list', '00CB3FFF0200000000', '6700'],
    ['write as nobody', PUT_CHUID, '6982'],
  ])('%s', (_, command, answer) => {
    const card = selected();
    expect(send(card, command)).toBe(answer);
    expect(card.state()).toEqual(state);
  });

  it('hold four certificates, and the holder once the PIN is verified', () => {
    const card = selected();
    for (const [index, tag] of ['5FC105', '5FC10A', '5FC10B', '5FC101'].entries()) {
      const der = certificatesOf(state)[index] ?? new Uint8Array(0);
      expect(new X509Certificate(der).subject).toContain('Camille Durand');
      expect(send(card, GET(tag))).toContain(Buffer.from(der).toString('hex').toUpperCase());
    }
    send(card, VERIFY(PIN));
    expect(send(card, GET('5FC109'))).toContain(Buffer.from('Camille Durand').toString('hex').toUpperCase());
  });
});

describe('the administrator', () => {
  it('writes after a right response, and not after a wrong one, which spends the challenge', () => {
    const card = selected();
    const challenge = send(card, ASK).slice(8, 24);
    expect(send(card, RESPOND(tripleDes(KEY.replace('00', 'FF'), challenge)))).toBe('6982');
    expect(send(card, RESPOND(tripleDes(KEY, challenge)))).toBe('6985');
    expect(send(card, PUT_CHUID)).toBe('6982');
    expect(card.state().admin.refusals).toBe(1);
    expect(admin(card)).toBe('9000');
    expect(send(card, PUT_CHUID)).toBe('9000');
    expect(send(card, GET('5FC102'))).toBe('53033001319000');
  });

  it('is authenticated mutually, and a wrong witness is refused', () => {
    const card = selected();
    const own = '0102030405060708';
    const finish = (witness: string): string => send(card, `0087039B167C148008${witness}8108${own}00`);
    send(card, WITNESS);
    expect(finish('00'.repeat(8))).toBe('6982');
    expect(finish('00'.repeat(8))).toBe('6985');
    const enciphered = send(card, WITNESS).slice(8, 24);
    const witness = decipher(enciphered);
    expect(tripleDes(KEY, witness)).toBe(enciphered);
    expect(finish(witness)).toBe(`7C0A8208${tripleDes(KEY, own)}9000`);
    expect(send(card, PUT_CHUID)).toBe('9000');
  });

  it('may have an AES key', () => {
    const key = '000102030405060708090A0B0C0D0E0F';
    const card = selected({ admin: { algorithm: 0x08, key: Buffer.from(key, 'hex').toString('base64'), refusals: 0 } });
    expect(send(card, ASK)).toBe('6A86');
    const challenge = send(card, '0087089B047C02810000').slice(8, 40);
    const cipher = createCipheriv('aes-128-ecb', Buffer.from(key, 'hex'), null).setAutoPadding(false);
    const response = cipher.update(challenge, 'hex', 'hex').toUpperCase();
    expect(send(card, `0087089B147C128210${response}00`)).toBe('9000');
  });
});

describe('private keys', () => {
  const BLOCK = `0001${'FF'.repeat(202)}00${'22'.repeat(51)}`;
  const command = `7C820106820081820100${BLOCK}`;
  const sign = (card: VirtualPivCard, slot: string): string => {
    expect(send(card, `108707${slot}FF${command.slice(0, 510)}`)).toBe('9000');
    return send(card, `008707${slot}${length(command.slice(510))}${command.slice(510)}00`);
  };

  it.each([
    ['9A', [], '6982'],
    ['9A', [VERIFY(PIN), STATUS], '9000'],
    ['9D', [], '6982'],
    ['9C', [VERIFY(PIN), STATUS], '6982'],
    ['9C', [VERIFY(PIN)], '9000'],
    ['9E', [], '9000'],
    ['9F', [VERIFY(PIN)], '6A86'],
  ])('slot %s after %j: %s', (slot, before, sw) => {
    const card = selected();
    for (const one of before) send(card, one);
    const answer = sign(card, slot);
    expect(answer.slice(-4)).toBe(sw);
    expect(answer.length).toBe(sw === '9000' ? 2 * (8 + 256) + 4 : 4);
  });

  it('signs with 9C once for each VERIFY', () => {
    const card = selected();
    send(card, VERIFY(PIN));
    expect(sign(card, '9C').slice(-4)).toBe('9000');
    expect(sign(card, '9C').slice(-4)).toBe('6982');
  });
});

it('tells Yubico’s tools a version and a serial number', () => {
  const card = selected();
  expect(send(card, '00FD0000')).toBe('0502079000');
  expect(send(card, '00F80000')).toBe('445566AA9000');
});

it('is not personalised with what no card could hold', async () => {
  const good = { guid: GUID, holder, label: '', pin: bytes('313233343536'), pinBlocked: false, puk: bytes(PUK), now: new Date() };
  for (const bad of [{ pin: bytes('3132333435') }, { pin: bytes('313233343536373839') }, { puk: bytes('31') }, { adminKey: bytes('00') }]) {
    await expect(personalisePivCard({ ...good, ...bad })).rejects.toThrow(RangeError);
  }
  expect(JSON.stringify(state)).not.toContain(Buffer.from(PIN, 'hex').toString('base64'));
});

/** One block under three keys, backwards. */
function decipher(block: string): string {
  const cipher = createDecipheriv('des-ede3', Buffer.from(KEY, 'hex'), null).setAutoPadding(false);
  return cipher.update(block, 'hex', 'hex').toUpperCase();
}
