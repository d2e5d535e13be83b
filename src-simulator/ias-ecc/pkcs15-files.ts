import { Buffer } from 'node:buffer';
import { PUK_REFERENCE, USER_PIN_REFERENCE } from './ias-ecc-core.ts';
import { PIN_BLOCK_LENGTH, PIN_DIGITS } from './pin-block.ts';
import { APPLICATION_AID } from './file-system.ts';
import { bytesOf, concatBytes, encodeTlv } from '../card/tlv.ts';
import type { CardFileState } from './ias-ecc-state.ts';
import { bits, boolean, context, enumerated, implicit, integer, integerBytes, nothing, octets, sequence, utf8 } from '../personalisation/der.ts';

/** One key with its certificate, as the directory files describe it. */
interface Pkcs15Key {
  readonly label: string;
  readonly usage: 'authentication' | 'signature';
  /** Reference inside the application, without the local bit 80; it is also the PKCS#15 identifier (one byte). */
  readonly reference: number;
  /** PKCS#1 RSAPublicKey, DER: what OpenSC expects where a PuKDF path points to. */
  readonly publicKey: Uint8Array;
  readonly certificate: Uint8Array;
}

const USER_PIN_ID = bytesOf(0x01);
const PUK_ID = bytesOf(0x02);
const MODULUS_BITS = 2048;
/** Bit of a reference to an object of the application, not of the MF. */
const LOCAL = 0x80;

const CERTIFICATE_FILE = 0x3400;
const PUBLIC_KEY_FILE = 0x3500;
const AODF = 0x7001;
const PRKDF = 0x7002;
const PUKDF = 0x7004;
const CDF = 0x7005;
const ODF = 0x5031;
const TOKEN_INFO = 0x5032;

const fileId = (id: number): Uint8Array => bytesOf(id >> 8, id & 0xff);
const path = (id: number): Uint8Array => sequence(octets(fileId(id)));

/** Every elementary file of the card: EF.DIR, EF.ATR and EF.SN in the MF, the PKCS#15 directory files in the application. */
export function pkcs15Files(card: {
  readonly serial: Uint8Array;
  readonly label: string;
  readonly manufacturer: string;
  readonly keys: readonly Pkcs15Key[];
}): CardFileState[] {
  const file = (parent: 'mf' | 'app', id: number, sfi: number | null, content: Uint8Array): CardFileState => ({
    id: id.toString(16).toUpperCase().padStart(4, '0'),
    parent,
    sfi,
    content: Buffer.from(content).toString('base64'),
  });
  return [
    file('mf', 0x2f00, 0x1e, directory(card.label)),
    file('mf', 0x2f01, 0x1d, answerToReset()),
    file('mf', 0xd003, 0x1c, serialNumber(card.serial)),
    file('app', ODF, null, objectDirectory()),
    file('app', TOKEN_INFO, null, tokenInfo(card.serial, card.label, card.manufacturer)),
    file('app', AODF, null, authenticationObjects()),
    file('app', PRKDF, null, concatBytes(...card.keys.map(privateKeyEntry))),
    file('app', PUKDF, null, concatBytes(...card.keys.map(publicKeyEntry))),
    file('app', CDF, null, concatBytes(...card.keys.map(certificateEntry))),
    ...card.keys.flatMap((key) => [
      file('app', PUBLIC_KEY_FILE + key.reference, null, key.publicKey),
      file('app', CERTIFICATE_FILE + key.reference, null, key.certificate),
    ]),
  ];
}

/** EF.DIR: one application template (ISO 7816-4, 8.2.1.1) with the AID and the card's label. */
function directory(label: string): Uint8Array {
  return encodeTlv(0x61, encodeTlv(0x4f, Buffer.from(APPLICATION_AID, 'hex')), encodeTlv(0x50, Buffer.from(label, 'utf8')));
}

/**
 * EF.ATR (ISO 7816-4, 8.2.1.2): 43 card service data (SELECT by name, EF.DIR and EF.ATR readable), 46 pre-issuing data (IC maker,
 * IC type, OS version, IAS-ECC version), E0 four buffer sizes (send, send SM, receive, receive SM), 47 capabilities (chaining,
 * SFI, path), 82 status 9000.
 */
function answerToReset(): Uint8Array {
  const size = (bytes: number): Uint8Array => encodeTlv(0x02, bytesOf(bytes >> 8, bytes & 0xff));
  return concatBytes(
    encodeTlv(0x43, bytesOf(0xb8)),
    encodeTlv(0x46, bytesOf(0x40, 0x90, 0x01, 0x01)),
    encodeTlv(0x47, bytesOf(0x94, 0x01, 0x80)),
    encodeTlv(0xe0, size(0x0104), size(0x0104), size(0x0100), size(0x0100)),
    encodeTlv(0x82, bytesOf(0x90, 0x00)),
  );
}

