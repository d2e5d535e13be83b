import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminCryptogram, gidsResponse, iasEccKeys, keyCheckValue } from '../../src-server/vault/admin-cryptogram.ts';
import { deriveAdminKey } from '../../src-server/vault/key-diversification.ts';
import type { CardKey, Vault } from '../../src-server/vault/vault.ts';
import { fileKind, KNOWN_MASTER, pkcs11Kind, type VaultKind } from '../support/vault-kinds.ts';

/**
 * Every promise of the port, over both kinds: the file, and a token of SoftHSM2. What is computed from one master key must be the same
 * bytes; the openssl command is the judge of signatures, CMAC and 3DES.
 */
const IAS = '802500017A3C41F6';
const GIDS = '5E4A7C0190B84D3FA2C6117B0D93E85F';
const CARDS = [
  { serial: IAS, profile: 'ias-ecc', bytes: 32 },
  { serial: GIDS, profile: 'gids', bytes: 24 },
] as const;
const MASTER = Buffer.from(KNOWN_MASTER, 'hex');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const fromMaster = ({ serial, profile }: Pick<CardKey, 'serial' | 'profile'>, version: number): CardKey => ({ serial, profile, origin: { source: 'master', version } });
const respond = (profile: CardKey['profile'], key: Uint8Array, challenge: Uint8Array, serial: string): Uint8Array =>
  profile === 'gids' ? gidsResponse(key, challenge) : adminCryptogram(iasEccKeys(key), challenge, serial);

