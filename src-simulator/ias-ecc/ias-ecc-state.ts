import { z } from 'zod';
import { base64, counter, referenceDataSchema, stateHeader } from '../card/state-parts.ts';

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

export const iasEccStateSchema = z.strictObject({
  ...stateHeader,
  kind: z.literal('ias-ecc'),
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

export type IasEccState = z.infer<typeof iasEccStateSchema>;
export type CardFileState = IasEccState['files'][number];
export type CardKeyState = IasEccState['keys'][number];
