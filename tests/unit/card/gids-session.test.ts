import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isSecretBearing } from '../../../src-main/card/apdu/apdu-trace.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { certificateAddresses, unpackCertificate } from '../../../src-main/card/applets/gids/gids-files.ts';
import { openGidsSession } from '../../../src-main/card/applets/gids/gids-session.ts';
import { INFLATED_MAX } from '../../../src-main/card/applets/shared/inflate-bounded.ts';
import type { AdminVerbs, PinVerbs, TokenSession } from '../../../src-main/card/applets/token-session.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { certificateOfCard, scriptedCard } from '../../support/card-channel.ts';

/** Each table: what leaves, by GIDS 2.0 and ISO 7816-4, and what is made of the answer. T=1 unless said. */
const secret = (bytes: string): SecretBytes => new SecretBytes(hex(bytes));
const pinOf = (session: TokenSession): PinVerbs => {
  if (session.pin === null) throw new Error('no PIN verbs');
  return session.pin;
};
const adminOf = (session: TokenSession): AdminVerbs => {
  if (session.admin === null) throw new Error('no admin verbs');
  return session.admin;
};

/** One verb against one conversation: its result, or the code it threw; every step must have been taken. */
async function said(
  verb: (session: TokenSession) => Promise<unknown>,
  conversation: Parameters<typeof scriptedCard>[0],
  protocol: 'T=0' | 'T=1' = 'T=1',
): Promise<unknown> {
  const { channel, script } = scriptedCard(conversation, protocol);
  const result = await verb(openGidsSession(channel)).catch((error: unknown) => String(Object(error).code ?? error));
  expect(script.left).toBe(0);
  return result;
}

const ID = '000102030405060708090A0B0C0D0E0F';
const READ_ID = '00CBA012045C02DF2000';
const READ_STATUS = '00CB3FFF045C027F7100';

describe('GIDS: reading', () => {
  it('selects by the name that every version shares', async () => {
    const fci = '6112 4F0BA000000397425446590201 7303 4001C0 9000';
    expect(await said((session) => session.select(), [['00A4040009A0000003974254465900', fci]])).toBeUndefined();
    expect(await said((session) => session.select(), [['00A4040009A0000003974254465900', '6A82']])).toBe('tokenCommandRefused');
  });

  it.each<[string, string, unknown]>([
    ['the card identifier', `DF2010${ID}9000`, ID],
    ['of zeros', `DF2010${'00'.repeat(16)}9000`, 'tokenMalformedAnswer'],
    ['too short', 'DF200F000102030405060708090A0B0C0D0E9000', 'tokenMalformedAnswer'],
    ['of another object', `DF2110${ID}9000`, 'tokenMalformedAnswer'],
    ['missing', '6A88', 'tokenCommandRefused'],
  ])('serial, %s', async (_, answer, expected) => {
    expect(await said((session) => session.readSerial(), [[READ_ID, answer]])).toBe(expected);
  });

  it('reads the serial under T=0 as well', async () => {
    const conversation = [['00CBA012045C02DF20', '6113'], ['00C0000013', `DF2010${ID}9000`]] as const;
    expect(await said((session) => session.readSerial(), conversation, 'T=0')).toBe(ID);
  });

  it.each<[string, number | null, number | null]>([
    ['7F71069701039301039000', 3, 3],
    ['7F71069701009301039000', 0, 3],
    ['7F71079F1701029301059000', 2, 5],
    ['7F71039701029000', 2, null],
    ['7F71069701049301039000', null, 3],
    ['7F71069701FF9301FF9000', null, null],
    ['7F71079702000393010390 00'.replaceAll(' ', ''), null, 3],
    ['7F71009000', null, null],
    ['6A88', null, null],
  ])('counter %s', async (answer, triesLeft, triesMax) => {
    expect(await said((session) => session.readCounter(), [[READ_STATUS, answer]])).toEqual({ triesLeft, triesMax });
  });

  it('has no PUK', () => expect(openGidsSession(scriptedCard([]).channel).puk).toBeNull());
});

