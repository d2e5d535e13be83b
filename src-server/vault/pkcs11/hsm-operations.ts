import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { padMethod2, xorBlocks } from '../triple-des.ts';
import { SIGNING_KEY_NAMES, type CardKey } from '../vault.ts';
import { personalisationKeys, sealCardKey, withCardKeys, type CardHandles } from './hsm-card-keys.ts';
import { ecdsa, gcmDecrypt, gcmEncrypt, hmac, tripleDes } from './hsm-ciphers.ts';
import { HsmFailure } from './hsm-failure.ts';
import {
  hasSecretKey,
  makeMasterKey,
  makeSecretKey,
  makeSigningKey,
  masterKey,
  masterVersions,
  publicKeyOf,
  SECRET_KEYS,
  secretKey,
  signingKey,
  signingLabel,
  type SecretKey,
} from './hsm-keys.ts';
import type { HsmRequest, HsmResults, HsmStatus } from './hsm-rpc.ts';
import type { Hsm } from './hsm-token.ts';

/** Signing keys without which an authority does not serve; those of the certificate authority are made by `init-ca`. */
const SERVING = ['receipts', 'audit-heads'] as const;
const SECRETS = Object.keys(SECRET_KEYS) as readonly SecretKey[];

/** Does what was asked for, in one session. Each deed may be done twice. @throws HsmFailure, Error with a CKR */
export function operate(hsm: Hsm, request: HsmRequest): HsmResults[HsmRequest['op']] {
  switch (request.op) {
    case 'status':
      return statusOf(hsm);
    case 'init':
      for (const key of SECRETS) makeSecretKey(hsm, key);
      if (masterVersions(hsm).length === 0) makeMasterKey(hsm, 1);
      for (const name of SERVING) makeSigningKey(hsm, name, 'P-256');
      return null;
    case 'publicKey': {
      const known = publicKeyOf(hsm, request.name);
      if (known !== null) return known;
      hsm.refresh();
      return publicKeyOf(hsm, request.name);
    }
    case 'makeSigningKey': {
      makeSigningKey(hsm, request.name, request.curve);
      const made = publicKeyOf(hsm, request.name);
      if (made === null) throw new HsmFailure('keyMissing');
      return made;
    }
    case 'makeAdminMaster':
      makeMasterKey(hsm, request.version);
      return null;
    case 'sign':
      return ecdsa(hsm, signingKey(hsm, request.name), request.digest);
    case 'mac':
      return hmac(hsm, secretKey(hsm, 'mac'), request.data);
    case 'encrypt':
      return gcmEncrypt(hsm, secretKey(hsm, 'seal'), request.context, request.data);
    case 'decrypt':
      return gcmDecrypt(hsm, secretKey(hsm, 'seal'), request.context, request.sealed);
    case 'respond':
      return withCardKeys(hsm, request.card, (handles) => response(hsm, handles, request.challenge, request.card.serial));
    case 'checkValue':
      return withCardKeys(hsm, request.card, (handles) => checkValue(hsm, handles));
    case 'sameKey':
      return sameKey(hsm, request.one, request.other);
    case 'sealCardKey':
      return sealCardKey(hsm, request.profile, request.context, request.key);
    case 'personalise':
      return personalisationKeys(hsm, request.profile, request.serial, request.version);
  }
}

function statusOf(hsm: Hsm): HsmStatus {
  hsm.refresh();
  const { label, model, serialNumber } = hsm.cryptoki.C_GetTokenInfo(hsm.slot);
  const versions = masterVersions(hsm);
  const missing: string[] = SECRETS.filter((key) => !hasSecretKey(hsm, key)).map((key) => SECRET_KEYS[key]);
  if (versions.length === 0) missing.push('clavis admin master');
  for (const name of SERVING) if (publicKeyOf(hsm, name) === null) missing.push(signingLabel(name));
  return {
    token: { label: label.trim(), model: model.trim(), serial: serialNumber.trim() },
    missing,
    signingKeys: SIGNING_KEY_NAMES.flatMap((name) => {
      const spki = publicKeyOf(hsm, name);
      return spki === null ? [] : [{ name, spki }];
    }),
    adminMasters: versions.map((version) => ({ version, checkValue: kcv(hsm, masterKey(hsm, version)) })),
  };
}

/** `admin-cryptogram.ts` says what these are; here the module computes them. */
function response(hsm: Hsm, handles: CardHandles, challenge: Uint8Array, serial: string): Uint8Array {
  if (handles.profile === 'gids') return tripleDes(hsm, 'ecb', handles.key, challenge);
  const encrypted = tripleDes(hsm, 'cbc', handles.enc, Buffer.concat([challenge, Buffer.from(serial, 'hex')]));
  const padded = padMethod2(encrypted);
  const chained = tripleDes(hsm, 'cbc', handles.macHead, padded.subarray(0, -8)).subarray(-8);
  return Buffer.concat([encrypted, tripleDes(hsm, 'ecb', handles.mac, xorBlocks(padded.subarray(-8), chained))]);
}

function checkValue(hsm: Hsm, handles: CardHandles): string {
  const keys = handles.profile === 'gids' ? [handles.key] : [handles.enc, handles.mac];
  return keys.map((key) => kcv(hsm, key)).join('');
}

/** GlobalPlatform Card Specification, B.5. */
function kcv(hsm: Hsm, key: Buffer): string {
  return tripleDes(hsm, 'ecb', key, new Uint8Array(8)).subarray(0, 3).toString('hex').toUpperCase();
}

/** Keys that nobody can read are the same when they encrypt three random blocks alike. */
function sameKey(hsm: Hsm, one: CardKey, other: CardKey): boolean {
  const probe = randomBytes(24);
  const [a, b] = [one, other].map((card) =>
    withCardKeys(hsm, card, (handles) => Buffer.concat((handles.profile === 'gids' ? [handles.key] : [handles.enc, handles.mac]).map((key) => tripleDes(hsm, 'ecb', key, probe)))),
  );
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
