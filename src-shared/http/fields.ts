import { z } from 'zod';
import { SERIAL_PATTERN } from '../domain/serial.ts';

/** Fields that several routes share. Bytes travel as upper-case hex, times as milliseconds since the epoch by the authority's clock. */
export const serial = z.string().regex(SERIAL_PATTERN);
export const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9A-F]{${bytes * 2}}$`, 'u'));
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
export const time = z.number().int().nonnegative();
export const language = z.enum(['fr', 'en']);
export const id = z.uuid();

/** Text as a person types it: no lone surrogate, no NUL. */
export const wellFormed = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'));

/** One line that a person reads: trimmed, not empty, no control or direction-changing characters. */
export const line = (max: number) =>
  wellFormed(max)
    .refine((value) => value === value.trim() && value.length > 0)
    .refine((value) => !/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(value));

/** Several lines that a person reads; may be empty. */
export const paragraph = (max: number) => wellFormed(max).refine((value) => !/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u.test(value));

/** A mail address as SMTP carries it to us: ASCII but for the local part, 254 characters at most (RFC 5321 4.5.3). */
export const email = z
  .string()
  .max(254)
  .regex(/^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/u);

/** A password as typed: nothing is trimmed or folded (ASVS 6.2.8). Whether it is good enough is the policy's to say. */
export const password = wellFormed(256).min(1);

/** A random token of 256 bits, base64url. */
export const opaqueToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);

/** Base64 of a DER structure, standard alphabet. @param max bytes. */
export const der = (max: number) =>
  z
    .string()
    .max(Math.ceil(max / 3) * 4)
    .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u)
    .min(4);

/** A page of a list: where the next one begins, or null at the end. The cursor is opaque to whoever asks. */
export const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/u).nullable();
export const pageOf = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item), next: cursor });
