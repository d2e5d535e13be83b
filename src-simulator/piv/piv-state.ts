import { z } from 'zod';
import { base64, referenceDataSchema, stateHeader } from '../card/state-parts.ts';

/** SP 800-73-4 part 1, table 4b: authentication, signature, key management, card authentication. */
export const PIV_SLOTS = ['9A', '9C', '9D', '9E'] as const;
export type PivSlot = (typeof PIV_SLOTS)[number];

const keySchema = z.strictObject({
  slot: z.enum(PIV_SLOTS),
  /** PKCS#8, DER. */
  privateKey: base64,
});

/** A data object: `tag` as its bytes in hex (5FC102), `content` the value inside of 53. */
const objectSchema = z.strictObject({ tag: z.string().regex(/^(?:[0-9A-F]{2}){1,3}$/u), content: base64 });

export const pivStateSchema = z.strictObject({
  ...stateHeader,
  kind: z.literal('piv'),
  /** Card UUID of the CHUID, 32 upper-case hex digits. */
  guid: z.string().regex(/^[0-9A-F]{32}$/u),
  /** Application label, told by SELECT. */
  label: z.string(),
  userPin: referenceDataSchema,
  puk: referenceDataSchema,
  admin: z.strictObject({
    /** SP 800-78-4, table 6-2: 03 three-key triple DES, 08 AES-128, 0A AES-192, 0C AES-256. */
    algorithm: z.literal([0x03, 0x08, 0x0a, 0x0c]),
    key: base64,
    /** Wrong responses so far. The card has no limit and does not tell it: for tests to judge by. */
    refusals: z.int().min(0),
  }),
  objects: z.array(objectSchema),
  keys: z.array(keySchema),
  /** Certificate of the rehearsal authority (DER). Not readable from the card. */
  issuer: base64,
});

export type PivState = z.infer<typeof pivStateSchema>;
