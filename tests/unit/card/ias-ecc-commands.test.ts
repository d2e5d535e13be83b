import { describe, expect, it } from 'vitest';
import type { CardCommand } from '../../../src-main/card/apdu/apdu-channel.ts';
import { encodeApdu } from '../../../src-main/card/apdu/command-apdu.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import {
  externalAuthenticate,
  getChallenge,
  setExternalAuthentication,
} from '../../../src-main/card/applets/ias-ecc/external-authentication.ts';
import { readChvCounters } from '../../../src-main/card/applets/ias-ecc/chv-counters.ts';
import { combineCounters } from '../../../src-main/card/applets/shared/combine-counters.ts';
import { entryBlock } from '../../../src-main/card/applets/shared/entry-block.ts';
import { readPinStatus } from '../../../src-main/card/applets/shared/pin-status.ts';
import { readBinary } from '../../../src-main/card/applets/shared/read-binary.ts';
import { resetRetryCounter } from '../../../src-main/card/applets/shared/reference-data.ts';
import { selectApplication, selectFile, selectMaster } from '../../../src-main/card/applets/ias-ecc/select.ts';
import { readSerial } from '../../../src-main/card/applets/ias-ecc/serial.ts';
import { profileOf } from '../../../src-main/card/token/token-profiles.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex, KNOWN_ATR, toHex } from '../../support/apdu-script.ts';

const built = <A>(command: CardCommand<A, unknown>, input: A, protocol: 'T=0' | 'T=1' = 'T=1'): string =>
  toHex(encodeApdu(command.build(input), protocol));