describe('GIDS: PIN', () => {
  const verify = (session: TokenSession) => pinOf(session).verify(secret('313233343536'));
  it.each<[string, unknown]>([
    ['9000', { kind: 'ok' }],
    ['63C2', { kind: 'wrong', triesLeft: 2 }],
    ['63C0', { kind: 'blocked' }],
    ['6983', { kind: 'blocked' }],
    ['6982', { kind: 'refused', sw: '6982' }],
    ['6700', { kind: 'refused', sw: '6700' }],
    ['6C06', { kind: 'refused', sw: '6C06' }],
  ])('VERIFY without padding, %s', async (answer, expected) => {
    expect(await said(verify, [['0020008006313233343536', answer]])).toEqual(expected);
  });

  it('CHANGE REFERENCE DATA: both PINs, one after the other, once', async () => {
    const change = (session: TokenSession) => pinOf(session).change(secret('31323334'), secret('393837363534'));
    expect(await said(change, [['002400800A31323334393837363534', '63C1']])).toEqual({ kind: 'wrong', triesLeft: 1 });
  });

  it.each([
    ['31323334', '31323334'],
    ['414263206E2D7E', '414263206E2D7E'],
    ['313233', 'pinLength'],
    ['30'.repeat(16), 'pinLength'],
    ['3132333400', 'pinCharacters'],
    ['31323334C3A9', 'pinCharacters'],
  ])('a PIN of %s', (entry, expected) => {
    const pad = () => pinOf(openGidsSession(scriptedCard([]).channel)).pad(secret(entry)).lend(toHex);
    if (expected.startsWith('pin')) expect(pad).toThrow(expect.objectContaining({ code: expected }));
    else expect(pad()).toBe(expected);
  });
});

describe('GIDS: unblock by the admin key', () => {
  const SET_KEY = ['0022C1A403830180', '9000'] as const;
  const challenge = (session: TokenSession) => adminOf(session).requestChallenge();

  it.each<[string, unknown]>([
    ['7C0A810811223344556677889000', hex('1122334455667788')],
    ['7C098107112233445566779000', 'tokenMalformedAnswer'],
    ['7C1281101122334455667788112233445566778890 00'.replaceAll(' ', ''), 'tokenMalformedAnswer'],
    ['7C0A820811223344556677889000', 'tokenMalformedAnswer'],
    ['9000', 'tokenMalformedAnswer'],
    ['6985', 'tokenCommandRefused'],
  ])('challenge %s', async (answer, expected) => {
    expect(await said(challenge, [SET_KEY, ['00870000047C02810000', answer]])).toEqual(expected);
  });

  it('asks for no challenge under a key the card does not have', async () => {
    expect(await said(challenge, [['0022C1A403830180', '6984']])).toBe('tokenCommandRefused');
  });

  const authenticate = (session: TokenSession) => adminOf(session).authenticate(secret('A1A2A3A4A5A6A7A8'));
  it.each([
    ['9000', 'ok'],
    ['6982', 'refused'],
    ['63C4', 'refused'],
    ['6983', 'refused'],
    ['6985', 'challengeVoid'],
    ['6984', 'tokenCommandRefused'],
    ['6C0C', 'tokenCommandRefused'],
    ['610C', 'tokenCommandRefused'],
    ['AA9000', 'tokenMalformedAnswer'],
  ])('response, once: %s', async (answer, expected) => {
    for (const protocol of ['T=0', 'T=1'] as const) {
      expect(await said(authenticate, [['008700000C7C0A8208A1A2A3A4A5A6A7A8', answer]], protocol)).toBe(expected);
    }
  });

  it('takes a response of eight bytes and no other', () => {
    const admin = adminOf(openGidsSession(scriptedCard([]).channel));
    expect(() => admin.checkCryptogram(secret('A1A2A3A4A5A6A7A8'))).not.toThrow();
    for (const length of [0, 7, 9, 24]) {
      expect(() => admin.checkCryptogram(new SecretBytes(new Uint8Array(length)))).toThrow(expect.objectContaining({ code: 'authorityBadReply' }));
    }
  });

  it('sets the new PIN as it is', async () => {
    const reset = (session: TokenSession) => adminOf(session).resetPin(secret('373335313639'));
    expect(await said(reset, [['002C028006373335313639', '9000']])).toEqual({ kind: 'ok' });
    expect(await said(reset, [['002C028006373335313639', '63C0']])).toEqual({ kind: 'refused', sw: '63C0' });
  });

  it('counts the response as a secret, and not the request', async () => {
    const { channel, trace } = scriptedCard([SET_KEY, ['00870000047C02810000', '7C0A810811223344556677889000'], ['008700000C7C0A8208A1A2A3A4A5A6A7A8', '9000']]);
    const session = openGidsSession(channel);
    await challenge(session);
    await authenticate(session);
    expect(trace.entries().map(isSecretBearing)).toEqual([false, false, true]);
  });
});

