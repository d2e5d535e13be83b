import { constants, createHash, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { personaliseCard } from '../../../src-simulator/personalise-card.ts';
import type { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { ADMIN, APPLICATION_AID, bytes, cardState, freshCard, PIN_BLOCK, PUK_BLOCK, send, SERIAL, VERIFY } from './card-fixture.ts';

const SHA256_PREFIX = '3031300D060960864801650304020105000420';
const MESSAGE = Buffer.from('Marché 2026-114, lot 3');
const DIGEST_INFO = SHA256_PREFIX + createHash('sha256').update(MESSAGE).digest('hex');

let card: VirtualCard;
beforeEach(async () => {
  card = await freshCard();
  send(card, `00A4040C0E${APPLICATION_AID}`);
});

const certificates = async (): Promise<readonly X509Certificate[]> => certificatesOf(await cardState()).map((der) => new X509Certificate(der));
const chooseKey = (reference: string): string => send(card, `002241A40684018${reference}800102`);

describe('INTERNAL AUTHENTICATE', () => {
  it.each([['1', 0], ['2', 1]] as const)('signs with key %s after the PIN', async (reference, index) => {
    expect(chooseKey(reference)).toBe('9000');
    expect(send(card, `0088000033${DIGEST_INFO}00`)).toBe('6982');
    send(card, VERIFY(PIN_BLOCK));
    const signed = send(card, `0088000033${DIGEST_INFO}00`);
    expect(signed).toHaveLength(512 + 4);
    const certificate = (await certificates())[index];
    expect(certificate && verify('sha256', MESSAGE, certificate.publicKey, bytes(signed.slice(0, -4)))).toBe(true);
  });

  it.each([
    ['no key chosen', () => send(card, `0088000033${DIGEST_INFO}00`), '6985'],
    ['more than 40 % of the modulus', () => send(card, `0088000067${'00'.repeat(103)}00`), '6700'],
    ['no data', () => send(card, '0088000000'), '6700'],
    ['a P2', () => send(card, '008800010100'), '6A86'],
    ['an unknown key', () => chooseKey('3'), '6A88'],
  ])('refuses %s', (_, act, sw) => {
    send(card, VERIFY(PIN_BLOCK));
    expect(act()).toBe(sw);
  });

  it('says 6984 of a key without a value', async () => {
    const { keys } = await cardState();
    card = await freshCard({ keys: keys.map((key) => ({ ...key, privateKey: '' })) });
    send(card, `00A4040C0E${APPLICATION_AID}`);
    send(card, VERIFY(PIN_BLOCK));
    chooseKey('1');
    expect(send(card, `0088000033${DIGEST_INFO}00`)).toBe('6984');
  });
});

describe('decipherment', () => {
  const decipher = (cryptogram: Uint8Array): string => {
    const data = `81${Buffer.from(cryptogram).toString('hex')}`;
    expect(send(card, `102A8086F0${data.slice(0, 480)}`)).toBe('9000');
    return send(card, `002A808611${data.slice(480)}00`);
  };

  it('gives back what was encrypted, through a chain of two commands', async () => {
    const [certificate] = await certificates();
    const secret = Buffer.from('clé de session');
    const cryptogram = certificate && publicEncrypt({ key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING }, secret);
    expect(send(card, '002241B80684018180011A')).toBe('9000');
    send(card, VERIFY(PIN_BLOCK));
    expect(decipher(cryptogram ?? new Uint8Array(256))).toBe(`${secret.toString('hex').toUpperCase()}9000`);
  });

  it.each(['00', '01', 'FF'])('refuses a block of %s', (byte) => {
    send(card, '002241B80684018180011A');
    send(card, VERIFY(PIN_BLOCK));
    expect(decipher(bytes(byte.repeat(256)))).toBe('6A80');
  });
});

describe('personalisation', () => {
  it('makes certificates of the holder, issued by the rehearsal authority, 412 days before their end', async () => {
    const state = await cardState();
    const issuer = new X509Certificate(Buffer.from(state.issuer, 'base64'));
    const made = await certificates();
    expect(made).toHaveLength(2);
    for (const certificate of made) {
      expect(certificate.verify(issuer.publicKey)).toBe(true);
      expect(certificate.checkIssued(issuer)).toBe(true);
      expect(certificate.subject).toBe('C=FR\nO=Atelier Durand\nCN=Camille Durand');
      expect(certificate.ca).toBe(false);
      expect(certificate.validFromDate.toISOString()).toBe('2025-01-08T10:00:00.000Z');
      expect(certificate.validToDate.toISOString()).toBe('2028-01-08T10:00:00.000Z');
    }
    expect(issuer.verify(issuer.publicKey)).toBe(true);
    expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(2);
  });

  it('keeps PIN and PUK nowhere, under different salts', async () => {
    const state = await cardState();
    const text = JSON.stringify(state).toLowerCase();
    for (const block of [PIN_BLOCK, PUK_BLOCK]) {
      for (const form of ['latin1', 'hex', 'base64', 'base64url'] as const) {
        expect(text).not.toContain(Buffer.from(bytes(block)).toString(form).toLowerCase());
      }
    }
    expect(state.userPin.salt).not.toBe(state.puk.salt);
  });

  it.each([
    ['a PIN of three digits', { pin: bytes('313233') }],
    ['a PIN of five digits', { pin: bytes('3132333435') }],
    ['a PIN of letters', { pin: bytes('41424344') }],
    ['a PUK of seven digits', { puk: bytes('31323334353637') }],
    ['a short admin key', { admin: { enc: bytes('00'), mac: bytes(ADMIN.mac) } }],
    ['a serial in lower case', { serial: SERIAL.toLowerCase() }],
    ['a key version of two bytes', { keyVersion: 256 }],
  ])('refuses %s', async (_, change) => {
    const input = {
      serial: SERIAL,
      holder: { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' },
      label: 'Carte',
      pin: bytes('34383231'),
      pinBlocked: false,
      puk: bytes(PUK_BLOCK),
      admin: { enc: bytes(ADMIN.enc), mac: bytes(ADMIN.mac) },
      keyVersion: 1,
      now: new Date('2026-11-22T10:00:00Z'),
    };
    await expect(personaliseCard({ ...input, ...change })).rejects.toThrow();
  });
});
