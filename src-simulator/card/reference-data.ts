import { Buffer } from 'node:buffer';
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { ReferenceDataState } from './state-parts.ts';

const COST = 1024;
const DIGEST_LENGTH = 32;

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
