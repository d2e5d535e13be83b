import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { certificateOf, guidOf } from '../../../src-main/card/applets/piv/piv-objects.ts';
import { findPivSerial, openPivSession, type PivSerialSource } from '../../../src-main/card/applets/piv/piv-session.ts';
import type { TokenSession } from '../../../src-main/card/applets/token-session.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { certificateOfCard, scriptedCard } from '../../support/card-channel.ts';

/** Each table: what leaves, by SP 800-73-4 part 2, and what is made of the answer. T=1 unless said. */
const secret = (bytes: string): SecretBytes => new SecretBytes(hex(bytes));

async function said(
  verb: (session: TokenSession) => Promise<unknown> | undefined,
  conversation: Parameters<typeof scriptedCard>[0],
  options: { readonly serial?: PivSerialSource; readonly protocol?: 'T=0' | 'T=1' } = {},
): Promise<unknown> {
  const { channel, script } = scriptedCard(conversation, options.protocol);
  const session = openPivSession(channel, options.serial ?? 'chuid');
  const result = await verb(session)?.catch((error: unknown) => String(Object(error).code ?? error));
  expect(script.left).toBe(0);
  return result;
}

const READ_CHUID = '00CB3FFF055C035FC10200';
const GUID = '00112233445566778899AABBCCDDEEFF';
const chuid = (guid: string): string => {
  const body = `3019${'D4'.repeat(25)}3410${guid}350832303330303130313E00FE00`;
  return `53${(body.length / 2).toString(16).toUpperCase()}${body}9000`;
};

describe('PIV: reading', () => {
  it('selects without the version (part 1, 2.2)', async () => {
    const template = '6111 4F06000010000100 79074F05A000000308 9000';
    expect(await said((session) => session.select(), [['00A4040009A0000003080000100000', template]])).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['the GUID (part 1, table 9)', chuid(GUID), GUID],
    ['zeros', chuid('00'.repeat(16)), 'tokenMalformedAnswer'],
    ['no CHUID', '6A82', 'tokenCommandRefused'],
    ['garbage', '53059000'.repeat(2), 'tokenMalformedAnswer'],
  ])('serial: %s', async (_, answer, expected) => {
    expect(await said((session) => session.readSerial(), [[READ_CHUID, answer]])).toBe(expected);
  });

  it('a card without GUID is read and no more, unless its maker numbers it', async () => {
    const empty = [READ_CHUID, chuid('00'.repeat(16))] as const;
    expect(await findPivSerial(scriptedCard([empty]).channel, false)).toBe('none');
    expect(await findPivSerial(scriptedCard([[READ_CHUID, '6A82']]).channel, false)).toBe('none');
    expect(await findPivSerial(scriptedCard([empty, ['00F8000004', '00AE17CB9000']]).channel, true)).toBe('vendor');
    expect(await findPivSerial(scriptedCard([empty, ['00F8000004', '6D00']]).channel, true)).toBe('none');
    expect(await findPivSerial(scriptedCard([[READ_CHUID, chuid(GUID)]]).channel, true)).toBe('chuid');
    expect(await said((session) => session.readSerial(), [['00F8000004', '00AE17CB9000']], { serial: 'vendor' })).toBe('00AE17CB');
    expect(await said((session) => session.readSerial(), [], { serial: 'none' })).toBe('tokenReadOnly');
    const session = openPivSession(scriptedCard([]).channel, 'none');
    expect([session.pin, session.puk, session.admin]).toEqual([null, null, null]);
  });

  it.each<[string, unknown]>([
    ['63C3', { triesLeft: 3, triesMax: null }],
    ['6983', { triesLeft: 0, triesMax: null }],
    ['9000', { triesLeft: null, triesMax: null }],
    ['6A88', 'tokenCommandRefused'],
  ])('counter by VERIFY without data (3.2.1): %s', async (answer, expected) => {
    expect(await said((session) => session.readCounter(), [['00200080', answer]])).toEqual(expected);
    expect(await said((session) => session.readCounter(), [['0020008000', answer]], { protocol: 'T=0' })).toEqual(expected);
  });

  it('never asks for the counter of the PUK', async () => {
    expect(await said((session) => session.puk?.readCounter(), [])).toEqual({ triesLeft: null, triesMax: null });
  });
});

