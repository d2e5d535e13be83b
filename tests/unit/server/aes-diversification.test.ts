import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diversifyAes } from '../../../src-server/vault/aes-diversification.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const upperHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const INPUT = hex('04782E21801D803042F54E585020416275');
const MASTER = hex('00112233445566778899AABBCCDDEEFF0102030405060708090A0B0C0D0E0F00');

function opensslCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const args = ['mac', '-cipher', `AES-${key.length * 8}-CBC`, '-macopt', `hexkey:${upperHex(key)}`, 'CMAC'];
  return hex(execFileSync('openssl', args, { input: message }).toString('ascii').trim());
}

describe('AES keys by AN10922', () => {
  it.each([
    ['AES-128', 16, 'A8DD63A3B89D54B37CA802473FDA9175'],
    ['AES-192', 24, 'CE39C8E1CD82D9A7BEDBE9D74AF59B23176755EE7586E12C'],
    ['AES-256', 32, '4FC6EEC820B4C54314990B8611662DB695E7880982C0001E6067488346100AED'],
  ])('of %s is the published one', (_, length, expected) => {
    expect(upperHex(diversifyAes(MASTER.subarray(0, length), INPUT))).toBe(expected);
  });

  it('is the published one of AN10957, whose input is shorter than a block: two blocks are filled all the same', () => {
    expect(upperHex(diversifyAes(hex('F3F9377698707B688EAF84ABE39E3791'), hex('04DEADBEEFFEED')))).toBe('0BB408BAFF98B6EE9F2E1585777F6A51');
  });

  it('is CMAC as the openssl command computes it, for every input of more than a block', () => {
    for (let length = 16; length <= 31; length++) {
      const input = randomBytes(length);
      const of = (key: Uint8Array, constant: number): Buffer => opensslCmac(key, Buffer.concat([Uint8Array.of(constant), input]));
      const [small, large] = [randomBytes(16), randomBytes(32)];
      const seen = `${upperHex(large)} ${upperHex(input)}`;
      expect(upperHex(diversifyAes(small, input)), seen).toBe(upperHex(of(small, 0x01)));
      expect(upperHex(diversifyAes(large, input)), seen).toBe(upperHex(Buffer.concat([of(large, 0x41), of(large, 0x42)])));
    }
  });

  it('refuses what it is not specified for', () => {
    for (const length of [0, 32]) expect(() => diversifyAes(randomBytes(16), randomBytes(length))).toThrow(RangeError);
    for (const length of [0, 8, 17, 33]) expect(() => diversifyAes(randomBytes(length), randomBytes(8))).toThrow(RangeError);
  });
});
