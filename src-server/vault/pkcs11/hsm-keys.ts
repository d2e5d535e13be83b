import { Buffer } from 'node:buffer';
import { createPublicKey, randomBytes } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { SigningCurve, SigningKeyName } from '../vault.ts';
import { ckrOf, HsmFailure } from './hsm-failure.ts';
import type { Hsm } from './hsm-token.ts';

/** What a key of the token is called (CKA_LABEL). */
export const SECRET_KEYS = {
  mac: 'clavis mac',
  seal: 'clavis seal',
  /** Wraps imported keys of cards; encrypts nothing else, so that nothing can have them decrypted. */
  cardWrap: 'clavis card wrap',
} as const;
export type SecretKey = keyof typeof SECRET_KEYS;

export const signingLabel = (name: SigningKeyName): string => `clavis sign ${name}`;
export const masterLabel = (version: number): string => `clavis admin master ${version}`;
const MASTER_LABEL = /^clavis admin master (\d{1,3})$/u;
/** While a key is being made; nobody uses it yet. */
const candidateLabel = (label: string): string => `new ${label}`;
/** A candidate this old is left over from a process that died. */
const CANDIDATE_MS = 60_000;

export type Attributes = ReadonlyArray<{ readonly type: number; readonly value?: number | boolean | string | Buffer }>;
type Template = { type: number; value?: number | boolean | string | Buffer }[];

/** Of every key that stays: on the token, never out of it. */
const KEPT: Attributes = [
  { type: pkcs11js.CKA_TOKEN, value: true },
  { type: pkcs11js.CKA_PRIVATE, value: true },
  { type: pkcs11js.CKA_SENSITIVE, value: true },
  { type: pkcs11js.CKA_EXTRACTABLE, value: false },
];

const USES = [
  pkcs11js.CKA_ENCRYPT,
  pkcs11js.CKA_DECRYPT,
  pkcs11js.CKA_SIGN,
  pkcs11js.CKA_VERIFY,
  pkcs11js.CKA_WRAP,
  pkcs11js.CKA_UNWRAP,
  pkcs11js.CKA_DERIVE,
];
const PRIVATE_USES = [pkcs11js.CKA_SIGN, pkcs11js.CKA_DECRYPT, pkcs11js.CKA_UNWRAP, pkcs11js.CKA_DERIVE];

/** What a key may do, and that it may nothing else: a module's own defaults allow more. */
export const usedFor = (uses: readonly number[], all: readonly number[] = USES): Attributes => all.map((type) => ({ type, value: uses.includes(type) }));

/** Object identifiers of the curves, DER (RFC 5480, 2.1.1.1), as CKA_EC_PARAMS. */
const CURVES: Readonly<Record<SigningCurve, { readonly params: Buffer; readonly coordinate: number }>> = {
  'P-256': { params: Buffer.from('06082a8648ce3d030107', 'hex'), coordinate: 32 },
  'P-384': { params: Buffer.from('06052b81040022', 'hex'), coordinate: 48 },
};

export const template = (...parts: readonly Attributes[]): Template => parts.flat();

/** @throws HsmFailure keyMissing, keyDoubled */
export function secretKey(hsm: Hsm, key: SecretKey): Buffer {
  return needed(hsm, SECRET_KEYS[key], pkcs11js.CKO_SECRET_KEY);
}

/** @throws HsmFailure keyMissing, keyDoubled */
export function masterKey(hsm: Hsm, version: number): Buffer {
  return needed(hsm, masterLabel(version), pkcs11js.CKO_SECRET_KEY);
}

/** @throws HsmFailure keyMissing, keyDoubled */
export function signingKey(hsm: Hsm, name: SigningKeyName): Buffer {
  return needed(hsm, signingLabel(name), pkcs11js.CKO_PRIVATE_KEY);
}

export function hasSecretKey(hsm: Hsm, key: SecretKey): boolean {
  return found(hsm, SECRET_KEYS[key], pkcs11js.CKO_SECRET_KEY) !== null;
}

/** Versions of the admin master keys, ascending. */
export function masterVersions(hsm: Hsm): readonly number[] {
  const labels = search(hsm, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY }]).map((handle) => read(hsm, handle, pkcs11js.CKA_LABEL).toString('utf8'));
  return labels.flatMap((label) => MASTER_LABEL.exec(label)?.[1] ?? []).map(Number).toSorted((a, b) => a - b);
}

