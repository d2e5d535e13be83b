import { Buffer } from 'node:buffer';
import { createCipheriv } from 'node:crypto';
import type { IasEccState } from '../../../src-simulator/ias-ecc/ias-ecc-state.ts';
import { personaliseCard } from '../../../src-simulator/personalise-card.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';

export const SERIAL = '802500017A3C41F6';
export const PIN_BLOCK = '34383231FFFFFFFF';
export const WRONG_BLOCK = '39393939FFFFFFFF';
export const NEW_BLOCK = '32343638FFFFFFFF';
export const PUK_BLOCK = '3735333139303234';
export const WRONG_PUK = '3030303030303030';
export const ADMIN = { enc: '00112233445566778899aabbccddeeff', mac: 'ffeeddccbbaa99887766554433221100' } as const;
export const APPLICATION_AID = 'E828BD080FD25047656E65726963';

export const VERIFY = (block: string): string => `0020000108${block}`;
export const VERIFY_PUK = (block: string): string => `0020000208${block}`;
export const STATUS = '0020000100';
export const RESET_TO = (block: string): string => `002C020108${block}`;
export const MSE_ADMIN = '002281A40680011C830103';
export const CHALLENGE = '0084000008';

export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();

let made: Promise<IasEccState> | undefined;

/** One personalised card for a whole test file: making its keys is the slow part, and a state is immutable. */
export async function cardState(): Promise<IasEccState> {
  made ??= personaliseCard({
    serial: SERIAL,
    holder: { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' },
    label: 'Carte de test',
    pin: bytes(PIN_BLOCK).subarray(0, 4),
    pinBlocked: false,
    puk: bytes(PUK_BLOCK),
    admin: { enc: bytes(ADMIN.enc), mac: bytes(ADMIN.mac) },
    keyVersion: 7,
    now: new Date('2026-11-22T10:00:00.500Z'),
  });
  return made;
}

export async function freshCard(change: Partial<IasEccState> = {}): Promise<VirtualCard> {
  return new VirtualCard({ ...(await cardState()), ...change });
}

export async function blockedCard(): Promise<VirtualCard> {
  const state = await cardState();
  return new VirtualCard({ ...state, userPin: { ...state.userPin, left: 0 } });
}

/** Sends one command, hexadecimal both ways. */
export function send(card: VirtualCard, command: string): string {
  return hex(card.transmit(bytes(command.replaceAll(' ', ''))));
}

/** What the issuer answers to a challenge, by other means than the card's: every DES step as EDE with three equal keys. */
export function cryptogram(challenge: string, serial: string = SERIAL, keys: { enc: string; mac: string } = ADMIN): string {
  const des = (key: string, block: Buffer): Buffer => ecb(key.repeat(3), block);
  const encrypted = cbc(keys.enc, bytes(challenge + serial));
  const [left, right] = [keys.mac.slice(0, 16), keys.mac.slice(16)];
  let chain: Buffer = Buffer.alloc(8);
  const padded = Buffer.concat([encrypted, bytes('8000000000000000')]);
  for (let offset = 0; offset < padded.length; offset += 8) {
    const block = xor(chain, padded.subarray(offset, offset + 8));
    chain = offset + 8 < padded.length ? des(left, block) : ecb(`${left}${right}${left}`, block);
  }
  return hex(Buffer.concat([encrypted, chain]));
}

function cbc(key: string, data: Uint8Array): Buffer {
  let chain: Buffer = Buffer.alloc(8);
  const blocks: Buffer[] = [];
  for (let offset = 0; offset < data.length; offset += 8) {
    chain = ecb(key + key.slice(0, 16), xor(chain, data.subarray(offset, offset + 8)));
    blocks.push(chain);
  }
  return Buffer.concat(blocks);
}

function ecb(key: string, block: Uint8Array): Buffer {
  const cipher = createCipheriv('des-ede3', bytes(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/** MSE SET, GET CHALLENGE and a right EXTERNAL AUTHENTICATE. @returns the status word of the last. */
export function authenticateAdmin(card: VirtualCard): string {
  send(card, MSE_ADMIN);
  const challenge = send(card, CHALLENGE).slice(0, 16);
  return send(card, `0082000018${cryptogram(challenge)}`);
}
