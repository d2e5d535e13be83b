import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SecretsStore } from './secrets-store.ts';
import { SIGNING_KEY_NAMES, type SigningKeyName, type Vault, type VaultStatus } from './vault.ts';
import { newPrivateJwk, type PrivateJwk } from './vault-secrets.ts';

interface LoadedKey {
  readonly jwk: PrivateJwk;
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/** The named signing keys of a file vault. */
export function fileSigningKeys(store: SecretsStore): Pick<Vault, 'publicKey' | 'makeSigningKey' | 'sign'> & { readonly list: () => Promise<VaultStatus['signingKeys']> } {
  const loaded = new Map<SigningKeyName, LoadedKey>();

  /** One that is missing may have been made by another process meanwhile. */
  const find = async (name: SigningKeyName): Promise<LoadedKey | null> => {
    const jwk = store.current().signingKeys[name] ?? (await store.reload()).signingKeys[name];
    if (jwk === undefined) return null;
    const known = loaded.get(name);
    if (known?.jwk.d === jwk.d) return known;
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    const found = { jwk, key, spki: spkiOf(key) };
    loaded.set(name, found);
    return found;
  };
  const publicKey = async (name: SigningKeyName): Promise<Uint8Array | null> => {
    const found = await find(name);
    return found === null ? null : Uint8Array.from(found.spki);
  };

  return {
    publicKey,
    async list() {
      const keys = [];
      for (const name of SIGNING_KEY_NAMES) {
        const found = await find(name);
        if (found !== null) keys.push({ name, curve: found.jwk.crv, spki: Uint8Array.from(found.spki) });
      }
      return keys;
    },
    async makeSigningKey(name, curve) {
      const known = await publicKey(name);
      if (known !== null) return known;
      await store.update(async (secrets) => {
        if (secrets.signingKeys[name] !== undefined) return secrets;
        return { ...secrets, signingKeys: { ...secrets.signingKeys, [name]: await newPrivateJwk(curve) } };
      });
      const made = await publicKey(name);
      if (made === null) throw new AppError('vaultUnavailable', { key: name });
      return made;
    },
    async sign(name, data) {
      const found = await find(name);
      if (found === null) throw new AppError('vaultUnavailable', { key: name });
      const { key, jwk } = found;
      return new Promise((resolve, reject) => {
        // Off the event loop; FIPS 186-5 pairs each curve with a hash of its strength.
        sign(jwk.crv === 'P-256' ? 'sha256' : 'sha384', data, { key, dsaEncoding: 'ieee-p1363' }, (error, signature) => (error === null ? resolve(signature) : reject(error)));
      });
    },
  };
}

const spkiOf = (key: KeyObject): Uint8Array => createPublicKey(key).export({ format: 'der', type: 'spki' });