/** SPKI DER of a signing key; null when there is none. */
export function publicKeyOf(hsm: Hsm, name: SigningKeyName): Uint8Array | null {
  const handle = found(hsm, signingLabel(name), pkcs11js.CKO_PUBLIC_KEY);
  if (handle === null) return null;
  const params = read(hsm, handle, pkcs11js.CKA_EC_PARAMS);
  const curve = (['P-256', 'P-384'] as const).find((known) => CURVES[known].params.equals(params));
  if (curve === undefined) throw new HsmFailure('curveUnknown');
  // An OCTET STRING around the point (v2.40), or the point alone (some modules): either ends with its two coordinates.
  const { coordinate } = CURVES[curve];
  const point = read(hsm, handle, pkcs11js.CKA_EC_POINT).subarray(-2 * coordinate);
  const [x, y] = [point.subarray(0, coordinate), point.subarray(coordinate)].map((part) => part.toString('base64url'));
  return createPublicKey({ key: { kty: 'EC', crv: curve, x: x ?? '', y: y ?? '' }, format: 'jwk' }).export({ format: 'der', type: 'spki' });
}

export function makeSigningKey(hsm: Hsm, name: SigningKeyName, curve: SigningCurve): void {
  makeOnce(hsm, signingLabel(name), pkcs11js.CKO_PRIVATE_KEY, (identity) => {
    const publicTemplate = template(identity, [{ type: pkcs11js.CKA_TOKEN, value: true }, { type: pkcs11js.CKA_VERIFY, value: true }, { type: pkcs11js.CKA_EC_PARAMS, value: CURVES[curve].params }]);
    const privateTemplate = template(identity, KEPT, usedFor([pkcs11js.CKA_SIGN], PRIVATE_USES));
    hsm.cryptoki.C_GenerateKeyPair(hsm.session, { mechanism: pkcs11js.CKM_EC_KEY_PAIR_GEN }, publicTemplate, privateTemplate);
  });
}

/** 2-key 3DES. It encrypts, too: CMAC's chain is public, its last block alone is derived inside. */
export function makeMasterKey(hsm: Hsm, version: number): void {
  makeOnce(hsm, masterLabel(version), pkcs11js.CKO_SECRET_KEY, (identity) =>
    generate(hsm, pkcs11js.CKM_DES2_KEY_GEN, template(identity, KEPT, usedFor([pkcs11js.CKA_ENCRYPT, pkcs11js.CKA_DERIVE]))),
  );
}

export function makeSecretKey(hsm: Hsm, key: SecretKey): void {
  const length: Attributes = [{ type: pkcs11js.CKA_VALUE_LEN, value: 32 }];
  makeOnce(hsm, SECRET_KEYS[key], pkcs11js.CKO_SECRET_KEY, (identity) => {
    if (key === 'mac') {
      const type: Attributes = [{ type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET }];
      return generate(hsm, pkcs11js.CKM_GENERIC_SECRET_KEY_GEN, template(identity, KEPT, length, type, usedFor([pkcs11js.CKA_SIGN])));
    }
    const uses = key === 'seal' ? [pkcs11js.CKA_ENCRYPT, pkcs11js.CKA_DECRYPT] : [pkcs11js.CKA_WRAP, pkcs11js.CKA_UNWRAP];
    return generate(hsm, pkcs11js.CKM_AES_KEY_GEN, template(identity, KEPT, length, usedFor(uses)));
  });
}

function generate(hsm: Hsm, mechanism: number, attributes: Template): void {
  hsm.cryptoki.C_GenerateKey(hsm.session, { mechanism }, attributes);
}

/**
 * Makes a key where there is none. A token does not keep two from having one label, and two processes may do this at once: each makes
 * its key under another label first and looks around; who sees anybody else's takes its own away and says `keyContended`, to be tried
 * again. Both cannot have looked before the other's was there, so one key at most gets the label. A token that is written by others may
 * overlook an object for a moment, one's own too, or lose it between two calls: then nothing is known yet, and it is tried again.
 * @param make makes it with this label and id.
 */
function makeOnce(hsm: Hsm, label: string, objectClass: number, make: (identity: Attributes) => void): void {
  try {
    tryMake(hsm, label, objectClass, make);
    crossings = 0;
  } catch (thrown) {
    if (CROSSED.has(ckrOf(thrown) ?? '') && ++crossings <= CROSSINGS_MAX) throw new HsmFailure('keyContended', { cause: thrown });
    throw thrown;
  }
}

/** What a module says of an object that another process takes away or writes at this moment (SoftHSM 2.6); said again and again, it is what it says. */
const CROSSED: ReadonlySet<string> = new Set(['CKR_OBJECT_HANDLE_INVALID', 'CKR_GENERAL_ERROR']);
const CROSSINGS_MAX = 5;
let crossings = 0;

