import { z } from 'zod';

/** Parts that the memories of all cards are made of. Plain JSON; binary values are base64. */
export const base64 = z.base64();

export const counter = { max: z.int().min(1).max(15), left: z.int().min(0).max(15) };

/** A PIN or a PUK: only its salted scrypt digest is kept. */
export const referenceDataSchema = z.strictObject({
  salt: base64,
  digest: base64,
  /** scrypt cost N (r = 8, p = 1): small, so that a command stays quick. */
  cost: z.int(),
  ...counter,
});

export type ReferenceDataState = z.infer<typeof referenceDataSchema>;

/** What every state file begins with. */
export const stateHeader = { format: z.literal('clavis-virtual-card'), version: z.literal(1) };
