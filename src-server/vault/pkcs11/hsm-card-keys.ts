import { Buffer } from 'node:buffer';
import pkcs11js from 'pkcs11js';
import type { UnblockProfile } from '../../../src-shared/http/unblock.ts';
import { cmacBlocks } from '../cmac.ts';
import { adminKeyParts, cardKeyContext, type DiversifiedKey } from '../key-diversification.ts';
import { xorBlocks } from '../triple-des.ts';
import type { AdminKeySet, CardKey } from '../vault.ts';
import { deriveTripleDes, gcmDecrypt, gcmEncrypt, passingKey, tripleDes } from './hsm-ciphers.ts';
import { HsmFailure } from './hsm-failure.ts';
import { masterKey, secretKey, template } from './hsm-keys.ts';
import type { Hsm } from './hsm-token.ts';

/** Handles of the keys of one card, for the time of one deed. */
export type CardHandles =
  | { readonly profile: 'gids'; readonly key: Buffer }
  /** `macHead`: K1 || K1 of the MAC key, which is single DES for the retail MAC's first blocks. */
  | { readonly profile: 'ias-ecc'; readonly enc: Buffer; readonly mac: Buffer; readonly macHead: Buffer };

/** AES key wrap (RFC 3394) adds one block of 8 bytes. */
const WRAPPED: Readonly<Record<UnblockProfile, readonly number[]>> = { gids: [32], 'ias-ecc': [24, 24, 24] };

/** The card's keys inside the module for as long as `use` takes. @throws HsmFailure keyMissing, cardKeyInvalid */
export function withCardKeys<T>(hsm: Hsm, card: CardKey, use: (handles: CardHandles) => T): T {
  const made: Buffer[] = [];
  const keep = (handle: Buffer): Buffer => {
    made.push(handle);
    return handle;
  };
  try {
    const { origin } = card;
    const [first, second, third] = origin.source === 'master' ? derive(hsm, card, origin.version, keep) : unwrap(hsm, card, origin, keep);
    if (first === undefined) throw new HsmFailure('keyMissing');
    if (card.profile === 'gids') return use({ profile: 'gids', key: first });
    if (second === undefined || third === undefined) throw new HsmFailure('keyMissing');
    return use({ profile: 'ias-ecc', enc: first, mac: second, macHead: third });
  } finally {
    for (const handle of made) hsm.cryptoki.C_DestroyObject(hsm.session, handle);
  }
}

/**
 * Takes in the key of one card: wrapped by a key of the token, and bound to its card by AES-GCM over it. The wrapping keeps the bytes in
 * the module; the GCM has what only it authenticates, and a random IV, so that cards with one key do not show it.
 * @param key 24 bytes (GIDS) or ENC || MAC, 32 (IAS-ECC).
 */
export function sealCardKey(hsm: Hsm, profile: UnblockProfile, context: string, key: Uint8Array): Uint8Array {
  const parts = profile === 'gids' ? [key] : [key.subarray(0, 16), key.subarray(16), Buffer.concat([key.subarray(16, 24), key.subarray(16, 24)])];
  const wrapped = Buffer.concat(parts.map((part) => wrap(hsm, Buffer.from(part))));
  return gcmEncrypt(hsm, secretKey(hsm, 'seal'), ofCard(context), wrapped);
}

/** The bytes of a card's key, to be written on it. The one deed in which they leave the module: a card cannot be made without. */
export function personalisationKeys(hsm: Hsm, profile: UnblockProfile, serial: string, version: number): AdminKeySet {
  const master = masterKey(hsm, version);
  const [first = new Uint8Array(), second = new Uint8Array()] = adminKeyParts(profile, serial, version).map((part) =>
    Uint8Array.from(tripleDes(hsm, 'ecb', master, Buffer.concat(lastBlocks(hsm, master, version, part)))),
  );
  return profile === 'gids' ? { profile, adminKey: first } : { profile, adminKeys: { enc: first, mac: second } };
}

