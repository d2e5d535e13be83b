import { describe, expect, it } from 'vitest';
import { externalAuthenticationCryptogram, retailMac } from '../../../src-simulator/ias-ecc/cryptogram.ts';
import { ADMIN, bytes, cryptogram, hex, SERIAL } from './card-fixture.ts';
import { opensslCryptogram, opensslRetailMac } from './openssl-cryptogram.ts';

const CHALLENGE = '71E333F6AAFBDF24';
const KEYS = { enc: bytes(ADMIN.enc), mac: bytes(ADMIN.mac) };

describe('the cryptogram of EXTERNAL AUTHENTICATE', () => {
  it('is what openssl and a second computation make of it', () => {
    const ours = hex(externalAuthenticationCryptogram(KEYS, bytes(CHALLENGE), bytes(SERIAL)));
    expect(ours).toHaveLength(48);
    expect(ours).toBe(opensslCryptogram(ADMIN, CHALLENGE, SERIAL).toUpperCase());
    expect(ours).toBe(cryptogram(CHALLENGE));
  });

  it('encrypts what OpenSC 0.23.0 encrypted in a captured run, and ends its MAC alike', () => {
    const keys = { enc: bytes('20807892A9DAEE9452D1C5E67E32C1BD'), mac: bytes('561967D17823E7BCF35C3B3A51A5734A') };
    const ours = hex(externalAuthenticationCryptogram(keys, bytes(CHALLENGE), bytes('8025363FB4850B08')));
    expect(ours.slice(0, 32)).toBe('93414A227A1B4367B85A5DA735957943');
    expect(ours.slice(40)).toBe('2232B1EA');
  });

  it.each(['', '00', '0102030405060708', '010203040506070809'])('makes the retail MAC of "%s"', (message) => {
    expect(hex(retailMac(KEYS.mac, bytes(message)))).toBe(opensslRetailMac(ADMIN.mac, message).toUpperCase());
  });
});