/** openssl's own verdict on r || s, which it wants as an ASN.1 sequence. */
function opensslVerifies(spki: Uint8Array, hash: 'sha256' | 'sha384', data: Uint8Array, signature: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-openssl-'));
  try {
    const integer = (part: Uint8Array): string => `INTEGER:0x${hexOf(part)}`;
    const half = signature.length / 2;
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('conf'), `asn1=SEQUENCE:s\n[s]\nr=${integer(signature.subarray(0, half))}\ns=${integer(signature.subarray(half))}\n`);
    execFileSync('openssl', ['asn1parse', '-genconf', at('conf'), '-noout', '-out', at('sig')]);
    writeFileSync(at('key'), createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' }));
    writeFileSync(at('data'), data);
    return execFileSync('openssl', ['dgst', `-${hash}`, '-verify', at('key'), '-signature', at('sig'), at('data')], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function opensslCmac(key: Uint8Array, message: Uint8Array): string {
  const full = hexOf(Buffer.concat([key, key.subarray(0, 24 - key.length)]));
  return execFileSync('openssl', ['mac', '-cipher', 'DES-EDE3-CBC', '-macopt', `hexkey:${full}`, 'CMAC'], { input: message, encoding: 'utf8' }).trim();
}

describe.each([
  ['the file', fileKind],
  ['a token of SoftHSM2', pkcs11Kind],
] as const)('the vault in %s', (_, makeKind) => {
  let kind: VaultKind;
  let vault: Vault;
  beforeAll(async () => {
    kind = await makeKind();
    vault = await kind.open();
  });
  afterAll(async () => {
    await vault.close();
    kind.remove();
  });

  describe('signing keys', () => {
    it.each([
      ['root-ca', 'P-384', 'sha384', 96],
      ['issuing-ca', 'P-256', 'sha256', 64],
    ] as const)('%s, %s: is made once, by whoever comes first, and openssl takes its signatures', async (name, curve, hash, length) => {
      expect(await vault.publicKey(name)).toBeNull();
      await expect(vault.sign(name, Buffer.from('x'))).rejects.toMatchObject({ code: 'vaultUnavailable', details: { key: name } });
      const other = await kind.open();
      const made = await Promise.all([vault, other, vault, other].map((one) => one.makeSigningKey(name, curve)));
      expect(new Set(made.map(hexOf)).size).toBe(1);
      const [spki = new Uint8Array()] = made;
      expect(await other.makeSigningKey(name, curve === 'P-256' ? 'P-384' : 'P-256')).toEqual(spki);
      const data = randomBytes(1000);
      for (const one of [vault, other]) {
        const signature = await one.sign(name, data);
        expect(signature).toHaveLength(length);
        expect(opensslVerifies(spki, hash, data, signature)).toBe('Verified OK');
      }
      await other.close();
    });

    it('are those of receipts and audit heads from the start; they are published, no private part with them', async () => {
      const jwks = await vault.publicJwks();
      expect(jwks.keys).toHaveLength(2);
      for (const key of jwks.keys) expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      const signature = await vault.sign('audit-heads', Buffer.from('head'));
      const [, heads] = jwks.keys;
      const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: String(heads?.['x']), y: String(heads?.['y']) }, format: 'jwk' });
      expect(verify('sha256', Buffer.from('head'), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    });

    it('sign receipts as compact JWS under a published key', async () => {
      const claims = { iss: 'https://authority.example', sub: IAS, jti: 'j', iat: 1, act: 'pin-unblocked', entity: 'é', product: 'p', tries_left: 3, tries_max: 3 } as const;
      const receipt = await vault.signReceipt({ ...claims });
      const [published] = (await vault.publicJwks()).keys;
      const { payload, protectedHeader } = await compactVerify(receipt, await importJWK(published ?? {}, 'ES256'));
      expect(protectedHeader).toEqual({ alg: 'ES256', kid: published?.kid, typ: 'JWT' });
      expect(JSON.parse(text(payload))).toEqual(claims);
    });
  });

  describe('MACs and seals', () => {
    it('have a key for each purpose, the same after a restart', async () => {
      const purposes = ['answer-pepper', 'attempt-fingerprint', 'session-token', 'rate-limit', 'email-index', 'password-pepper', 'account-token'] as const;
      const again = await kind.open();
      const macs = await Promise.all(purposes.map((purpose) => vault.mac(purpose, Buffer.from('x'))));
      expect(macs.every((mac) => mac.length === 32)).toBe(true);
      expect(new Set(macs.map(hexOf)).size).toBe(purposes.length);
      expect(await Promise.all(purposes.map((purpose) => again.mac(purpose, Buffer.from('x'))))).toEqual(macs);
      await again.close();
    });

    it('open after a restart, in their context alone', async () => {
      const again = await kind.open();
      for (const plaintext of ['', 'hello', 'é'.repeat(5000)]) {
        const sealed = await vault.seal('outbox/1', Buffer.from(plaintext));
        expect(text(await again.open('outbox/1', sealed))).toBe(plaintext);
        await expect(again.open('outbox/2', sealed)).rejects.not.toMatchObject({ code: 'vaultUnavailable' });
      }
      await again.close();
    });

    it('take a document of 8 MiB, bytes in and bytes out, and no changed byte of it', async () => {
      const document = randomBytes(8 * 1024 * 1024);
      const sealed = await vault.sealBytes('document/1', document);
      expect(sealed.length - document.length).toBeLessThan(200);
      expect(Buffer.compare(await vault.openBytes('document/1', sealed), document)).toBe(0);
      for (const at of [0, 13, 30, 59, 61, 75, 90, 5_000_000, sealed.length - 1]) {
        const changed = Uint8Array.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ 1;
        await expect(vault.openBytes('document/1', changed), String(at)).rejects.toThrow();
      }
      for (const length of [0, 5, 28, 60, 80]) await expect(vault.openBytes('document/1', sealed.slice(0, length))).rejects.toThrow();
    });

    it('look different each time', async () => {
      expect(new Set(await Promise.all([1, 2, 3].map(() => vault.seal('c', Buffer.from('same')))))).toHaveProperty('size', 3);
    });
  });

  describe.each(CARDS)('keys of $profile cards', ({ serial, profile, bytes }) => {
    const card = fromMaster({ serial, profile }, 1);

    it('answer as the card’s own key does, byte for byte', async () => {
      const key = deriveAdminKey(profile, MASTER, serial, 1);
      for (let round = 0; round < 16; round++) {
        const challenge = randomBytes(8);
        expect(hexOf(await vault.computeAdminCryptogram(card, challenge)), hexOf(challenge)).toBe(hexOf(respond(profile, key, challenge, serial)));
      }
      expect(await vault.adminKeyCheckValue(card)).toBe(keyCheckValue(profile, key));
    });

    it('are CMACs of the openssl command, which decrypts what they encrypt', async () => {
      const constants = profile === 'gids' ? ['31', '32', '33'] : ['21', '22'];
      const input = Buffer.concat([Buffer.from(profile === 'gids' ? 'ADM' : 'ENC'), Buffer.from(serial, 'hex'), Buffer.of(1)]);
      const key = constants.map((constant) => opensslCmac(MASTER, Buffer.concat([Buffer.from(constant, 'hex'), input]))).join('');
      const challenge = randomBytes(8);
      const cryptogram = (await vault.computeAdminCryptogram(card, challenge)).slice(0, profile === 'gids' ? 8 : 16);
      const full = profile === 'gids' ? key : key + key.slice(0, 16);
      const clear = execFileSync('openssl', ['enc', '-d', '-des-ede3-cbc', '-nopad', '-K', full, '-iv', '0'.repeat(16)], { input: cryptogram });
      expect(clear.toString('hex').toUpperCase()).toBe(hexOf(challenge).toUpperCase() + (profile === 'gids' ? '' : serial));
    });

    it('come out for a card that is being made, and are those it answers with', async () => {
      const set = await vault.deriveAdminKeysForPersonalisation({ serial, profile, keyVersion: 1 });
      const key = set.profile === 'gids' ? set.adminKey : Buffer.concat([set.adminKeys.enc, set.adminKeys.mac]);
      expect(hexOf(key)).toBe(hexOf(deriveAdminKey(profile, MASTER, serial, 1)));
    });

    it('are taken in for one card: they answer, and open for this card, profile and number alone', async () => {
      const key = randomBytes(bytes);
      const origin = await vault.sealAdminKey({ serial, profile, number: 3, key: Uint8Array.from(key) });
      if (origin.source !== 'imported') throw new Error('it was imported');
      const challenge = randomBytes(8);
      const imported: CardKey = { serial, profile, origin };
      const again = await kind.open();
      for (const one of [vault, again]) expect(hexOf(await one.computeAdminCryptogram(imported, challenge))).toBe(hexOf(respond(profile, key, challenge, serial)));
      await again.close();
      expect(await vault.adminKeyCheckValue(imported)).toBe(keyCheckValue(profile, key));
      const elsewhere: readonly CardKey[] = [
        { ...imported, serial: `${serial.slice(0, -1)}${serial.endsWith('0') ? '1' : '0'}` },
        { ...imported, profile: profile === 'gids' ? 'ias-ecc' : 'gids' },
        { ...imported, origin: { ...origin, number: 4 } },
        { ...imported, origin: { ...origin, sealed: Buffer.from(Buffer.from(origin.sealed, 'base64').map((byte, i) => (i === 40 ? byte ^ 1 : byte))).toString('base64') } },
      ];
      for (const moved of elsewhere) await expect(vault.computeAdminCryptogram(moved, challenge)).rejects.toMatchObject({ code: 'vaultUnavailable' });
      await expect(vault.open(`admin-key/${profile}/${serial}/3`, origin.sealed)).rejects.toThrow();
      expect(Buffer.from(origin.sealed, 'base64').includes(key.subarray(0, 16))).toBe(false);
    });

    it('are told the same or not', async () => {
      const derived = deriveAdminKey(profile, MASTER, serial, 1);
      const seal = async (key: Uint8Array): Promise<CardKey> => ({ serial, profile, origin: await vault.sealAdminKey({ serial, profile, number: 1, key }) });
      expect(await vault.sameAdminKey(card, await seal(Uint8Array.from(derived)))).toBe(true);
      const lastBlock = Uint8Array.from(derived, (byte, i) => (i === derived.length - 1 ? byte ^ 0x10 : byte));
      expect(await vault.sameAdminKey(card, await seal(lastBlock))).toBe(false);
      expect(await vault.sameAdminKey(await seal(randomBytes(bytes)), await seal(randomBytes(bytes)))).toBe(false);
    });

    it('refuse what they are not specified for', async () => {
      const challenge = randomBytes(8);
      for (const version of [0, 256, 1.5]) await expect(vault.computeAdminCryptogram(fromMaster({ serial, profile }, version), challenge)).rejects.toThrow();
      for (const bad of [serial.toLowerCase(), serial.slice(2), `${serial}00`]) await expect(vault.computeAdminCryptogram({ ...card, serial: bad }, challenge)).rejects.toThrow(RangeError);
      for (const length of [0, 7, 9, 16]) await expect(vault.computeAdminCryptogram(card, randomBytes(length))).rejects.toThrow(RangeError);
      for (const length of [bytes - 1, bytes + 1]) await expect(vault.sealAdminKey({ serial, profile, number: 1, key: randomBytes(length) })).rejects.toThrow(RangeError);
    });
  });

  describe('a new version of the admin master key', () => {
    it('becomes the current one, and changes nothing for cards of the one before', async () => {
      const running = await kind.open();
      const before = await running.status();
      expect([before.kind, before.currentKeyVersion, before.missing]).toEqual([kind.kind, 1, []]);
      expect(before.adminMasters).toEqual([{ version: 1, checkValue: 'FB0975' }]);
      const challenge = randomBytes(8);
      const answers = (one: Vault, version: number) => Promise.all(CARDS.map((card) => one.computeAdminCryptogram(fromMaster(card, version), challenge).then(hexOf)));
      const old = await answers(running, 1);
      await expect(running.computeAdminCryptogram(fromMaster(CARDS[0], 2), challenge)).rejects.toMatchObject({ code: 'vaultUnavailable', details: { keyVersion: 2 } });

      expect(await vault.rotateAdminKey()).toBe(2);
      // Seen by the one that was open before, as a running authority is.
      expect(await running.currentKeyVersion()).toBe(2);
      expect(await answers(running, 1)).toEqual(old);
      const fresh = await answers(running, 2);
      expect(fresh).toEqual(await answers(vault, 2));
      expect(fresh.some((answer) => old.includes(answer))).toBe(false);
      const { adminMasters } = await running.status();
      expect(adminMasters.map(({ version }) => version)).toEqual([1, 2]);
      expect(adminMasters[1]?.checkValue).not.toBe('FB0975');
      await running.close();
    });
  });
});
