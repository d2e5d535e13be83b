import { Buffer } from 'node:buffer';
import type { ReferenceDataState } from '../card/state-parts.ts';
import type { CardKeyState, IasEccState } from './ias-ecc-state.ts';
import type { CommandApdu } from '../card/apdu.ts';
import { ADMIN_KEYSET_REFERENCE, PUK_REFERENCE, USER_PIN_REFERENCE } from './ias-ecc-core.ts';
import type { IasEccCore, DedicatedFile } from './ias-ecc-core.ts';
import { MODULUS_BYTES, publicNumbers, rsaKey } from '../card/rsa-key.ts';
import { PIN_BLOCK_LENGTH } from './pin-block.ts';
import { answer, status, SW_INCORRECT_P1_P2, SW_REFERENCE_NOT_FOUND, SW_WRONG_DATA } from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { bytesOf, encodeTlv } from '../card/tlv.ts';

/** Classes of security data objects (IAS-ECC 1.0.1, SDO); on the wire bit 80 is set, the tag BF cc rr being three bytes. */
const CLASS_CHV = 0x01;
const CLASS_KEYSET = 0x0a;
const CLASS_RSA_PRIVATE = 0x10;
const CLASS_RSA_PUBLIC = 0x20;
const CLASS_SE = 0x7b;

const TAG_DOCP = 0xa0;
const TAG_CHV = 0x7f41;
const TAG_KEYSET = 0xa2;
const TAG_RSA_PRIVATE = 0x7f48;
const TAG_RSA_PUBLIC = 0x7f49;
const TAG_SE = 0x7b;

/** Security condition bytes: method bits 10 user, 20 external authentication, 40 SM, 80 all of them; low nibble the SE. */
const ALWAYS = 0x00;
const USER_PIN = 0x10 | 0x01;
/** PUK *or* admin keyset: both method bits without "all of them"; OpenSC then takes the user way, the authority the other. */
const PUK_OR_ADMIN = 0x10 | 0x20 | 0x02;

/** What GET DATA says of one object: its own part (absent: not readable, 6A80) and its DOCP, the attributes. */
interface SecurityDataObject {
  readonly tag: number;
  readonly part: Uint8Array | null;
  readonly docp: Uint8Array | null;
}

/**
 * GET DATA of an SDO (00 CB 3F FF), request 4D { 70 { BF cc rr { tag 80 } } }, answer 70 { BF cc rr { tag {...} } }.
 * Objects are found in the current DF only: CHVs and the admin keyset in the MF, RSA keys in the application, SEs in both.
 */
export function getData(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0x3f || command.p2 !== 0xff) return status(SW_INCORRECT_P1_P2);
  const request = parseRequest(command.data);
  if (request === undefined) return status(SW_WRONG_DATA);
  const object = findObject(core.persistent(), core.volatile.df, request.sdoClass, request.reference);
  if (object === undefined) return status(SW_REFERENCE_NOT_FOUND);
  const content = request.tag === TAG_DOCP ? object.docp : request.tag === object.tag ? object.part : null;
  if (content === null) return status(SW_WRONG_DATA);
  const header = (0xbf << 16) | ((request.sdoClass | 0x80) << 8) | request.reference;
  return answer(encodeTlv(0x70, encodeTlv(header, encodeTlv(request.tag, content))));
}

/** Read by hand: the innermost "length" 80 means "whatever there is", not a length. */
function parseRequest(data: Uint8Array): { sdoClass: number; reference: number; tag: number } | undefined {
  const bytes = [...data];
  const [outer, outerLength, template, templateLength, header, sdoClass = 0, reference = 0, innerLength, ...inner] = bytes;
  const nested =
    outer === 0x4d && outerLength === bytes.length - 2 && template === 0x70 && templateLength === bytes.length - 4 &&
    header === 0xbf && (sdoClass & 0x80) !== 0 && (reference & 0x80) === 0 && innerLength === inner.length;
  if (!nested || inner.at(-1) !== 0x80 || inner.length < 2 || inner.length > 3) return undefined;
  const tag = inner.slice(0, -1).reduce((sum, byte) => sum * 0x100 + byte, 0);
  return { sdoClass: sdoClass & 0x7f, reference, tag };
}

