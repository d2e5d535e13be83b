import { Buffer } from 'node:buffer';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Pkcs11SignOutcome, Pkcs11SignRequest } from '../ports/pkcs11.ts';
import {
  asModuleFailure,
  CKF_LOGIN_REQUIRED,
  CKF_SERIAL_SESSION,
  CKF_USER_PIN_LOCKED,
  CKM,
  CKO_CERTIFICATE,
  CKO_PRIVATE_KEY,
  CKO_PUBLIC_KEY,
  ckrOf,
  CKU_USER,
  findObjects,
  textOf,
  type Cryptoki,
} from './cryptoki.ts';

/** Longest signature taken: RSA of 8192 bits. */
const SIGNATURE_MAX = 1024;

/**
 * Signs in an initialised module, after one C_Login at most: a login is a try of the PIN. A key that wants a second login for each
 * signature (CKA_ALWAYS_AUTHENTICATE) is therefore refused by its module, with the name of its CKR.
 * @throws AppError keyNotFound before anything was spent, pinCharacters; Error with a CKR
 */
export function signWithModule(cryptoki: Cryptoki, request: Omit<Pkcs11SignRequest, 'moduleId'>): Pkcs11SignOutcome {
  const id = Buffer.from(request.keyIdHex, 'hex');
  const slot = findSlot(cryptoki, request.tokenSerial, id);
  const { flags } = cryptoki.C_GetTokenInfo(slot);
  if ((flags & CKF_USER_PIN_LOCKED) !== 0) return { kind: 'blocked' };
  const session = cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION);
  try {
    const needsLogin = (flags & CKF_LOGIN_REQUIRED) !== 0;
    const refused = needsLogin ? login(cryptoki, session, request.pin) : null;
    if (refused !== null) return refused;
    try {
      const [key] = findObjects(cryptoki, session, CKO_PRIVATE_KEY, id);
      if (key === undefined) throw new AppError('keyNotFound');
      cryptoki.C_SignInit(session, { mechanism: CKM[request.mechanism] }, key);
      const signature = Buffer.alloc(SIGNATURE_MAX);
      const length = cryptoki.C_Sign(session, Buffer.from(request.data), signature);
      return { kind: 'ok', signature: Uint8Array.from(signature.subarray(0, length)) };
    } finally {
      if (needsLogin) cryptoki.C_Logout(session);
    }
  } finally {
    cryptoki.C_CloseSession(session);
  }
}

/** One C_Login. Null when the PIN was right. */
function login(cryptoki: Cryptoki, session: Buffer, pin: Uint8Array): Pkcs11SignOutcome | null {
  let text: string;
  try {
    // The native part takes a string, which nobody can overwrite: the process ends with this request (ADR 10).
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pin);
  } catch {
    throw new AppError('pinCharacters');
  } finally {
    pin.fill(0);
  }
  try {
    cryptoki.C_Login(session, CKU_USER, text);
    return null;
  } catch (thrown) {
    const ckr = ckrOf(thrown);
    if (ckr === 'CKR_PIN_INCORRECT') return { kind: 'wrongPin' };
    if (ckr === 'CKR_PIN_LOCKED') return { kind: 'blocked' };
    throw thrown;
  }
}

/**
 * The slot to log in to. A module may show one token in several slots, one for each of its PINs: the one that shows anything with
 * the key's id is meant; where none does, a single slot of the token is.
 */
function findSlot(cryptoki: Cryptoki, serial: string, id: Buffer): Buffer {
  const slots = cryptoki.C_GetSlotList(true).filter((slot) => serialOf(cryptoki, slot) === serial);
  const showing = slots.filter((slot) => shows(cryptoki, slot, id));
  const [slot, ...others] = showing.length > 0 ? showing : slots;
  if (slot === undefined || (showing.length === 0 && others.length > 0)) throw new AppError('keyNotFound');
  return slot;
}

function serialOf(cryptoki: Cryptoki, slot: Buffer): string | null {
  try {
    return textOf(cryptoki.C_GetTokenInfo(slot).serialNumber);
  } catch (thrown) {
    if (ckrOf(thrown) === null) throw thrown;
    return null;
  }
}

function shows(cryptoki: Cryptoki, slot: Buffer, id: Buffer): boolean {
  return asModuleFailure(() => {
    const session = cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION);
    try {
      return [CKO_PRIVATE_KEY, CKO_PUBLIC_KEY, CKO_CERTIFICATE].some((kind) => findObjects(cryptoki, session, kind, id).length > 0);
    } finally {
      cryptoki.C_CloseSession(session);
    }
  });
}
