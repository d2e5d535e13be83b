import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { openWith, sealWith } from './gcm.ts';
import { publicJwksOf, signReceiptBy } from './jws.ts';
import { ADMIN_KEY_LENGTH, adminKeyParts, cardKeyContext } from './key-diversification.ts';
import { HSM_LIMITS, reasonOf, type HsmLimits } from './pkcs11/hsm-lane.ts';
import { HsmPool } from './pkcs11/hsm-pool.ts';
import type { CardKey, SigningKeyName, Vault } from './vault.ts';

export interface Pkcs11Settings {
  /** Path of the module. */
  readonly module: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Sessions, each in a process of its own. */
  readonly sessions: number;
  readonly limits?: Partial<HsmLimits>;
  /** Told why a deed could not be done: a name of a CKR or a word of ours, never data. */
  readonly onTrouble?: (reason: string) => void;
}

const ADDON = join(import.meta.dirname, '../../native/build/clavis-hsm.node');
/** IV || ciphertext || tag of a data key of 32 bytes. */
const SEALED_KEY_BYTES = 12 + 32 + 16;

/** What beside the port the operator's commands and the tests need. */
export interface Pkcs11Vault extends Vault {
  /** Makes the keys that are missing, but those of the certificate authority. */
  init(): Promise<void>;
  readonly pids: () => readonly number[];
}

/** The vault whose keys are in a token behind a PKCS#11 module. Nothing is started before the first call. */
export function pkcs11Vault({ sessions, limits, onTrouble = () => undefined, ...token }: Pkcs11Settings): Pkcs11Vault {
  const hsm = new HsmPool({ ...token, addon: ADDON }, sessions, { ...HSM_LIMITS, ...limits }, onTrouble);
  // A signing key never changes: one that was read is known.
  const known = new Map<SigningKeyName, Uint8Array>();

  const publicKey = async (name: SigningKeyName): Promise<Uint8Array | null> => {
    const spki = known.get(name) ?? (await hsm.call<'publicKey'>({ op: 'publicKey', name }));
    if (spki !== null) known.set(name, spki);
    return spki;
  };
  const signing: Pick<Vault, 'publicKey' | 'makeSigningKey' | 'sign'> = {
    publicKey,
    async makeSigningKey(name, curve) {
      return (await publicKey(name)) ?? hsm.make<'makeSigningKey'>({ op: 'makeSigningKey', name, curve });
    },
    async sign(name, data) {
      const spki = await publicKey(name);
      if (spki === null) throw new AppError('vaultUnavailable', { key: name });
      const digest = createHash(isP256(spki) ? 'sha256' : 'sha384').update(data).digest();
      return hsm.call<'sign'>({ op: 'sign', name, digest });
    },
  };
  const status = async (): ReturnType<Vault['status']> => {
    const { token: at, missing, signingKeys, adminMasters } = await hsm.call<'status'>({ op: 'status' });
    return {
      kind: 'pkcs11',
      place: `${at.label} (${at.model}, ${at.serial})`,
      missing,
      signingKeys: signingKeys.map(({ name, spki }) => ({ name, curve: isP256(spki) ? 'P-256' : 'P-384', spki })),
      adminMasters,
      currentKeyVersion: adminMasters.at(-1)?.version ?? 0,
    };
  };
  /** Refuses what is not a card before anything is asked; a master key that is not here is named. */
  const ofCard = async <T>(cards: readonly CardKey[], deed: () => Promise<T>): Promise<T> => {
    for (const { profile, serial, origin } of cards) if (origin.source === 'master') adminKeyParts(profile, serial, origin.version);
    try {
      return await deed();
    } catch (thrown) {
      const version = cards.flatMap(({ origin }) => (origin.source === 'master' ? [origin.version] : []))[0];
      if (reasonOf(thrown) !== 'keyMissing' || version === undefined) throw thrown;
      throw new AppError('vaultUnavailable', { keyVersion: version }, thrown);
    }
  };

  /**
   * Of a document a data key is sealed in the module, and the document under it here: so the module's work does not grow with it, and the
   * document, which this process has in clear anyway, does not go through it.
   */
  const sealBytes = async (context: string, plaintext: Uint8Array): Promise<Uint8Array> => {
    const key = randomBytes(32);
    try {
      const sealedKey = await hsm.call<'encrypt'>({ op: 'encrypt', context, data: key });
      return Buffer.concat([sealedKey, sealWith(key, context, plaintext)]);
    } finally {
      key.fill(0);
    }
  };
  const openBytes = async (context: string, sealed: Uint8Array): Promise<Uint8Array> => {
    const key = await hsm.call<'decrypt'>({ op: 'decrypt', context, sealed: sealed.slice(0, SEALED_KEY_BYTES) });
    if (key === null) throw new Error('not sealed by this vault for this context');
    try {
      return openWith(key, context, sealed.subarray(SEALED_KEY_BYTES));
    } finally {
      key.fill(0);
    }
  };

  return {
    ...signing,
    status,
    currentKeyVersion: async () => (await status()).currentKeyVersion,
    async rotateAdminKey() {
      const version = (await status()).currentKeyVersion + 1;
      if (version > 255) throw new RangeError('there are 255 versions at most');
      await hsm.make<'makeAdminMaster'>({ op: 'makeAdminMaster', version });
      return version;
    },
    async computeAdminCryptogram(card, challenge) {
      if (challenge.length !== 8) throw new RangeError('a challenge has 8 bytes');
      return ofCard([card], () => hsm.call<'respond'>({ op: 'respond', card, challenge }));
    },
    async deriveAdminKeysForPersonalisation({ serial, profile, keyVersion }) {
      const card: CardKey = { serial, profile, origin: { source: 'master', version: keyVersion } };
      return ofCard([card], () => hsm.call<'personalise'>({ op: 'personalise', profile, serial, version: keyVersion }));
    },
    async sealAdminKey({ serial, profile, number, key }) {
      if (key.length !== ADMIN_KEY_LENGTH[profile]) throw new RangeError(`an admin key of ${profile} has ${ADMIN_KEY_LENGTH[profile]} bytes`);
      const sealed = await hsm.call<'sealCardKey'>({ op: 'sealCardKey', profile, context: cardKeyContext(serial, profile, number), key });
      return { source: 'imported', number, sealed: Buffer.from(sealed).toString('base64') };
    },
    adminKeyCheckValue: (card) => ofCard([card], () => hsm.call<'checkValue'>({ op: 'checkValue', card })),
    sameAdminKey: async (one, other) => one.profile === other.profile && ofCard([one, other], () => hsm.call<'sameKey'>({ op: 'sameKey', one, other })),
    signReceipt: (claims) => signReceiptBy(signing, claims),
    publicJwks: () => publicJwksOf(signing),
    // One key for all purposes, told apart by what comes first: a purpose has no zero byte.
    mac: async (purpose, data) => hsm.call<'mac'>({ op: 'mac', data: Buffer.concat([Buffer.from(`clavis/1/mac/${purpose}\0`), data]) }),
    seal: async (context, plaintext) => Buffer.from(await sealBytes(context, plaintext)).toString('base64'),
    open: async (context, sealed) => openBytes(context, Buffer.from(sealed, 'base64')),
    sealBytes,
    openBytes,
    init: async () => void (await hsm.make<'init'>({ op: 'init' })),
    close: async () => hsm.close(),
    pids: () => hsm.pids,
  };
}

function isP256(spki: Uint8Array): boolean {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).asymmetricKeyDetails?.namedCurve === 'prime256v1';
}
