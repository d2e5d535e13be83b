import { z } from 'zod';
import { isErrorCode, type ErrorCode } from '../../src-shared/errors/error-table.ts';
import type { Pkcs11Inspection, Pkcs11SignOutcome } from '../ports/pkcs11.ts';

/** What main and the process of a PKCS#11 module say to each other. Both check what arrives; one call is under way at a time. */
const path = z.string().min(1).max(4096);
const text = z.string().max(256);
const hex = z.string().regex(/^(?:[0-9a-f]{2}){0,64}$/u);
const bytes = (min: number, max: number) => z.instanceof(Uint8Array).refine((value) => value.length >= min && value.length <= max);
const id = z.number().int().nonnegative();

const configSchema = z.strictObject({
  /** Native part of pkcs11js. */
  nativePath: path,
  /** Addon of native/, which forbids core dumps of this process; null where there is none. */
  hardenPath: path.nullable(),
});
export type Pkcs11ProcessConfig = z.infer<typeof configSchema>;

const signInput = z.strictObject({
  tokenSerial: text,
  keyIdHex: hex,
  mechanism: z.enum(['RSA-PKCS', 'SHA256-RSA-PKCS', 'ECDSA']),
  data: bytes(1, 64 * 1024),
  pin: bytes(0, 255),
});

/** To the process. `configure` comes first and once; `path` of every call is the same, one process has one module. */
export const toModuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('configure'), config: configSchema }),
  z.strictObject({ kind: z.literal('inspect'), id, path }),
  z.strictObject({ kind: z.literal('sign'), id, path, input: signInput }),
]);
export type ToModule = z.infer<typeof toModuleSchema>;

export const inspectionSchema: z.ZodType<Omit<Pkcs11Inspection, 'moduleId'>> = z.strictObject({
  version: text,
  slots: z
    .array(
      z.strictObject({
        description: text,
        token: z
          .strictObject({
            label: text,
            model: text,
            serial: text,
            pin: z.enum(['unknown', 'countLow', 'finalTry', 'locked']),
            certificates: z.array(z.strictObject({ label: text, idHex: hex, sha256: z.string().regex(/^[0-9a-f]{64}$/u) })).max(64),
            keys: z.array(z.strictObject({ label: text, idHex: hex, type: z.enum(['RSA', 'EC', 'other']) })).max(192),
          })
          .nullable(),
      }),
    )
    .max(16),
});

export const signOutcomeSchema: z.ZodType<Pkcs11SignOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok'), signature: bytes(1, 1024) }),
  z.strictObject({ kind: z.literal('wrongPin') }),
  z.strictObject({ kind: z.literal('blocked') }),
]);

/** From the process. */
export const fromModuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('done'), id, value: z.unknown() }),
  z.strictObject({
    kind: z.literal('failed'),
    id,
    problem: z.strictObject({
      code: z.custom<ErrorCode>(isErrorCode),
      details: z.record(z.string().max(40), z.union([text, z.number(), z.boolean()])),
    }),
  }),
]);
export type FromModule = z.infer<typeof fromModuleSchema>;
