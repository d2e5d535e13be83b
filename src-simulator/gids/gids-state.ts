import { z } from 'zod';
import { base64, referenceDataSchema, stateHeader } from '../card/state-parts.ts';

const identifier = z.string().regex(/^[0-9A-F]{4}$/u);
/** Access condition: 00 always, 10 user, 20 administrator, 30 either, FF never. */
const condition = z.int().min(0).max(255);

/** A file of data objects. */
const fileSchema = z.strictObject({ id: identifier, read: condition, write: condition });

const objectSchema = z.strictObject({ file: identifier, tag: identifier, content: base64 });

const keySchema = z.strictObject({
  /** 81 for container 0, 82 for container 1 … */
  reference: z.int().min(0x81).max(0xfe),
  usage: z.enum(['authentication', 'signature']),
  /** PKCS#8, DER. */
  privateKey: base64,
});

export const gidsStateSchema = z.strictObject({
  ...stateHeader,
  kind: z.literal('gids'),
  /** False: a blank card, which lets everything be written until its application is activated. */
  activated: z.boolean(),
  /** The card identifier of `cardid` as personalised, 32 upper-case hex digits; a blank card's is all zeros. */
  serial: z.string().regex(/^[0-9A-F]{32}$/u),
  userPin: referenceDataSchema,
  /** Bytes of the PIN: CHANGE REFERENCE DATA brings old and new one without a mark between them. */
  pinLength: z.int().min(4).max(16),
  admin: z.strictObject({
    version: z.int().min(0).max(255),
    /** Three-key triple DES, 24 bytes. */
    key: base64,
    /** Wrong responses so far. The card has no limit and does not tell it: for tests to judge by. */
    refusals: z.int().min(0),
  }),
  files: z.array(fileSchema),
  objects: z.array(objectSchema),
  keys: z.array(keySchema),
  /** Certificate of the rehearsal authority (DER); empty on a blank card. Not readable from the card. */
  issuer: base64,
});

export type GidsState = z.infer<typeof gidsStateSchema>;