const ENTRIES: readonly (readonly [sw: string, expected: unknown])[] = [
  ['9000', { kind: 'ok' }],
  ['63C2', { kind: 'wrong', triesLeft: 2 }],
  ['63C0', { kind: 'blocked' }],
  ['6983', { kind: 'blocked' }],
  ['6A80', { kind: 'refused', sw: '6A80' }],
  ['6C08', { kind: 'refused', sw: '6C08' }],
];

describe('PIV: entries', () => {
  const pin = '313233343536FFFF';
  const next = '3736353433323130';
  const puk = '4142434431323334';

  it.each(ENTRIES)('VERIFY (3.2.1): %s', async (sw, expected) => {
    expect(await said((session) => session.pin?.verify(secret(pin)), [[`0020008008${pin}`, sw]])).toEqual(expected);
  });
  it.each(ENTRIES)('CHANGE REFERENCE DATA (3.2.2): %s', async (sw, expected) => {
    expect(await said((session) => session.pin?.change(secret(pin), secret(next)), [[`0024008010${pin}${next}`, sw]])).toEqual(expected);
  });
  it.each(ENTRIES)('RESET RETRY COUNTER with the PUK in it (3.2.3): %s', async (sw, expected) => {
    const reset = (session: TokenSession) =>
      session.puk?.presented === 'within' ? session.puk.reset(secret(puk), secret(next)) : undefined;
    expect(await said(reset, [[`002C008010${puk}${next}`, sw]])).toEqual(expected);
  });

  const { pin: pinVerbs, puk: pukVerbs } = openPivSession(scriptedCard([]).channel, 'chuid');
  it.each([
    ['313233343536', '313233343536FFFF'],
    ['3132333435363738', '3132333435363738'],
    ['3132333435', 'pinLength'],
    ['313233343536373839', 'pinLength'],
    ['31323334353641', 'pinNotDigits'],
  ])('PIN %s (2.4.3)', (entry, expected) => {
    const pad = () => pinVerbs?.pad(secret(entry)).lend(toHex);
    if (expected.startsWith('pin')) expect(pad).toThrow(expect.objectContaining({ code: expected }));
    else expect(pad()).toBe(expected);
  });
  it('PUK: eight bytes, any character', () => {
    expect(pukVerbs?.pad(secret('41622D313233')).lend(toHex)).toBe('41622D313233FFFF');
    expect(() => pukVerbs?.pad(secret('FFFFFFFFFFFFFFFF'))).toThrow(expect.objectContaining({ code: 'pinCharacters' }));
  });
});

describe('PIV: certificates', () => {
  const object = (tag: number, value: Uint8Array): Buffer =>
    Buffer.concat([Buffer.of(tag, 0x82, value.length >> 8, value.length & 0xff), value]);
  const container = (certificate: Uint8Array, information: number): Buffer =>
    Buffer.concat([object(0x70, certificate), Buffer.of(0x71, 1, information, 0xfe, 0)]);

  it('unpacks plain and gzip (part 1, table 42), and knows an empty slot', async () => {
    const der = await certificateOfCard();
    expect(toHex(certificateOf(container(der, 0)) ?? hex(''))).toBe(toHex(der));
    expect(toHex(certificateOf(container(gzipSync(der), 1)) ?? hex(''))).toBe(toHex(der));
    expect(certificateOf(hex(''))).toBeNull();
    expect(certificateOf(hex('70007101 00FE00'.replaceAll(' ', '')))).toBeNull();
    for (const bad of [container(der, 1), container(gzipSync(new Uint8Array(20_000_000)), 1), hex('710100FE00'), hex('70820400')]) {
      expect(() => certificateOf(bad)).toThrow(expect.objectContaining({ code: 'tokenMalformedAnswer' }));
    }
  });

  it('asks the four slots', async () => {
    const conversation = ['05', '0A', '0B', '01'].map((id) => [`00CB3FFF055C035FC1${id}00`, '6A82'] as const);
    expect(await said((session) => session.readCertificates(), conversation)).toEqual([]);
  });

  it('reads a GUID only of its own length', () => {
    expect(guidOf(hex(`3410${GUID}`))).toBe(GUID);
    expect(guidOf(hex('340F00112233445566778899AABBCCDDEE'))).toBeNull();
    expect(guidOf(hex(''))).toBeNull();
  });
});