function derive(hsm: Hsm, { serial, profile }: CardKey, version: number, keep: (handle: Buffer) => Buffer): readonly Buffer[] {
  const master = masterKey(hsm, version);
  return adminKeyParts(profile, serial, version).flatMap((part, at) => {
    const blocks = lastBlocks(hsm, master, version, part);
    const handles = [keep(deriveTripleDes(hsm, master, Buffer.concat(blocks)))];
    const [k1 = Buffer.alloc(0)] = blocks;
    if (profile === 'ias-ecc' && at === 1) handles.push(keep(deriveTripleDes(hsm, master, Buffer.concat([k1, k1]))));
    return handles;
  });
}

/**
 * The blocks that, encrypted, are the halves or thirds of the key: the last step of each CMAC (AN10922), which is left to the module.
 * The steps before it are no key: without the last encryption they tell nothing of it.
 */
function lastBlocks(hsm: Hsm, master: Buffer, version: number, { constants, input }: DiversifiedKey): readonly Buffer[] {
  const zero = hsm.zeroBlocks.get(version) ?? Uint8Array.from(tripleDes(hsm, 'ecb', master, new Uint8Array(8)));
  hsm.zeroBlocks.set(version, zero);
  const messages = constants.map((constant) => cmacBlocks(Uint8Array.of(constant, ...input), 8, zero));
  const length = messages[0]?.length ?? 0;
  let chained: readonly Buffer[] = messages.map(() => Buffer.alloc(8));
  for (let at = 0; at < length - 8; at += 8) {
    const encrypted = tripleDes(hsm, 'ecb', master, Buffer.concat(messages.map((message, i) => xorBlocks(message.subarray(at, at + 8), chained[i] ?? Buffer.alloc(8)))));
    chained = messages.map((_, i) => encrypted.subarray(i * 8, i * 8 + 8));
  }
  return messages.map((message, i) => Buffer.from(xorBlocks(message.subarray(-8), chained[i] ?? Buffer.alloc(8))));
}

function unwrap(hsm: Hsm, { serial, profile }: CardKey, origin: { readonly number: number; readonly sealed: string }, keep: (handle: Buffer) => Buffer): readonly Buffer[] {
  const context = ofCard(cardKeyContext(serial, profile, origin.number));
  const wrapped = gcmDecrypt(hsm, secretKey(hsm, 'seal'), context, Buffer.from(origin.sealed, 'base64'));
  if (wrapped === null) throw new HsmFailure('cardKeyInvalid');
  const lengths = WRAPPED[profile];
  const wrapping = secretKey(hsm, 'cardWrap');
  return lengths.map((length, at) => {
    const part = Buffer.from(wrapped.subarray(at * length, (at + 1) * length));
    return keep(hsm.cryptoki.C_UnwrapKey(hsm.session, { mechanism: pkcs11js.CKM_AES_KEY_WRAP }, wrapping, part, template(passingKey(length - 8))));
  });
}

/** Takes key bytes into the module and has them wrapped there; overwrites them here. */
function wrap(hsm: Hsm, key: Buffer): Buffer {
  const { cryptoki, session } = hsm;
  const attributes = passingKey(key.length).map(({ type, value }) => (type === pkcs11js.CKA_EXTRACTABLE ? { type, value: true } : { type, ...(value === undefined ? {} : { value }) }));
  const handle = cryptoki.C_CreateObject(session, template(attributes, [{ type: pkcs11js.CKA_VALUE, value: key }]));
  try {
    return cryptoki.C_WrapKey(session, { mechanism: pkcs11js.CKM_AES_KEY_WRAP }, secretKey(hsm, 'cardWrap'), handle, Buffer.alloc(key.length + 8));
  } finally {
    key.fill(0);
    cryptoki.C_DestroyObject(session, handle);
  }
}

/** Apart from every other context: the general `open` is asked for no such one. */
const ofCard = (context: string): string => `card key\0${context}`;