describe('GIDS: certificates', () => {
  const record = (directory: string, name: string, tag: number, file: number): Buffer => {
    const bytes = Buffer.alloc(28);
    bytes.write(directory, 0, 'latin1');
    bytes.write(name, 9, 'latin1');
    bytes.writeUInt32LE(tag, 20);
    bytes.writeUInt32LE(file, 24);
    return bytes;
  };
  const packed = (der: Uint8Array, length = der.length): Buffer => Buffer.concat([Buffer.of(1, 0, length & 0xff, length >> 8), deflateSync(der)]);
  const masterFile = Buffer.concat([
    Buffer.of(1),
    record('mscp', '', 0, 0xa000),
    record('', 'cardid', 0xdf20, 0xa012),
    record('mscp', 'cmapfile', 0xdf23, 0xa010),
    record('mscp', 'kxc00', 0xdf24, 0xa010),
    record('mscp', 'ksc01', 0xdf25, 0xa010),
    record('other', 'ksc02', 0xdf26, 0xa010),
  ]);
  /** A data object of up to 64 KiB in answers of 256 bytes. */
  const objectIn = (send: string, tag: string, value: Uint8Array): [string, string][] => {
    const length = value.length < 0x80 ? [value.length] : value.length < 0x100 ? [0x81, value.length] : [0x82, value.length >> 8, value.length & 0xff];
    const parts = [...chunks(Buffer.concat([hex(tag), Buffer.from(length), value]))].map(toHex);
    return parts.map((part, index) => {
      const left = (parts[index + 1]?.length ?? 0) / 2;
      const sw = index === parts.length - 1 ? '9000' : `61${(left & 0xff).toString(16).padStart(2, '0').toUpperCase()}`;
      const expected = ((parts[index]?.length ?? 0) / 2) & 0xff;
      return [index === 0 ? send : `00C00000${expected.toString(16).padStart(2, '0').toUpperCase()}`, part + sw];
    });
  };
  function* chunks(bytes: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 256) yield bytes.subarray(at, at + 256);
  }

  it('finds them by the master file, unpacks and shows them', async () => {
    const der = await certificateOfCard();
    const views = await said(
      (session) => session.readCertificates(),
      [
        ...objectIn('00CBA000045C02DF1F00', 'DF1F', masterFile),
        ...objectIn('00CBA010045C02DF2400', 'DF24', packed(der)),
        ...objectIn('00CBA010045C02DF2500', 'DF25', packed(der)),
      ],
    );
    expect(views).toMatchObject([{ subject: 'Camille Durand' }, { subject: 'Camille Durand' }]);
  });

  it('reads addresses of the certificates alone', () => {
    expect(certificateAddresses(masterFile)).toEqual([{ file: 0xa010, tag: 0xdf24 }, { file: 0xa010, tag: 0xdf25 }]);
    expect(certificateAddresses(Buffer.of(1))).toEqual([]);
    for (const bad of [Buffer.of(), Buffer.of(2), Buffer.concat([Buffer.of(1), record('mscp', 'ksc00', 0x1_0000, 0xa010)])]) {
      expect(() => certificateAddresses(bad)).toThrow(expect.objectContaining({ code: 'tokenMalformedAnswer' }));
    }
  });

  it('refuses what is not packed as it says, and a bomb', async () => {
    const der = await certificateOfCard();
    expect(toHex(unpackCertificate(packed(der)))).toBe(toHex(der));
    const bomb = packed(new Uint8Array(50_000_000), 0);
    expect(bomb.length).toBeLessThan(65_000);
    for (const bad of [packed(der, der.length - 1), packed(der).subarray(0, -4), der, Buffer.of(1, 0, 0, 0), Buffer.of(), bomb, packed(new Uint8Array(INFLATED_MAX + 1))]) {
      expect(() => unpackCertificate(bad)).toThrow(expect.objectContaining({ code: 'tokenMalformedAnswer' }));
    }
  });
});
