import { z } from 'zod';
import { isKeepable, KEYRING_TROUBLES } from '../ports/keyring.ts';

/** What main and the keyring's process say to each other. Both check what arrives; one call is under way at a time. */
const name = z.string().regex(/^[\w.:-]{1,128}$/u);
const id = z.number().int().nonnegative();
export const secretSchema = z.string().refine(isKeepable);

const askedSchema = z.discriminatedUnion('kind', [
  /** Keeps, reads and forgets something: what no locked, missing or dead keyring can do. */
  z.strictObject({ kind: z.literal('probe') }),
  z.strictObject({ kind: z.literal('get'), name }),
  z.strictObject({ kind: z.literal('set'), name, secret: secretSchema }),
  z.strictObject({ kind: z.literal('delete'), name }),
]);
export type KeyringCall = z.infer<typeof askedSchema>;

export const toKeyringSchema = z.strictObject({ id, nativePath: z.string().min(1).max(4096), call: askedSchema });
export type ToKeyring = z.infer<typeof toKeyringSchema>;

export const fromKeyringSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), id, value: z.union([z.string(), z.boolean(), z.null()]) }),
  z.strictObject({ kind: z.literal('failed'), id, trouble: z.enum(KEYRING_TROUBLES) }),
]);
export type FromKeyring = z.infer<typeof fromKeyringSchema>;

export const isKeyringName = (value: string): boolean => name.safeParse(value).success;
