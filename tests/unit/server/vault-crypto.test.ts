import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { adminCryptogram, gidsResponse, iasEccKeys, keyCheckValue, retailMac } from '../../../src-server/vault/admin-cryptogram.ts';
import { cmac } from '../../../src-server/vault/cmac.ts';
import { deriveAdminKey, diversify2Tdea, diversify3Tdea } from '../../../src-server/vault/key-diversification.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const GIDS_SERIAL = '5E4A7C0190B84D3FA2C6117B0D93E85F';
const upperHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const openssl = (args: readonly string[], input: Uint8Array): Buffer => execFileSync('openssl', [...args], { input, stdio: ['pipe', 'pipe', 'ignore'] });

function opensslCmac(key: Uint8Array, message: Uint8Array): string {
  const full = Buffer.concat([key, key.subarray(0, 24 - key.length)]).toString('hex');
  return openssl(['mac', '-cipher', 'DES-EDE3-CBC', '-macopt', `hexkey:${full}`, 'CMAC'], message).toString('ascii').trim();
}

/** ISO 9797-1 algorithm 3 said in the openssl command's words: DES-CBC with K1, then DES-1 with K2 and DES with K1 on the last block. */
function opensslRetailMac(key: Uint8Array, message: Uint8Array): string {
  const padded = Buffer.concat([message, hex('80'), Buffer.alloc((8 - ((message.length + 1) % 8)) % 8)]);
  const k1 = Buffer.from(key.subarray(0, 8)).toString('hex');
  const k2 = Buffer.from(key.subarray(8)).toString('hex');
  const single = (decrypt: boolean, one: string, iv: string, data: Uint8Array): Buffer =>
    openssl(['enc', ...(decrypt ? ['-d'] : []), '-des-ede3-cbc', '-nopad', '-K', one.repeat(3), '-iv', iv], data);
  const chained = single(false, k1, '0'.repeat(16), padded).subarray(-8);
  return single(false, k1, '0'.repeat(16), single(true, k2, '0'.repeat(16), chained)).toString('hex');
}

describe('CMAC with 2-key 3DES', () => {
  // NIST SP 800-38B, examples for two-key TDEA.
  const key = hex('4cf15134a2850dd58a3d10ba80570d38');
  const message = hex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
  it.each([
    [0, 'bd2ebf9a3ba00361'],
    [8, '4ff2ab813c53ce83'],
    [20, '62dd1b471902bd4e'],
    [32, '31b1e431dabc4eb8'],
  ])('of %i bytes is the published one', (length, expected) => {
    expect(Buffer.from(cmac(key, message.subarray(0, length))).toString('hex')).toBe(expected);
  });

  it('is what the openssl command computes, at every length around a block', () => {
    for (let length = 0; length <= 25; length++) {
      const one = randomBytes(16);
      const text = randomBytes(length);
      expect(Buffer.from(cmac(one, text)).toString('hex').toUpperCase(), `${one.toString('hex')} ${text.toString('hex')}`).toBe(opensslCmac(one, text));
    }
  });
});

describe('key diversification', () => {
  it('gives the key published for AN10922 section 2.4, apart from the parity bits DES ignores', () => {
    const key = Buffer.from(diversify2Tdea(hex('00112233445566778899AABBCCDDEEFF'), hex('04782E21801D803042F54E58502041')));
    const published = hex('16f9587d9e8910c96b9649d007107dd6');
    expect(key.map((byte) => byte & 0xfe)).toEqual(published.map((byte) => byte & 0xfe));
  });

  it('gives the 3-key key published for AN10922 section 2.5, apart from the parity bits', () => {
    const key = Buffer.from(diversify3Tdea(hex('00112233445566778899AABBCCDDEEFF0102030405060708'), hex('04782E21801D803042F54E5850')));
    const published = hex('2E0DD03774D3FA9B5705AB0BDA91CA0B55B8E07FCDBF10EC');
    expect(key.map((byte) => byte & 0xfe)).toEqual(published.map((byte) => byte & 0xfe));
  });

  it('is CMAC over 21/22 || purpose || serial || version for IAS-ECC', () => {
    const master = randomBytes(16);
    const keys = iasEccKeys(deriveAdminKey('ias-ecc', master, '802500017A3C41F6', 2));
    for (const [purpose, key] of [['ENC', keys.enc], ['MAC', keys.mac]] as const) {
      const input = Buffer.concat([Buffer.from(purpose), hex('802500017A3C41F6'), hex('02')]);
      const expected = opensslCmac(master, Buffer.concat([hex('21'), input])) + opensslCmac(master, Buffer.concat([hex('22'), input]));
      expect(upperHex(key)).toBe(expected);
    }
  });

  it('is CMAC over 31/32/33 || ADM || serial || version for GIDS, past the block where AN10922 stops', () => {
    const master = randomBytes(16);
    const input = Buffer.concat([Buffer.from('ADM'), hex(GIDS_SERIAL), hex('02')]);
    const expected = ['31', '32', '33'].map((constant) => opensslCmac(master, Buffer.concat([hex(constant), input]))).join('');
    expect(upperHex(deriveAdminKey('gids', master, GIDS_SERIAL, 2))).toBe(expected);
    for (const length of [8, 14, 15, 16, 22, 23, 30, 31]) {
      const text = randomBytes(length);
      const parts = ['31', '32', '33'].map((constant) => opensslCmac(master, Buffer.concat([hex(constant), text])));
      expect(upperHex(diversify3Tdea(master, text)), String(length)).toBe(parts.join(''));
    }
  });

  it('gives every card, purpose and version a key of its own', () => {
    const master = hex('00112233445566778899AABBCCDDEEFF');
    const ias = [['802500017A3C41F6', 1], ['802500017A3C41F6', 2], ['802500017A3C41F7', 1]] as const;
    const keys = ias.flatMap(([serial, version]) => Object.values(iasEccKeys(deriveAdminKey('ias-ecc', master, serial, version))));
    const other = `${GIDS_SERIAL.slice(0, -1)}E`;
    for (const [serial, version] of [[GIDS_SERIAL, 1], [GIDS_SERIAL, 2], [other, 1]] as const) {
      const key = deriveAdminKey('gids', master, serial, version);
      keys.push(key.subarray(0, 8), key.subarray(8, 16), key.subarray(16));
    }
    expect(new Set(keys.map(upperHex)).size).toBe(15);
  });

  it('refuses inputs it was not specified for', () => {
    const master = randomBytes(16);
    for (const serial of ['802500017a3c41f6', '802500017A3C41', GIDS_SERIAL]) expect(() => deriveAdminKey('ias-ecc', master, serial, 1)).toThrow(RangeError);
    for (const serial of [GIDS_SERIAL.toLowerCase(), GIDS_SERIAL.slice(2), '802500017A3C41F6']) expect(() => deriveAdminKey('gids', master, serial, 1)).toThrow(RangeError);
    for (const version of [0, 256, 1.5, Number.NaN]) {
      expect(() => deriveAdminKey('ias-ecc', master, '802500017A3C41F6', version)).toThrow(RangeError);
      expect(() => deriveAdminKey('gids', master, GIDS_SERIAL, version)).toThrow(RangeError);
    }
    for (const length of [7, 16]) expect(() => diversify2Tdea(master, randomBytes(length))).toThrow(RangeError);
    for (const length of [7, 32]) expect(() => diversify3Tdea(master, randomBytes(length))).toThrow(RangeError);
    expect(() => diversify2Tdea(randomBytes(24), randomBytes(8))).toThrow(RangeError);
    expect(() => diversify3Tdea(randomBytes(8), randomBytes(8))).toThrow(RangeError);
  });
});

