import { describe, expect, it } from 'vitest';
import { encodeTlv, findTlv, firstObjectLength, parseTlv, requireTlv } from '../../../src-main/card/tlv/tlv.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex, toHex } from '../../support/apdu-script.ts';

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${String(error.details['reason'])}`;
    throw error;
  }
  return 'accepted';
};

describe('parseTlv', () => {
  it('reads nested objects with one, two and three byte tags', () => {
    const objects = parseTlv(hex('70 0C BF8101 08 A0 06 9A0103 9B0100'));
    const chv = requireTlv(requireTlv(objects, 0x70).children, 0xbf8101);
    const docp = requireTlv(chv.children, 0xa0);
    expect(docp.children.map(({ tag, value }) => [tag, toHex(value)])).toEqual([
      [0x9a, '03'],
      [0x9b, '00'],
    ]);
    expect(parseTlv(hex('7F41 03 800108'))[0]).toMatchObject({ tag: 0x7f41, children: [{ tag: 0x80 }] });
  });

  it('reads long lengths', () => {
    expect(parseTlv(hex(`5A81FF${'AA'.repeat(255)}`))[0]?.value.length).toBe(255);
    expect(parseTlv(hex(`5A820100${'AA'.repeat(256)}`))[0]?.value.length).toBe(256);
  });

  it.each([
    ['a length beyond the end', '5A05AABB'],
    ['no length', '5A'],
    ['half a long length', '5A82'],
    ['the indefinite form', '3080 0000'],
    ['a length of four bytes', '5A8400000001AA'],
    ['a tag that never ends', '7FFFFFFFFF01AA'],
    ['rubbish in a constructed object', '70025A05'],
    ['a rest', '5A01AA5A'],
  ])('refuses %s', (_, bytes) => {
    expect(refusal(() => parseTlv(hex(bytes)))).toMatch(/^tokenMalformedAnswer tlv/u);
  });

  it('refuses what nests too deep or branches too much', () => {
    let deep = hex('3000');
    for (let i = 0; i < 40; i++) deep = Uint8Array.of(0x30, 0x82, deep.length >> 8, deep.length & 0xff, ...deep);
    expect(refusal(() => parseTlv(deep))).toBe('tokenMalformedAnswer tlvDepth');
    expect(refusal(() => parseTlv(new Uint8Array(20_000)))).toBe('tokenMalformedAnswer tlvCount');
  });

  it('leaves padding alone only where it is told to', () => {
    expect(refusal(() => parseTlv(hex('5A01AAFFFF')))).toMatch(/^tokenMalformedAnswer/u);
    for (const filler of ['FFFFFF', '000000']) {
      expect(parseTlv(hex(`5A01AA${filler}`), { trailing: 'padding' })).toHaveLength(1);
    }
    expect(refusal(() => parseTlv(hex('5A01AAFF00FF'), { trailing: 'padding' }))).toMatch(/^tokenMalformedAnswer/u);
  });

  it('leaves constructed objects closed when told to', () => {
    expect(parseTlv(hex('70025A05'), { nested: false })[0]?.children).toEqual([]);
  });
});

it('finds, requires and measures', () => {
  expect(findTlv(parseTlv(hex('5A01AA')), 0x5b)).toBeUndefined();
  expect(refusal(() => requireTlv([], 0x5a))).toBe('tokenMalformedAnswer tlvMissing');
  expect(firstObjectLength(hex('30820403'))).toBe(4 + 0x403);
});

it('encodes short objects', () => {
  expect(toHex(encodeTlv(0xbf8101, hex('A080')))).toBe('BF810102A080');
  expect(toHex(encodeTlv(0x7f41, hex('80')))).toBe('7F410180');
  expect(toHex(encodeTlv(0x5a, new Uint8Array(200))).slice(0, 6)).toBe('5A81C8');
  expect(() => encodeTlv(0x5a, new Uint8Array(300))).toThrow(AppError);
});
