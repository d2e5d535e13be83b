import { z } from 'zod';

/**
 * Everything the card remembers without power: the non-volatile memory of a real one. Plain JSON; binary values are base64.
 * PIN and PUK are there only as salted scrypt digests. Admin keys and private keys are there in clear, because this *is* the card.
 */
const base64 = z.base64();
const counter = { max: z.int().min(1).max(15), left: z.int().min(0).max(15) };

const referenceDataSchema = z.strictObject({
  salt: base64,
  digest: base64,
  /** scrypt cost N (r = 8, p = 1): small, so that a command stays quick. */
  cost: z.int(),
  ...counter,
});

const fileSchema = z.strictObject({
  /** File identifier, four hex digits. */
  id: z.string().regex(/^[0-9A-F]{4}$/u),
  /** `mf` or `app`: the dedicated file it lies in. */
  parent: z.enum(['mf', 'app']),
  /** Short EF identifier, 1 to 30, or null. */
  sfi: z.int().min(1).max(30).nullable(),
  content: base64,
});

const keySchema = z.strictObject({
  /** Reference inside the application, without the local bit 80. */
  reference: z.int().min(1).max(31),
  usage: z.enum(['authentication', 'signature']),
  /** PKCS#8, DER. */
  privateKey: base64,
});

export const cardStateSchema = z.strictObject({
  format: z.literal('clavis-virtual-card'),
  version: z.literal(1),
  /** Last eight bytes of the PAN of EF.SN, 16 upper-case hex digits. */
  serial: z.string().regex(/^[0-9A-F]{16}$/u),
  userPin: referenceDataSchema,
  puk: referenceDataSchema,
  admin: z.strictObject({ version: z.int().min(0).max(255), enc: base64, mac: base64, ...counter }),
  keys: z.array(keySchema),
  files: z.array(fileSchema),
  /** Certificate of the rehearsal authority that issued the card's certificates (DER); not readable from the card. */
  issuer: base64,
});

export type CardState = z.infer<typeof cardStateSchema>;
export type ReferenceDataState = CardState['userPin'];
export type CardFileState = CardState['files'][number];
export type CardKeyState = CardState['keys'][number];