function findObject(state: IasEccState, df: DedicatedFile, sdoClass: number, reference: number): SecurityDataObject | undefined {
  if (sdoClass === CLASS_SE) return securityEnvironment(reference);
  if (df === 'mf') {
    if (sdoClass === CLASS_CHV && reference === USER_PIN_REFERENCE) {
      return chv(state.userPin, access({ change: ALWAYS, verify: ALWAYS, reset: PUK_OR_ADMIN, get: ALWAYS }));
    }
    if (sdoClass === CLASS_CHV && reference === PUK_REFERENCE) {
      return chv(state.puk, access({ change: ALWAYS, verify: ALWAYS, get: ALWAYS }));
    }
    return sdoClass === CLASS_KEYSET && reference === ADMIN_KEYSET_REFERENCE ? keyset(state.admin) : undefined;
  }
  const key = state.keys.find((candidate) => candidate.reference === reference);
  if (key === undefined) return undefined;
  if (sdoClass === CLASS_RSA_PRIVATE) return privateKey(key);
  return sdoClass === CLASS_RSA_PUBLIC ? publicKey(key) : undefined;
}

/** Bits of the access mode byte, from the highest, by what they mean for each class; one condition byte follows per set bit. */
const ACCESS_BITS = {
  change: 0x40, sign: 0x40,
  verify: 0x20, internalAuthenticate: 0x20, externalAuthenticate: 0x20,
  reset: 0x10, decipher: 0x10,
  get: 0x01,
} as const;

function access(rules: Partial<Record<keyof typeof ACCESS_BITS, number>>): Uint8Array {
  const bits = Object.entries(ACCESS_BITS).flatMap(([name, bit]) => {
    const condition = rules[name as keyof typeof ACCESS_BITS];
    return condition === undefined ? [] : [{ bit, condition }];
  });
  const mode = bits.reduce((sum, { bit }) => sum | bit, 0);
  return encodeTlv(0xa1, encodeTlv(0x8c, bytesOf(mode, ...bits.map(({ condition }) => condition))));
}

function chv(reference: ReferenceDataState, rules: Uint8Array): SecurityDataObject {
  // Maximum = minimum length tells the terminal to pad with FF up to it.
  const part = [encodeTlv(0x80, bytesOf(PIN_BLOCK_LENGTH)), encodeTlv(0x81, bytesOf(PIN_BLOCK_LENGTH))];
  return { tag: TAG_CHV, part: Buffer.concat(part), docp: Buffer.concat([rules, tries(reference)]) };
}

function keyset(admin: IasEccState['admin']): SecurityDataObject {
  const docp = [access({ externalAuthenticate: ALWAYS, get: ALWAYS }), tries(admin), encodeTlv(0x85, bytesOf(admin.version))];
  return { tag: TAG_KEYSET, part: encodeTlv(0x80, bytesOf(0x1c)), docp: Buffer.concat(docp) };
}

function tries(counter: { readonly max: number; readonly left: number }): Uint8Array {
  return Buffer.concat([encodeTlv(0x9a, bytesOf(counter.max)), encodeTlv(0x9b, bytesOf(counter.left))]);
}

const KEY_SIZE = encodeTlv(0x80, bytesOf(MODULUS_BYTES >> 8, MODULUS_BYTES & 0xff));

function privateKey(key: CardKeyState): SecurityDataObject {
  const signs = key.usage === 'signature';
  const rules = signs
    ? access({ internalAuthenticate: USER_PIN, get: ALWAYS })
    : access({ internalAuthenticate: USER_PIN, decipher: USER_PIN, get: ALWAYS });
  const nonRepudiation = encodeTlv(0x9e, bytesOf(signs ? 1 : 0));
  return { tag: TAG_RSA_PRIVATE, part: null, docp: Buffer.concat([rules, nonRepudiation, KEY_SIZE]) };
}

function publicKey(key: CardKeyState): SecurityDataObject {
  const docp = Buffer.concat([access({ get: ALWAYS }), KEY_SIZE]);
  if (key.privateKey === '') return { tag: TAG_RSA_PUBLIC, part: null, docp };
  const { modulus, exponent } = publicNumbers(rsaKey(key.privateKey));
  const part = [encodeTlv(0x81, modulus), encodeTlv(0x82, exponent)];
  return { tag: TAG_RSA_PUBLIC, part: Buffer.concat(part), docp };
}

/** SE 1: the user PIN. SE 2: the PUK, or the admin keyset by external authentication (algorithm 1C). */
function securityEnvironment(reference: number): SecurityDataObject | undefined {
  const userPassword = (chvReference: number): Uint8Array =>
    encodeTlv(0xa4, encodeTlv(0x95, bytesOf(0x08)), encodeTlv(0x83, bytesOf(chvReference)));
  const external = encodeTlv(
    0xa4,
    encodeTlv(0x95, bytesOf(0x80)),
    encodeTlv(0x80, bytesOf(0x1c)),
    encodeTlv(0x83, bytesOf(ADMIN_KEYSET_REFERENCE)),
  );
  if (reference === 1) return { tag: TAG_SE, part: userPassword(USER_PIN_REFERENCE), docp: null };
  return reference === 2 ? { tag: TAG_SE, part: Buffer.concat([userPassword(PUK_REFERENCE), external]), docp: null } : undefined;
}
