import { createECDH, ECDH, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isListed } from '../../../../src-server/ca/build-crl.ts';
import { distinguishedName, personName } from '../../../../src-server/ca/distinguished-name.ts';
import { judgePublicKey } from '../../../../src-server/ca/public-key-policy.ts';
import { readCsr } from '../../../../src-server/ca/read-csr.ts';
import { readCertificate } from '../../../../src-server/ca/read-certificate.ts';
import { integerToSerial, newSerialNumber, serialToInteger } from '../../../../src-server/ca/serial-number.ts';
import { PERSON, RehearsalCa } from '../../../support/rehearsal-ca.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12, 0, 0, 789);

describe('serial numbers', () => {
  test('128 random bits, never with a first octet of zero', () => {
    const draws = [Uint8Array.from({ length: 16 }, (_, i) => i), Uint8Array.from({ length: 16 }, (_, i) => 255 - i)];
    expect(newSerialNumber({ bytes: () => draws.shift() ?? new Uint8Array(16) })).toBe('FFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0');
  });

  test('go into a positive DER INTEGER and come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        fc.pre(bytes[0] !== 0);
        const serial = Buffer.from(bytes).toString('hex').toUpperCase();
        const integer = serialToInteger(serial);
        expect(new Uint8Array(integer)[0]).toBeLessThan(0x80);
        expect(integerToSerial(integer)).toBe(serial);
      }),
    );
  });

  test('a negative or empty one is nobody’s', () => {
    expect(integerToSerial(Uint8Array.of(0x80, 1).buffer)).toBeNull();
    expect(integerToSerial(new ArrayBuffer(0))).toBeNull();
    expect(integerToSerial(Uint8Array.of(0).buffer)).toBe('00');
  });
});

describe('names', () => {
  const refused = (field: string): unknown => expect.objectContaining({ code: 'requestInvalid', details: { part: 'name', field } });

  test('as long as X.520 lets them be, and not longer', () => {
    expect(() => distinguishedName({ commonName: '𝒜'.repeat(64) })).not.toThrow();
    expect(() => distinguishedName({ commonName: 'a'.repeat(65) })).toThrow(refused('commonName'));
    expect(() => personName({ ...PERSON, givenName: 'a'.repeat(40), surname: 'b'.repeat(40) })).toThrow(refused('commonName'));
  });

  test.each([
    ['country', 'fr'],
    ['country', 'FRA'],
    ['surname', ''],
    ['surname', 'a\u0000b'],
    ['surname', 'a\nb'],
    ['surname', '\ud800'],
    ['givenName', 'a\u202eb'],
    ['serialNumber', 'é'],
    ['organizationIdentifier', '356000000'],
  ])('%s %j is refused', (attribute, value) => {
    expect(() => distinguishedName({ [attribute]: value })).toThrow(refused(attribute));
  });
});

describe('keys', () => {
  const rsa = (modulusLength: number, publicExponent: number): Uint8Array =>
    generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'der', type: 'spki' });
  const ec = (namedCurve: string): Buffer => generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' });

  test('RSA from 2048 bits on with an odd exponent from 65537 on; P-256 and P-384', () => {
    expect(judgePublicKey(rsa(2048, 65_537))).toMatchObject({ ok: true });
    expect(judgePublicKey(rsa(2040, 65_537))).toMatchObject({ ok: false, fault: 'keySize' });
    expect(judgePublicKey(rsa(2048, 257))).toMatchObject({ ok: false, fault: 'keyExponent' });
    expect(judgePublicKey(ec('P-256'))).toMatchObject({ ok: true });
    expect(judgePublicKey(ec('P-384'))).toMatchObject({ ok: true });
    expect(judgePublicKey(ec('secp256k1'))).toMatchObject({ ok: false, fault: 'keySize' });
    expect(judgePublicKey(generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }))).toMatchObject({ ok: false, fault: 'keyType' });
  });

  test('a compressed point, one beside the curve, and noise are refused', () => {
    const spki = ec('P-256');
    const compressed = Buffer.from(ECDH.convertKey(spki.subarray(-65), 'prime256v1', undefined, undefined, 'compressed') as Buffer);
    const head = Buffer.from(spki.subarray(0, -65));
    head[1] = (head[1] ?? 0) - 32;
    head[head.length - 2] = (head.at(-2) ?? 0) - 32;
    expect(judgePublicKey(Buffer.concat([head, compressed]))).toMatchObject({ ok: false, fault: 'keyForm' });
    const beside = Buffer.from(spki);
    beside[beside.length - 1] = (beside.at(-1) ?? 0) ^ 1;
    expect(judgePublicKey(beside)).toMatchObject({ ok: false, fault: 'keyForm' });
    expect(judgePublicKey(createECDH('prime256v1').generateKeys())).toMatchObject({ ok: false, fault: 'keyForm' });
  });
});

describe('requests', () => {
  test('whatever bytes come, the answer is a refusal and never a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64'))), (csr) => {
        expect(() => readCsr(csr)).toThrow(expect.objectContaining({ code: 'csrInvalid' }));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a CRL names a revoked certificate', () => {
  const notAfter = 10 * DAY;

  test('to its end, and once more after it', () => {
    expect(isListed({ notAfter }, 9 * DAY, 8 * DAY, DAY)).toBe(true);
    expect(isListed({ notAfter }, 10 * DAY + 1, 9 * DAY, DAY)).toBe(true);
    expect(isListed({ notAfter }, 11 * DAY + 1, 10 * DAY + 1, DAY)).toBe(false);
  });

  test('also when no CRL was made for a month', () => {
    expect(isListed({ notAfter }, 40 * DAY, 9 * DAY, DAY)).toBe(true);
    expect(isListed({ notAfter }, 41 * DAY, 40 * DAY, DAY)).toBe(false);
  });

  test('and is not dropped by CRLs that follow each other at once', () => {
    expect(isListed({ notAfter }, 10 * DAY + 2, 10 * DAY + 1, DAY)).toBe(true);
  });
});

describe('validity', () => {
  test('begins at a whole second, never before its issuer, and ends within it', async () => {
    const ca = await RehearsalCa.make(NOW);
    expect(ca.root.notBefore).toBe(NOW - 789);
    const early = readCertificate(await ca.issue('software', { now: NOW - DAY }));
    expect(early.notBefore).toBe(ca.issuing.notBefore);
    const late = readCertificate(await ca.issue('software', { now: ca.issuing.notAfter - 10 * DAY }));
    expect(late.notAfter).toBe(ca.issuing.notAfter);
    await expect(ca.issue('software', { now: ca.issuing.notAfter - DAY / 2 })).rejects.toThrow(expect.objectContaining({ code: 'authorityExpired' }));
  });

  test('goes by the calendar, less a second', async () => {
    const ca = await RehearsalCa.make(Date.UTC(2027, 11, 31, 8));
    const end = (at: number): number => at - 1000;
    expect(readCertificate(await ca.issue('qscd-dual')).notAfter).toBe(end(Date.UTC(2030, 11, 31, 8)));
    expect(readCertificate(await ca.issue('qscd-dual', { now: Date.UTC(2028, 1, 29, 8) })).notAfter).toBe(end(Date.UTC(2031, 1, 28, 8)));
  });
});
