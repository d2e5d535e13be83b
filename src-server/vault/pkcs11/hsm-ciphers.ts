import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pkcs11js from 'pkcs11js';
import { ckrOf } from './hsm-failure.ts';
import { template, usedFor, type Attributes } from './hsm-keys.ts';
import type { Hsm } from './hsm-token.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** 3DES in the module, whole blocks, no padding. With an IV of zeros, CBC. */
export function tripleDes(hsm: Hsm, mode: 'ecb' | 'cbc', key: Buffer, data: Uint8Array): Buffer {
  const mechanism = mode === 'ecb' ? { mechanism: pkcs11js.CKM_DES3_ECB } : { mechanism: pkcs11js.CKM_DES3_CBC, parameter: Buffer.alloc(8) };
  hsm.cryptoki.C_EncryptInit(hsm.session, mechanism, key);
  return hsm.cryptoki.C_Encrypt(hsm.session, Buffer.from(data), Buffer.alloc(data.length + 8)).subarray(0, data.length);
}

/** HMAC-SHA-256: 32 bytes. */
export function hmac(hsm: Hsm, key: Buffer, data: Uint8Array): Buffer {
  hsm.cryptoki.C_SignInit(hsm.session, { mechanism: pkcs11js.CKM_SHA256_HMAC }, key);
  return hsm.cryptoki.C_Sign(hsm.session, Buffer.from(data), Buffer.alloc(32));
}

/** ECDSA over a digest: r || s. */
export function ecdsa(hsm: Hsm, key: Buffer, digest: Uint8Array): Buffer {
  hsm.cryptoki.C_SignInit(hsm.session, { mechanism: pkcs11js.CKM_ECDSA }, key);
  return hsm.cryptoki.C_Sign(hsm.session, Buffer.from(digest), Buffer.alloc(144));
}

/** AES-256-GCM in the module with a random IV: IV || ciphertext || tag. */
export function gcmEncrypt(hsm: Hsm, key: Buffer, context: string, data: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  hsm.cryptoki.C_EncryptInit(hsm.session, gcm(iv, context), key);
  return Buffer.concat([iv, hsm.cryptoki.C_Encrypt(hsm.session, Buffer.from(data), Buffer.alloc(data.length + TAG_BYTES))]);
}

/** Null when the tag is not right. */
export function gcmDecrypt(hsm: Hsm, key: Buffer, context: string, sealed: Uint8Array): Buffer | null {
  if (sealed.length <= IV_BYTES + TAG_BYTES) return null;
  try {
    return decrypt(hsm, key, context, Buffer.from(sealed));
  } catch (thrown) {
    if (ckrOf(thrown) === null) throw thrown;
    // Modules do not agree on a CKR for a tag that is wrong (SoftHSM: CKR_GENERAL_ERROR). What the key opens now tells whose fault it was.
    decrypt(hsm, key, context, gcmEncrypt(hsm, key, context, randomBytes(16)));
    return null;
  }
}

function decrypt(hsm: Hsm, key: Buffer, context: string, sealed: Buffer): Buffer {
  hsm.cryptoki.C_DecryptInit(hsm.session, gcm(sealed.subarray(0, IV_BYTES), context), key);
  return hsm.cryptoki.C_Decrypt(hsm.session, sealed.subarray(IV_BYTES), Buffer.alloc(sealed.length));
}

const gcm = (iv: Buffer, context: string) => ({
  mechanism: pkcs11js.CKM_AES_GCM,
  parameter: { type: pkcs11js.CK_PARAMS_AES_GCM_v240, iv, ivBits: IV_BYTES * 8, aad: Buffer.from(context, 'utf8'), tagBits: TAG_BYTES * 8 },
});

/** A key for the time of one deed: in this session, never out of the module, for encryption alone. @param bytes 16 or 24. */
export function passingKey(bytes: number): Attributes {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: bytes === 16 ? pkcs11js.CKK_DES2 : pkcs11js.CKK_DES3 },
    { type: pkcs11js.CKA_TOKEN, value: false },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    ...usedFor([pkcs11js.CKA_ENCRYPT]),
  ];
}

/**
 * A 3DES key whose bytes are `data` encrypted with `base` in ECB mode (CKM_DES3_ECB_ENCRYPT_DATA, PKCS #11 v2.40 mechanisms, 2.15): the
 * bytes never leave the module. @param data 16 or 24 bytes.
 */
export function deriveTripleDes(hsm: Hsm, base: Buffer, data: Buffer): Buffer {
  // CK_KEY_DERIVATION_STRING_DATA {pData, ulLen}; Windows packs structures and has a CK_ULONG of 4 bytes.
  const parameter = Buffer.alloc(process.platform === 'win32' ? 12 : 16);
  parameter.writeBigUInt64LE(hsm.addressOf(data), 0);
  parameter.writeUInt32LE(data.length, 8);
  try {
    return hsm.cryptoki.C_DeriveKey(hsm.session, { mechanism: pkcs11js.CKM_DES3_ECB_ENCRYPT_DATA, parameter }, base, template(passingKey(data.length)));
  } finally {
    // Also keeps `data` in place until the module has read it.
    data.fill(0);
  }
}