describe('the GIDS response', () => {
  it('is the challenge under the whole 24-byte key: byte for byte what openssl computes, in ECB', () => {
    for (let round = 0; round < 8; round++) {
      const key = randomBytes(24);
      const challenge = randomBytes(8);
      const expected = openssl(['enc', '-des-ede3-ecb', '-nopad', '-K', key.toString('hex')], challenge);
      expect(upperHex(gidsResponse(key, challenge))).toBe(upperHex(expected));
    }
  });

  it('is the one published for three different keys: NIST SP 800-67 (withdrawn edition), B.1', () => {
    const key = hex('0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123');
    expect(upperHex(gidsResponse(key, Buffer.from('The qufc', 'ascii')))).toBe('A826FD8CE53B855F');
  });

  it('refuses a key or a challenge of another length', () => {
    expect(() => gidsResponse(randomBytes(16), randomBytes(8))).toThrow(RangeError);
    for (const length of [0, 7, 9, 16]) expect(() => gidsResponse(randomBytes(24), randomBytes(length))).toThrow(RangeError);
  });
});

describe('the key check value', () => {
  it('is the start of a zero block encrypted, for each key of the profile', () => {
    const kcv = (key: Uint8Array): string =>
      upperHex(openssl(['enc', '-des-ede3-ecb', '-nopad', '-K', upperHex(Buffer.concat([key, key.subarray(0, 24 - key.length)]))], new Uint8Array(8)).subarray(0, 3));
    const gids = randomBytes(24);
    expect(keyCheckValue('gids', gids)).toBe(kcv(gids));
    const ias = randomBytes(32);
    expect(keyCheckValue('ias-ecc', ias)).toBe(kcv(ias.subarray(0, 16)) + kcv(ias.subarray(16)));
  });

  it('is the published one of GlobalPlatform’s example key', () => {
    // 40 41 … 4F, the test key every GlobalPlatform card leaves the factory with.
    expect(keyCheckValue('ias-ecc', Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => 0x40 + (i % 16))))).toBe('8BAF478BAF47');
  });
});

describe('the admin cryptogram', () => {
  it('is 3DES-CBC of challenge || serial, then the retail MAC of it: byte for byte what openssl computes', () => {
    for (let round = 0; round < 8; round++) {
      const keys = { enc: randomBytes(16), mac: randomBytes(16) };
      const challenge = randomBytes(8);
      const serial = randomBytes(8).toString('hex').toUpperCase();
      const full = Buffer.concat([keys.enc, keys.enc.subarray(0, 8)]).toString('hex');
      const encrypted = openssl(['enc', '-des-ede3-cbc', '-nopad', '-K', full, '-iv', '0'.repeat(16)], Buffer.concat([challenge, hex(serial)]));
      const expected = encrypted.toString('hex') + opensslRetailMac(keys.mac, encrypted);
      expect(Buffer.from(adminCryptogram(keys, challenge, serial)).toString('hex')).toBe(expected);
    }
  });

  it('refuses a challenge or a serial of another length', () => {
    const keys = { enc: randomBytes(16), mac: randomBytes(16) };
    expect(() => adminCryptogram(keys, randomBytes(7), '802500017A3C41F6')).toThrow(RangeError);
    expect(() => adminCryptogram(keys, randomBytes(8), '802500017A3C41')).toThrow(RangeError);
  });

  it('has a MAC that pads whole blocks too', () => {
    const key = randomBytes(16);
    for (const length of [0, 1, 7, 8, 9, 16, 24]) {
      const text = randomBytes(length);
      expect(Buffer.from(retailMac(key, text)).toString('hex')).toBe(opensslRetailMac(key, text));
    }
  });
});