function tryMake(hsm: Hsm, label: string, objectClass: number, make: (identity: Attributes) => void): void {
  if (found(hsm, label, objectClass) === null) hsm.refresh();
  const begun = candidates.get(label);
  if (found(hsm, label, objectClass) !== null) {
    // Somebody was quicker: what was begun here is of no use to anybody.
    for (const handle of begun === undefined ? [] : search(hsm, [...labelled(candidateLabel(label)), ...begun])) hsm.cryptoki.C_DestroyObject(hsm.session, handle);
    candidates.delete(label);
    destroyLeftOver(hsm, label, objectClass);
    return;
  }
  const id: Attributes = begun ?? [{ type: pkcs11js.CKA_ID, value: Buffer.concat([timeBytes(Date.now()), randomBytes(8)]) }];
  if (begun === undefined) make([...labelled(candidateLabel(label)), ...id]);
  candidates.set(label, id);
  hsm.refresh();
  const mine = search(hsm, id);
  const isWhole = mine.length === (objectClass === pkcs11js.CKO_PRIVATE_KEY ? 2 : 1);
  if (!isWhole && begun === undefined) throw new HsmFailure('keyContended');
  const all = [label, candidateLabel(label)].flatMap((text) => search(hsm, labelled(text)));
  if (isWhole && all.length === mine.length) {
    // Of a pair the private key last: with its label the pair counts as made.
    for (const handle of mine.toSorted((a, b) => classOf(hsm, a) - classOf(hsm, b))) hsm.cryptoki.C_SetAttributeValue(hsm.session, handle, template(labelled(label)));
    candidates.delete(label);
    return;
  }
  candidates.delete(label);
  for (const handle of mine) hsm.cryptoki.C_DestroyObject(hsm.session, handle);
  destroyLeftOver(hsm, label, objectClass);
  throw new HsmFailure('keyContended');
}

/** Those this process has begun: when the session was lost on the way, it goes on with them. */
const candidates = new Map<string, Attributes>();

/** What a process left that died on the way, or that the token overlooked when it was to go: candidates, and a public key whose private one did not get its label. */
function destroyLeftOver(hsm: Hsm, label: string, objectClass: number): void {
  const isMade = found(hsm, label, objectClass) !== null;
  for (const handle of [...search(hsm, labelled(candidateLabel(label))), ...(isMade ? [] : search(hsm, labelled(label)))]) {
    const made = read(hsm, handle, pkcs11js.CKA_ID);
    if (made.length === 16 && Date.now() - Number(made.readBigUInt64BE(0)) > CANDIDATE_MS) hsm.cryptoki.C_DestroyObject(hsm.session, handle);
  }
}

/** CKO_PUBLIC_KEY, CKO_PRIVATE_KEY, CKO_SECRET_KEY, in this order; a CK_ULONG, whose low byte comes first on every system Clavis is built for. */
const classOf = (hsm: Hsm, handle: Buffer): number => read(hsm, handle, pkcs11js.CKA_CLASS)[0] ?? 0;

function timeBytes(ms: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(ms));
  return bytes;
}

const labelled = (label: string): Attributes => [{ type: pkcs11js.CKA_LABEL, value: label }];

function needed(hsm: Hsm, label: string, objectClass: number): Buffer {
  const handle = found(hsm, label, objectClass);
  if (handle === null) throw new HsmFailure('keyMissing');
  return handle;
}

/** One that is missing is looked for each time: another process may make it. */
function found(hsm: Hsm, label: string, objectClass: number): Buffer | null {
  const place = `${objectClass} ${label}`;
  const known = hsm.handles.get(place);
  if (known !== undefined) return known;
  const [handle, ...others] = search(hsm, [...labelled(label), { type: pkcs11js.CKA_CLASS, value: objectClass }]);
  if (handle === undefined) return null;
  // Somebody's doing, outside of this program: which one sealed what cannot be known.
  if (others.length > 0) throw new HsmFailure('keyDoubled');
  hsm.handles.set(place, handle);
  return handle;
}

function search(hsm: Hsm, attributes: Attributes): readonly Buffer[] {
  const { cryptoki, session } = hsm;
  cryptoki.C_FindObjectsInit(session, template([{ type: pkcs11js.CKA_TOKEN, value: true }], attributes));
  try {
    return cryptoki.C_FindObjects(session, 1024);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

function read(hsm: Hsm, handle: Buffer, type: number): Buffer {
  const value = hsm.cryptoki.C_GetAttributeValue(hsm.session, handle, [{ type }])[0]?.value;
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}
