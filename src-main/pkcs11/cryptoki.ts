import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import type { PKCS11 } from 'pkcs11js';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** The functions of a module that this program uses, as pkcs11js's native part gives them (PKCS #11 v2.40, section 5). */
export type Cryptoki = Pick<
  PKCS11,
  | 'load'
  | 'C_Initialize'
  | 'C_Finalize'
  | 'C_GetInfo'
  | 'C_GetSlotList'
  | 'C_GetSlotInfo'
  | 'C_GetTokenInfo'
  | 'C_OpenSession'
  | 'C_CloseSession'
  | 'C_Login'
  | 'C_Logout'
  | 'C_FindObjectsInit'
  | 'C_FindObjectsFinal'
  | 'C_SignInit'
> & {
  C_FindObjects(session: Buffer, max: number): readonly Buffer[];
  C_GetAttributeValue(session: Buffer, object: Buffer, template: { readonly type: number }[]): readonly { readonly value?: Buffer }[];
  /** @returns length of the signature, which lies at the start of `signature` */
  C_Sign(session: Buffer, data: Buffer, signature: Buffer): number;
};

/** Constants of pkcs11t.h, those used here. */
export const CKF_SERIAL_SESSION = 0x4;
export const CKF_TOKEN_PRESENT = 0x1;
export const CKF_LOGIN_REQUIRED = 0x4;
export const CKF_USER_PIN_COUNT_LOW = 0x1_0000;
export const CKF_USER_PIN_FINAL_TRY = 0x2_0000;
export const CKF_USER_PIN_LOCKED = 0x4_0000;
export const CKU_USER = 1;
export const CKO_CERTIFICATE = 1;
export const CKO_PUBLIC_KEY = 2;
export const CKO_PRIVATE_KEY = 3;
export const CKA_CLASS = 0x0;
export const CKA_LABEL = 0x3;
export const CKA_VALUE = 0x11;
export const CKA_KEY_TYPE = 0x100;
export const CKA_ID = 0x102;
export const CKK_RSA = 0;
export const CKK_EC = 3;
export const CKM = { 'RSA-PKCS': 0x1, 'SHA256-RSA-PKCS': 0x40, ECDSA: 0x1041 } as const;

/**
 * The native part of pkcs11js without its wrapper: the program is bundled into one file and ships the native one beside it.
 * @throws AppError addonMissing
 */
export function loadNative(nativePath: string): { readonly PKCS11: new () => Cryptoki } {
  try {
    return createRequire(import.meta.url)(nativePath) as { readonly PKCS11: new () => Cryptoki };
  } catch (thrown) {
    throw new AppError('addonMissing', {}, thrown);
  }
}

/** "CKR_PIN_INCORRECT" of the native part's "CKR_PIN_INCORRECT:160"; null of anything else. */
export function ckrOf(thrown: unknown): string | null {
  return thrown instanceof Error ? (/^(CKR_[A-Z0-9_]+):\d+/u.exec(thrown.message)?.[1] ?? null) : null;
}

/** Runs calls of a module; what it answers becomes a failure with the name of its CKR. */
export function asModuleFailure<T>(calls: () => T): T {
  try {
    return calls();
  } catch (thrown) {
    const ckr = ckrOf(thrown);
    if (ckr === null) throw thrown;
    throw new AppError('moduleFailed', { ckr });
  }
}

/**
 * Loads a module, works with it and finalizes it: what it keeps of a card (a connection, a transaction) is given back before the
 * answer goes out.
 * @throws AppError moduleUnreadable when the file is no module for this system, moduleFailed
 */
export function withModule<T>(cryptoki: Cryptoki, path: string, loaded: boolean, work: () => T): T {
  if (!loaded) {
    try {
      cryptoki.load(path);
    } catch (thrown) {
      throw new AppError('moduleUnreadable', {}, thrown);
    }
  }
  return asModuleFailure(() => {
    cryptoki.C_Initialize();
    try {
      return work();
    } finally {
      cryptoki.C_Finalize();
    }
  });
}

/** Handles of the objects of a class, and with an id where one is given; at most 256, no card holds as many. */
export function findObjects(cryptoki: Cryptoki, session: Buffer, objectClass: number, id?: Buffer): readonly Buffer[] {
  const template = [{ type: CKA_CLASS, value: objectClass }, ...(id === undefined ? [] : [{ type: CKA_ID, value: id }])];
  cryptoki.C_FindObjectsInit(session, template);
  try {
    return cryptoki.C_FindObjects(session, 256);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

/** One attribute; empty when the object has none, or the module does not tell it. */
export function attribute(cryptoki: Cryptoki, session: Buffer, object: Buffer, type: number): Buffer {
  try {
    return cryptoki.C_GetAttributeValue(session, object, [{ type }])[0]?.value ?? Buffer.alloc(0);
  } catch (thrown) {
    if (ckrOf(thrown) === null) throw thrown;
    return Buffer.alloc(0);
  }
}

/** Text of a padded field (PKCS #11 v2.40, 3.2): printable characters, trimmed, at most `max`. */
export function textOf(value: string, max = 64): string {
  return value
    .replaceAll(/[\p{C}\uFFFD]/gu, '')
    .trim()
    .slice(0, max);
}
