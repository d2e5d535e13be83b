import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { personaliseGidsCard } from '../../../src-simulator/personalise-gids-card.ts';
import type { GidsState } from '../../../src-simulator/gids/gids-state.ts';
import { VirtualGidsCard } from '../../../src-simulator/virtual-gids-card.ts';

export const CARD_ID = '8025000177B3C41F00112233445566AA';
/** ASCII "482175". */
export const PIN = '343832313735';
export const WRONG_PIN = '393939393939';
/** ASCII "7305". */
export const NEW_PIN = '37333035';
export const ADMIN_KEY = '00112233445566778899AABBCCDDEEFF0123456789ABCDEF';
export const OTHER_KEY = 'FF112233445566778899AABBCCDDEEFF0123456789ABCDEF';

export const SELECT = '00A4040009A00000039742544659';
export const STATUS = '00200080';
export const PIN_DO = '00CB3FFF045C027F7100';
export const MSE_ADMIN = '0022C1A403830180';
export const ASK = '00870000047C02810000';
export const RESPOND = (response: string): string => `008700000C7C0A8208${response}00`;
export const VERIFY = (pin: string): string => `00200080${length(pin)}${pin}`;
export const CHANGE = (old: string, fresh: string): string => `00240080${length(old + fresh)}${old}${fresh}`;
export const RESET_TO = (pin: string): string => `002C0280${length(pin)}${pin}`;
export const GET_DO = (file: string, tag: string): string => `00CB${file}045C02${tag}00`;
export const PUT_DO = (file: string, tag: string, content: string): string =>
  `00DB${file}${length(`${tag}00${content}`)}${tag}${length(content)}${content}`;

export const length = (hexDigits: string): string => (hexDigits.length / 2).toString(16).toUpperCase().padStart(2, '0');

let made: Promise<GidsState> | undefined;

/** One personalised card for a whole test file. */
export async function gidsState(): Promise<GidsState> {
  made ??= personaliseGidsCard({
    serial: CARD_ID,
    holder: { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' },
    label: 'Test',
    pin: Uint8Array.from(Buffer.from(PIN, 'hex')),
    pinBlocked: false,
    adminKey: Uint8Array.from(Buffer.from(ADMIN_KEY, 'hex')),
    keyVersion: 3,
    now: new Date('2026-11-22T10:00:00.500Z'),
  });
  return made;
}

/** A card with its application selected. */
export async function selectedCard(change: Partial<GidsState> = {}): Promise<VirtualGidsCard> {
  const card = new VirtualGidsCard({ ...(await gidsState()), ...change });
  send(card, SELECT);
  return card;
}

export async function blockedCard(): Promise<VirtualGidsCard> {
  const { userPin } = await gidsState();
  return selectedCard({ userPin: { ...userPin, left: 0 } });
}

/** Sends one command, hexadecimal both ways; fetches what 61xx announces. */
export function send(card: { transmit(command: Uint8Array): Uint8Array }, command: string): string {
  const once = (one: string): string => Buffer.from(card.transmit(Uint8Array.from(Buffer.from(one, 'hex')))).toString('hex').toUpperCase();
  let answer = once(command);
  while (answer.slice(-4, -2) === '61') answer = answer.slice(0, -4) + once(`00C00000${answer.slice(-2)}`);
  return answer;
}

/** One or more blocks under three keys, each DES step done apart: by other means than the card's CBC cipher. */
export function tripleDes(key: string, blocks: string): string {
  const parts = key.match(/.{16}/gu) ?? [];
  const [k1 = '', k2 = '', k3 = ''] = parts;
  let chain: Buffer = Buffer.alloc(8);
  const out: Buffer[] = [];
  for (const block of blocks.match(/.{16}/gu) ?? []) {
    const input = Buffer.from(Buffer.from(block, 'hex').map((byte, index) => byte ^ (chain[index] ?? 0)));
    chain = single(k3, single(k2, single(k1, input, true), false), true);
    out.push(chain);
  }
  return Buffer.concat(out).toString('hex').toUpperCase();
}

/** DES under one key: E-D-E with three equal keys. */
function single(key: string, block: Buffer, encipher: boolean): Buffer {
  const cipher = (encipher ? createCipheriv : createDecipheriv)('des-ede3', Buffer.from(key.repeat(3), 'hex'), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** Key chosen, challenge fetched, right response sent. @returns the answer to it. */
export function authenticateAdmin(card: VirtualGidsCard, key: string = ADMIN_KEY): string {
  send(card, MSE_ADMIN);
  return send(card, RESPOND(tripleDes(key, send(card, ASK).slice(8, 24))));
}
