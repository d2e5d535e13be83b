import { describe, expect, it } from 'vitest';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import type { PukVerbs, TokenSession } from '../../../src-main/card/applets/token-session.ts';
import { recogniseToken } from '../../../src-main/card/token/recognise-token.ts';
import { hex, KNOWN_ATR, toHex } from '../../support/apdu-script.ts';
import { scriptedCard } from '../../support/card-channel.ts';

const secret = (bytes: string): SecretBytes => new SecretBytes(hex(bytes));
const OLD = '34383231FFFFFFFF';
const NEW = '37333531FFFFFFFF';
const PUK = '3733303138323634';

async function said(verb: (session: TokenSession) => Promise<unknown> | undefined, conversation: Parameters<typeof scriptedCard>[0]) {
  const { channel, script } = scriptedCard(conversation, 'T=0');
  const token = await recogniseToken(channel, hex(KNOWN_ATR));
  if (token === null) throw new Error('not recognised');
  const result = await verb(token.session)?.catch((error: unknown) => String(Object(error).code ?? error));
  expect(script.left).toBe(0);
  return result;
}

const pukOf = ({ puk }: TokenSession): PukVerbs & { readonly presented: 'before' } => {
  if (puk?.presented !== 'before') throw new Error('not this way');
  return puk;
};

const ENTRIES: readonly (readonly [sw: string, expected: unknown])[] = [
  ['9000', { kind: 'ok' }],
  ['63C1', { kind: 'wrong', triesLeft: 1 }],
  ['6300', { kind: 'wrong', triesLeft: null }],
  ['63C0', { kind: 'blocked' }],
  ['6983', { kind: 'blocked' }],
  ['6984', { kind: 'refused', sw: '6984' }],
  ['6982', { kind: 'refused', sw: '6982' }],
  ['6985', { kind: 'refused', sw: '6985' }],
  ['6C08', { kind: 'refused', sw: '6C08' }],
  ['6108', { kind: 'refused', sw: '6108' }],
  ['AA9000', 'tokenMalformedAnswer'],
];

describe('entries of IAS-ECC, each one command', () => {
  it.each(ENTRIES)('VERIFY of the PIN: %s', async (sw, expected) => {
    expect(await said((session) => session.pin?.verify(secret(OLD)), [[`0020000108${OLD}`, sw]])).toEqual(expected);
  });
  it.each(ENTRIES)('CHANGE REFERENCE DATA: %s', async (sw, expected) => {
    expect(await said((session) => session.pin?.change(secret(OLD), secret(NEW)), [[`0024000110${OLD}${NEW}`, sw]])).toEqual(expected);
  });
  it.each(ENTRIES)('VERIFY of the PUK: %s', async (sw, expected) => {
    expect(await said((session) => pukOf(session).verify(secret(PUK)), [[`0020000208${PUK}`, sw]])).toEqual(expected);
  });

  it('RESET RETRY COUNTER carries the new PIN alone, after PUK or keyset', async () => {
    for (const [sw, expected] of [['9000', { kind: 'ok' }], ['63C2', { kind: 'refused', sw: '63C2' }], ['6982', { kind: 'refused', sw: '6982' }]] as const) {
      expect(await said((session) => pukOf(session).reset(secret(NEW)), [[`002C020108${NEW}`, sw]])).toEqual(expected);
      expect(await said((session) => session.admin?.resetPin(secret(NEW)), [[`002C020108${NEW}`, sw]])).toEqual(expected);
    }
  });

  it('pads PIN and PUK by their own rules', async () => {
    const { channel } = scriptedCard([]);
    const session = (await recogniseToken(channel, hex(KNOWN_ATR)))?.session;
    expect(session?.pin?.pad(secret('34383231')).lend(toHex)).toBe(OLD);
    expect(session?.puk?.pad(secret(PUK)).lend(toHex)).toBe(PUK);
    expect(() => session?.puk?.pad(secret('37333031'))).toThrow(expect.objectContaining({ code: 'pinLength' }));
    expect(() => session?.pin?.pad(secret('3438324A'))).toThrow(expect.objectContaining({ code: 'pinNotDigits' }));
  });

  it('counts PIN and PUK the same way, each by its reference', async () => {
    const docp = (reference: string, left: string, max: string): string => `700CBF81${reference}08A0069A01${max}9B01${left}9000`;
    const asked = (reference: string, left: string, max: string): [string, string][] => [
      [`002000${reference}00`, `63C${left.slice(1)}`],
      [`00CB3FFF0A4D087006BF81${reference}02A080`, '610F'],
      ['00C000000F', docp(reference, left, max)],
    ];
    expect(await said((session) => session.readCounter(), asked('01', '02', '03'))).toEqual({ triesLeft: 2, triesMax: 3 });
    expect(await said((session) => session.puk?.readCounter(), asked('02', '04', '05'))).toEqual({ triesLeft: 4, triesMax: 5 });
    expect(await said((session) => session.readCounter(), [['0020000100', '63C2'], ['00CB3FFF0A4D087006BF810102A080', '6A88']])).toEqual({ triesLeft: 2, triesMax: null });
  });
});
