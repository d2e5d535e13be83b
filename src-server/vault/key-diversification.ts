import type { UnblockProfile } from '../../src-shared/http/unblock.ts';
import { cmac } from './cmac.ts';

/** Bytes of a card's admin key: IAS-ECC ENC || MAC, 16 each; GIDS K1 || K2 || K3. */
export const ADMIN_KEY_LENGTH: Readonly<Record<UnblockProfile, number>> = { 'ias-ecc': 32, gids: 24 };

/**
 * A 2-key 3DES key for one purpose of one card: CMAC(K, 21 || M) || CMAC(K, 22 || M), NXP AN10922 section 2.3.
 * AN10922 always fills two blocks; with M of 8 to 15 bytes plain CMAC does exactly that. DES ignores the parity bits.
 * @param master 16 bytes; @param input M, 8 to 15 bytes; returns 16 bytes.
 */
export function diversify2Tdea(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (master.length !== 16) throw new RangeError('AN10922 2TDEA takes a master key of 16 bytes');
  if (input.length < 8 || input.length > 15) throw new RangeError('AN10922 2TDEA takes 8 to 15 bytes here');
  return diversify(master, [0x21, 0x22], input);
}

/**
 * A 3-key 3DES key of one card: CMAC(K, 31 || M) || CMAC(K, 32 || M) || CMAC(K, 33 || M), NXP AN10922 section 2.5.
 * AN10922 stops at M of 15 bytes, because it pads to two blocks. A GIDS serial alone has 16, and cutting it would give two
 * cards one key: a longer M goes on into further blocks of the same CMAC, which SP 800-38B defines for any length.
 * @param master 16 bytes (K1||K2||K1 is meant) or 24; @param input M, 8 to 31 bytes; returns 24 bytes.
 */
export function diversify3Tdea(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (input.length < 8 || input.length > 31) throw new RangeError('AN10922 3TDEA takes 8 to 31 bytes here');
  return diversify(master, [0x31, 0x32, 0x33], input);
}

/** What is under the CMACs whose results, one after the other, are the key. */
export interface DiversifiedKey {
  readonly constants: readonly number[];
  readonly input: Uint8Array;
}

/** The 3DES keys of one card's admin key: ENC and MAC (IAS-ECC), or the one (GIDS). */
export function adminKeyParts(profile: UnblockProfile, serial: string, keyVersion: number): readonly DiversifiedKey[] {
  if (profile === 'gids') return [{ constants: [0x31, 0x32, 0x33], input: diversificationInput('ADM', serial, 16, keyVersion) }];
  return (['ENC', 'MAC'] as const).map((purpose) => ({ constants: [0x21, 0x22], input: diversificationInput(purpose, serial, 8, keyVersion) }));
}

function diversify(master: Uint8Array, constants: readonly number[], input: Uint8Array): Uint8Array {
  return Buffer.concat(constants.map((constant) => cmac(master, Uint8Array.of(constant, ...input))));
}

/** M = purpose (3 bytes) || serial (8 or 16) || key version (1). Purpose first, so that keys of different purposes never meet. */
function diversificationInput(purpose: 'ENC' | 'MAC' | 'ADM', serial: string, serialBytes: number, keyVersion: number): Uint8Array {
  if (!/^[0-9A-F]+$/u.test(serial) || serial.length !== serialBytes * 2) throw new RangeError(`a serial has ${serialBytes * 2} upper-case hex digits`);
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 255) throw new RangeError('a key version is 1 to 255');
  return Buffer.concat([Buffer.from(purpose, 'ascii'), Buffer.from(serial, 'hex'), Uint8Array.of(keyVersion)]);
}

/** The admin key of one card, from the master key of that version. Length by `ADMIN_KEY_LENGTH`. @param master 16 bytes. */
export function deriveAdminKey(profile: UnblockProfile, master: Uint8Array, serial: string, keyVersion: number): Uint8Array {
  const diversified = profile === 'gids' ? diversify3Tdea : diversify2Tdea;
  return Buffer.concat(adminKeyParts(profile, serial, keyVersion).map(({ input }) => diversified(master, input)));
}

/** What a sealed card key is bound to: moved to another card, profile or number, it does not open. */
export function cardKeyContext(serial: string, profile: UnblockProfile, number: number): string {
  return `admin-key/${profile}/${serial}/${number}`;
}
