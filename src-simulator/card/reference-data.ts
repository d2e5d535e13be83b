import { Buffer } from 'node:buffer';
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { ReferenceDataState } from '../card-state.ts';

export const PIN_BLOCK_LENGTH = 8;
export const PIN_DIGITS = 4;
const PAD = 0xff;
const COST = 1024;
const DIGEST_LENGTH = 32;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** The reference data of the user PIN: four ASCII digits, then FF up to eight bytes. */
export function isUserPinBlock(block: Uint8Array): boolean {
  return (
    block.length === PIN_BLOCK_LENGTH &&
    block.subarray(0, PIN_DIGITS).every(isDigit) &&
    block.subarray(PIN_DIGITS).every((byte) => byte === PAD)
  );
}

/** The reference data of the PUK: eight ASCII digits. */
export function isPukBlock(block: Uint8Array): boolean {
  return block.length === PIN_BLOCK_LENGTH && block.every(isDigit);
}

/** "4821" -> 34 38 32 31 FF FF FF FF. */
export function padPin(digits: Uint8Array): Uint8Array {
  const block = new Uint8Array(PIN_BLOCK_LENGTH).fill(PAD);
  block.set(digits.subarray(0, PIN_BLOCK_LENGTH));
  return block;
}

/** Digests a block under a fresh salt; the block itself is kept nowhere. */
export function sealReferenceData(block: Uint8Array, tries: { readonly max: number; readonly left: number }): ReferenceDataState {
  const salt = randomBytes(16);
  const digest = scryptSync(block, salt, DIGEST_LENGTH, { N: COST });
  return { salt: salt.toString('base64'), digest: digest.toString('base64'), cost: COST, ...tries };
}

export function matchesReferenceData(block: Uint8Array, reference: ReferenceDataState): boolean {
  const expected = Buffer.from(reference.digest, 'base64');
  const given = scryptSync(block, Buffer.from(reference.salt, 'base64'), expected.length, { N: reference.cost });
  return timingSafeEqual(given, expected);
}