/** The parsed answer, or `code sw|reason` of what it threw. Anything but an AppError fails the test. */
function parsed<A, R>(command: CardCommand<A, R>, input: A, answer: string): R | string {
  const bytes = hex(answer);
  const sw = ((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0);
  try {
    return command.parse({ data: bytes.slice(0, -2), sw }, input);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.code} ${String(error.details['sw'] ?? error.details['reason'])}`;
  }
}

const reference = 0x01;
const secret = (bytes: string): SecretBytes => new SecretBytes(hex(bytes));

describe('build', () => {
  it.each<[string, string, string]>([
    ['SELECT master', built(selectMaster, undefined, 'T=0'), '00A40904023F00'],
    ['SELECT master, T=1', built(selectMaster, undefined), '00A40904023F0000'],
    ['SELECT by name', built(selectApplication, { aid: hex('E828BD080F') }, 'T=0'), '00A4040405E828BD080F'],
    ['SELECT file of the DF', built(selectFile, { path: hex('5031') }, 'T=0'), '00A40904025031'],
    ['SELECT file by absolute path', built(selectFile, { path: hex('3F0050157005') }, 'T=0'), '00A408040450157005'],
    ['READ BINARY', built(readBinary, { offset: 0x1234, length: 256 }), '00B0123400'],
    ['READ BINARY, the rest', built(readBinary, { offset: 0, length: 5 }), '00B0000005'],
    ['EF.SN', built(readSerial, undefined), '00B09C0000'],
    ['PIN status, T=0', built(readPinStatus, { reference }, 'T=0'), '0020000100'],
    ['PIN status, T=1', built(readPinStatus, { reference }, 'T=1'), '00200001'],
    ['CHV attributes', built(readChvCounters, { reference }, 'T=0'), '00CB3FFF0A4D087006BF810102A080'],
    ['MSE SET', built(setExternalAuthentication, { algorithm: 0x1c, keyset: 0x03 }), '002281A40680011C830103'],
    ['GET CHALLENGE', built(getChallenge, { length: 8 }), '0084000008'],
    ['EXTERNAL AUTHENTICATE', built(externalAuthenticate, { cryptogram: secret('AB'.repeat(24)) }), `0082000018${'AB'.repeat(24)}`],
    ['RESET RETRY COUNTER', built(resetRetryCounter, { reference, block: secret('37333531FFFFFFFF') }), '002C02010837333531FFFFFFFF'],
  ])('%s', (_, actual, expected) => expect(actual).toBe(expected));
});

describe('parse', () => {
  const serial = '802500017A3C41F6';
  it.each([
    [`5A0A0000${serial}9000`, serial],
    [`5A08${serial}6282`, serial],
    [`5A0A0000${serial}FFFFFF9000`, serial],
    [`5A07802500017A3C419000`, 'tokenMalformedAnswer serial'],
    [`5B08${serial}9000`, 'tokenMalformedAnswer tlvMissing'],
    [`5A09${serial}9000`, 'tokenMalformedAnswer tlvLength'],
    ['9000', 'tokenMalformedAnswer tlvMissing'],
    ['6A82', 'tokenCommandRefused 6A82'],
    ['6982', 'tokenCommandRefused 6982'],
  ])('EF.SN %s', (answer, expected) => expect(parsed(readSerial, undefined, answer)).toBe(expected));

  it.each([
    ['63C3', 3],
    ['63C0', 0],
    ['63CF', 15],
    ['6983', 0],
    ['9000', null],
    ['6300', null],
    ['6984', null],
    ['6D00', 'tokenCommandRefused 6D00'],
    ['6E00', 'tokenCommandRefused 6E00'],
    ['6F00', 'tokenCommandRefused 6F00'],
    ['6985', 'tokenCommandRefused 6985'],
    ['6A88', 'tokenCommandRefused 6A88'],
    ['AA9000', 'tokenMalformedAnswer unexpectedData'],
  ])('PIN status %s', (answer, expected) => expect(parsed(readPinStatus, { reference }, answer)).toBe(expected));

  it.each<[string, unknown]>([
    ['7013BF81010FA00DA1058C031122339A01039B01009000', { triesLeft: 0, triesMax: 3 }],
    ['700CBF810108A0069A01039B01029000', { triesLeft: 2, triesMax: 3 }],
    ['7009BF810105A0039A01059000', { triesLeft: null, triesMax: 5 }],
    ['700DBF810109A0079A0200039B01029000', { triesLeft: 2, triesMax: null }],
    ['700CBF810208A0069A01039B01029000', 'tokenMalformedAnswer tlvMissing'],
    ['700BBF810108A0069A01039B01029000', 'tokenMalformedAnswer tlvLength'],
    ['9000', 'tokenMalformedAnswer tlvMissing'],
    ['6A88', 'tokenCommandRefused 6A88'],
  ])('CHV attributes %s', (answer, expected) => expect(parsed(readChvCounters, { reference }, answer)).toEqual(expected));

  it.each<[number | null, number | null, number | null, number | null, number | null]>([
    // status, SDO left, SDO max -> left, max
    [0, 0, 3, 0, 3],
    [3, 3, 3, 3, 3],
    [null, 2, 3, 2, 3],
    [2, null, null, 2, null],
    [null, null, null, null, null],
    [0, 3, 3, null, 3],
    [5, 5, 3, null, 3],
    [1, 1, 0, 1, null],
    [1, 1, 200, 1, null],
    [null, 200, null, null, null],
  ])('counters %s, %s of %s', (status, left, max, triesLeft, triesMax) => {
    expect(combineCounters(status, { triesLeft: left, triesMax: max })).toEqual({ triesLeft, triesMax });
  });

  it.each<[string, unknown]>([
    ['01020304050607089000', hex('0102030405060708')],
    ['010203040506079000', 'tokenMalformedAnswer challenge'],
    ['0102030405060708099000', 'tokenMalformedAnswer challenge'],
    ['9000', 'tokenMalformedAnswer challenge'],
    ['6985', 'tokenCommandRefused 6985'],
  ])('GET CHALLENGE %s', (answer, expected) => expect(parsed(getChallenge, { length: 8 }, answer)).toEqual(expected));

  it.each([
    ['9000', undefined],
    ['6A88', 'tokenCommandRefused 6A88'],
  ])('MSE SET %s', (answer, expected) =>
    expect(parsed(setExternalAuthentication, { algorithm: 0x1c, keyset: 3 }, answer)).toBe(expected));

  it.each([
    ['9000', 'ok'],
    ['63C4', 'refused'],
    ['6300', 'refused'],
    ['6983', 'refused'],
    ['6984', 'refused'],
    ['6982', 'refused'],
    ['6985', 'challengeVoid'],
    ['6D00', 'tokenCommandRefused 6D00'],
    ['6108', 'tokenCommandRefused 6108'],
    ['6F00', 'tokenCommandRefused 6F00'],
    ['AA9000', 'tokenMalformedAnswer unexpectedData'],
  ])('EXTERNAL AUTHENTICATE %s', (answer, expected) =>
    expect(parsed(externalAuthenticate, { cryptogram: secret('00') }, answer)).toBe(expected));

  it.each<[string, unknown]>([
    ['9000', { kind: 'ok' }],
    ['6982', { kind: 'refused', sw: '6982' }],
    ['6A80', { kind: 'refused', sw: '6A80' }],
    ['63C0', { kind: 'refused', sw: '63C0' }],
    ['6581', { kind: 'refused', sw: '6581' }],
    ['AA9000', 'tokenMalformedAnswer unexpectedData'],
  ])('RESET RETRY COUNTER %s', (answer, expected) =>
    expect(parsed(resetRetryCounter, { reference, block: secret('00') }, answer)).toEqual(expected));

  it.each<[string, unknown]>([
    ['620A80020123820101 8A0105 9000'.replaceAll(' ', ''), { size: 0x123 }],
    ['6F04810201009000', { size: 0x100 }],
    ['620482020100 9000'.replaceAll(' ', ''), 'tokenMalformedAnswer fcp'],
    ['9000', 'tokenMalformedAnswer fcp'],
    ['6A82', 'tokenCommandRefused 6A82'],
  ])('SELECT file %s', (answer, expected) => expect(parsed(selectFile, { path: hex('5031') }, answer)).toEqual(expected));

  it.each<[string, unknown]>([
    ['AABB9000', hex('AABB')],
    ['AA6282', hex('AA')],
    ['6B00', hex('')],
    ['AABBCC9000', 'tokenMalformedAnswer readBinary'],
    ['6986', 'tokenCommandRefused 6986'],
  ])('READ BINARY %s', (answer, expected) => expect(parsed(readBinary, { offset: 0, length: 2 }, answer)).toEqual(expected));
});

describe('PIN block', () => {
  const encoding = { format: { minLength: 4, maxLength: 4, charset: 'digits' }, padding: { length: 8, byte: 0xff } } as const;
  it('fills up with the profile\'s byte', () => {
    expect(entryBlock(secret('37333531'), encoding).lend(toHex)).toBe('37333531FFFFFFFF');
  });

  it.each([
    ['', 'pinLength'],
    ['373335', 'pinLength'],
    ['3733353137', 'pinLength'],
    ['3733353A', 'pinNotDigits'],
    ['373335FF', 'pinNotDigits'],
    // Arabic-Indic digits in UTF-8 are not what the card knows.
    ['D9A1D9A2', 'pinNotDigits'],
  ])('refuses %s before the card', (pin, code) => {
    expect(() => entryBlock(secret(pin), encoding)).toThrow(expect.objectContaining({ code }));
  });
});

describe('profiles', () => {
  it('knows the model whatever its version bytes', () => {
    expect(profileOf(hex(KNOWN_ATR))?.model).toBe('IAS-ECC');
    expect(profileOf(hex('3B7F9600000031B9644099991073940180829000'))?.model).toBe('IAS-ECC');
  });

  it.each(['', '3B', '3B7F9600000031B86440701410739401808290', `${KNOWN_ATR}00`, '3B7F9600000031BA644070141073940180829000', '3B8F8001804F0CA000000306030001000000006A'])(
    'does not know %s',
    (atr) => expect(profileOf(hex(atr))).toBeNull(),
  );
});
