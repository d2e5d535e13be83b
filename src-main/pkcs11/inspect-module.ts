import { createHash, X509Certificate } from 'node:crypto';
import type { Pkcs11Inspection, Pkcs11Slot } from '../ports/pkcs11.ts';
import {
  attribute,
  CKA_ID,
  CKA_KEY_TYPE,
  CKA_LABEL,
  CKA_VALUE,
  ckrOf,
  CKF_SERIAL_SESSION,
  CKF_TOKEN_PRESENT,
  CKF_USER_PIN_COUNT_LOW,
  CKF_USER_PIN_FINAL_TRY,
  CKF_USER_PIN_LOCKED,
  CKK_EC,
  CKK_RSA,
  CKO_CERTIFICATE,
  CKO_PRIVATE_KEY,
  CKO_PUBLIC_KEY,
  findObjects,
  textOf,
  type Cryptoki,
} from './cryptoki.ts';

type Token = NonNullable<Pkcs11Slot['token']>;
type Key = Token['keys'][number];

/** More slots than this are not looked at: no reader has them, a broken module may. */
const SLOTS_MAX = 16;
const OBJECTS_MAX = 64;

/** What an initialised module shows without a PIN. @throws Error with a CKR for what concerns the module as a whole */
export function inspectModule(cryptoki: Cryptoki): Omit<Pkcs11Inspection, 'moduleId'> {
  const { manufacturerID, libraryVersion } = cryptoki.C_GetInfo();
  const slots = cryptoki.C_GetSlotList(false).slice(0, SLOTS_MAX);
  return {
    version: `${textOf(manufacturerID)} ${libraryVersion.major}.${libraryVersion.minor}`.trim(),
    slots: slots.map((slot) => readSlot(cryptoki, slot)),
  };
}

function readSlot(cryptoki: Cryptoki, slot: Buffer): Pkcs11Slot {
  const { slotDescription, flags } = cryptoki.C_GetSlotInfo(slot);
  const present = (flags & CKF_TOKEN_PRESENT) !== 0;
  return { description: textOf(slotDescription), token: present ? readToken(cryptoki, slot) : null };
}

/** Null for a token that went away, or that the module cannot read. */
function readToken(cryptoki: Cryptoki, slot: Buffer): Token | null {
  try {
    const { label, model, serialNumber, flags } = cryptoki.C_GetTokenInfo(slot);
    return { label: textOf(label), model: textOf(model), serial: textOf(serialNumber), pin: pinState(flags), ...readObjects(cryptoki, slot) };
  } catch (thrown) {
    if (ckrOf(thrown) === null) throw thrown;
    return null;
  }
}

function pinState(flags: number): Token['pin'] {
  if ((flags & CKF_USER_PIN_LOCKED) !== 0) return 'locked';
  if ((flags & CKF_USER_PIN_FINAL_TRY) !== 0) return 'finalTry';
  return (flags & CKF_USER_PIN_COUNT_LOW) === 0 ? 'unknown' : 'countLow';
}

function readObjects(cryptoki: Cryptoki, slot: Buffer): Pick<Token, 'certificates' | 'keys'> {
  const session = cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION);
  try {
    const read = (object: Buffer, type: number): Buffer => attribute(cryptoki, session, object, type);
    const found = findObjects(cryptoki, session, CKO_CERTIFICATE)
      .slice(0, OBJECTS_MAX)
      .map((object) => ({ ...named(read, object), der: read(object, CKA_VALUE) }))
      .filter(({ der }) => der.length > 0);
    // Private keys stay hidden until a login; a public key or a certificate with the same CKA_ID tells of them.
    const keys = [CKO_PRIVATE_KEY, CKO_PUBLIC_KEY]
      .flatMap((objectClass) => findObjects(cryptoki, session, objectClass))
      .slice(0, OBJECTS_MAX)
      .map((object): Key => ({ ...named(read, object), type: keyType(read(object, CKA_KEY_TYPE)) }));
    const certified = found.map(({ label, idHex, der }): Key => ({ label, idHex, type: certifiedType(der) }));
    return {
      certificates: found.map(({ label, idHex, der }) => ({ label, idHex, sha256: createHash('sha256').update(der).digest('hex') })),
      keys: [...keys, ...certified].filter((key, at, all) => all.findIndex(({ idHex }) => idHex === key.idHex) === at),
    };
  } finally {
    cryptoki.C_CloseSession(session);
  }
}

function named(read: (object: Buffer, type: number) => Buffer, object: Buffer): { readonly label: string; readonly idHex: string } {
  return { label: textOf(read(object, CKA_LABEL).toString('utf8')), idHex: read(object, CKA_ID).toString('hex').slice(0, 128) };
}

/** CKA_KEY_TYPE is a CK_ULONG of this machine: its low bytes come first on every system that Clavis is built for. */
function keyType(value: Buffer): Key['type'] {
  if (value.length < 4) return 'other';
  const type = value.readUInt32LE(0);
  if (type === CKK_RSA) return 'RSA';
  return type === CKK_EC ? 'EC' : 'other';
}

function certifiedType(der: Buffer): Key['type'] {
  try {
    const { asymmetricKeyType } = new X509Certificate(der).publicKey;
    if (asymmetricKeyType === 'rsa') return 'RSA';
    return asymmetricKeyType === 'ec' ? 'EC' : 'other';
  } catch {
    // No certificate that anybody could read: nothing is known of its key.
    return 'other';
  }
}
