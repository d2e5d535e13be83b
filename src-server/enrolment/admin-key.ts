import type { UnblockProfile } from '../../src-shared/http/unblock.ts';
import { ADMIN_KEY_LENGTH } from '../vault/key-diversification.ts';

export type ReadKey = { readonly ok: true; readonly key: Uint8Array } | { readonly ok: false; readonly reason: string };

/**
 * The admin key as an operator hands it in: hex digits in ASCII, or, where `raw` allows it, the bytes themselves.
 * White space around hex is left out. `content` stays the caller's to overwrite; so is the key.
 */
export function readAdminKey(content: Uint8Array, profile: UnblockProfile, raw: boolean): ReadKey {
  const length = ADMIN_KEY_LENGTH[profile];
  const wanted = `${length * 2} hex digits${raw ? ` or ${length} raw bytes` : ''} for ${profile}`;
  const text = trimAscii(content);
  const digits = text.every((byte) => hexValue(byte) >= 0);
  // Raw bytes that all happen to be hex digits are a key of half the length, written in hex.
  if (raw && content.length === length && !digits) return strong(Uint8Array.from(content), profile);
  if (!digits || text.length !== length * 2) return { ok: false, reason: `must have ${wanted}` };
  return strong(
    Uint8Array.from({ length }, (_, i) => hexValue(text[2 * i] ?? 0) * 16 + hexValue(text[2 * i + 1] ?? 0)),
    profile,
  );
}

/** NIST SP 800-67, 3.3.2: neighbours that are equal cancel out, and single DES is left. Parity bits do not count. */
function strong(key: Uint8Array, profile: UnblockProfile): ReadKey {
  const part = (index: number): string => Buffer.from(key.subarray(index * 8, index * 8 + 8).map((byte) => byte & 0xfe)).toString('latin1');
  const pairs = profile === 'gids' ? [[0, 1], [1, 2]] : [[0, 1], [2, 3]];
  if (pairs.every(([a = 0, b = 0]) => part(a) !== part(b))) return { ok: true, key };
  key.fill(0);
  return { ok: false, reason: 'is no better than single DES (two of its parts are equal); write a real key on the token first' };
}

function trimAscii(bytes: Uint8Array): Uint8Array {
  const space = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  let [from, to] = [0, bytes.length];
  while (from < to && space(bytes[from])) from++;
  while (to > from && space(bytes[to - 1])) to--;
  return bytes.subarray(from, to);
}

/** -1 for what is no hex digit. */
function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