/** EF.SN: the PAN (tag 5A), an issuer prefix of four bytes (industry 9, France 250, issuer 01) and the serial of eight. */
function serialNumber(serial: Uint8Array): Uint8Array {
  return encodeTlv(0x5a, bytesOf(0x92, 0x50, 0x01, 0x00), serial);
}

function objectDirectory(): Uint8Array {
  return concatBytes(context(8, path(AODF)), context(0, path(PRKDF)), context(1, path(PUKDF)), context(4, path(CDF)));
}

/**
 * TokenInfo (PKCS#15 1.1, 6.10): login required, PRN generation, and the algorithms OpenSC looks up before it signs:
 * reference, PKCS#11 mechanism, no parameters, operations (1 signature, 5 decipher), the card's own algorithm reference.
 */
function tokenInfo(serial: Uint8Array, label: string, manufacturer: string): Uint8Array {
  const algorithm = (reference: number, mechanism: number, operation: number, cardReference: number): Uint8Array =>
    sequence(integer(reference), integer(mechanism), nothing(), bits(operation), integer(cardReference));
  const CKM_RSA_PKCS = 0x01;
  return sequence(
    integer(0),
    octets(serial),
    utf8(manufacturer),
    implicit(0, Buffer.from(label, 'utf8')),
    bits(1, 2),
    context(2, algorithm(1, CKM_RSA_PKCS, 1, 0x02), algorithm(2, CKM_RSA_PKCS, 5, 0x1a)),
  );
}

/** AODF: user PIN (unblocked by the PUK: its authId) and PUK. Flags: 3 unblock disabled, 4 initialised, 5 padded, 6 unblocking. */
function authenticationObjects(): Uint8Array {
  const object = (attributes: readonly Uint8Array[], id: Uint8Array, pin: readonly Uint8Array[]): Uint8Array =>
    sequence(sequence(...attributes), sequence(octets(id)), context(1, sequence(...pin)));
  const pin = (flags: readonly number[], digits: number, reference: number): Uint8Array[] => [
    bits(...flags),
    enumerated(1), // ascii-numeric
    integer(digits),
    integer(PIN_BLOCK_LENGTH),
    integer(digits),
    implicit(0, integerBytes(reference)),
    octets(bytesOf(0xff)),
  ];
  const userPin = object([utf8('PIN utilisateur'), bits(1), octets(PUK_ID)], USER_PIN_ID, pin([4, 5], PIN_DIGITS, USER_PIN_REFERENCE));
  const puk = object([utf8('PUK'), bits(1)], PUK_ID, pin([3, 4, 6], PIN_BLOCK_LENGTH, PUK_REFERENCE));
  return concatBytes(userPin, puk);
}

/** Key usage bits of PKCS#15: 1 decrypt, 2 sign, 5 unwrap, 9 non-repudiation; public side 0 encrypt, 4 wrap, 6 verify. */
function privateKeyEntry(key: Pkcs15Key): Uint8Array {
  const usage = key.usage === 'signature' ? bits(2, 9) : bits(1, 2, 5);
  return sequence(
    sequence(utf8(key.label), bits(0), octets(USER_PIN_ID)),
    sequence(octets(bytesOf(key.reference)), usage, boolean(true), bits(0, 2, 3, 4), integer(key.reference | LOCAL)),
    context(1, sequence(path(PUBLIC_KEY_FILE + key.reference), integer(MODULUS_BITS))),
  );
}

function publicKeyEntry(key: Pkcs15Key): Uint8Array {
  const usage = key.usage === 'signature' ? bits(6, 9) : bits(0, 4, 6);
  return sequence(
    sequence(utf8(key.label), bits()),
    // OpenSC reads the public key from the SDO of this reference, not from the path.
    sequence(octets(bytesOf(key.reference)), usage, boolean(true), integer(key.reference | LOCAL)),
    context(1, sequence(path(PUBLIC_KEY_FILE + key.reference), integer(MODULUS_BITS))),
  );
}

function certificateEntry(key: Pkcs15Key): Uint8Array {
  return sequence(
    sequence(utf8(key.label), bits()),
    sequence(octets(bytesOf(key.reference))),
    context(1, sequence(path(CERTIFICATE_FILE + key.reference))),
  );
}
