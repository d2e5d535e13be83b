import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { CommandApdu } from '../card/apdu.ts';
import { isBelowModulus, MODULUS_BYTES, rawRsa, rsaKey } from '../card/rsa-key.ts';
import {
  answer, status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { blockLength, encryptBlocks } from '../card/symmetric-key.ts';
import type { SymmetricCipher } from '../card/symmetric-key.ts';
import { encodeTlv, readTlvs } from '../card/tlv.ts';
import { ADMIN_KEY_REFERENCE } from './piv-core.ts';
import type { AdminStep, PivCore } from './piv-core.ts';
import type { PivState } from './piv-state.ts';

const TEMPLATE = 0x7c;
const WITNESS = 0x80;
const CHALLENGE = 0x81;
const RESPONSE = 0x82;
/** SP 800-78-4, table 6-2. */
const RSA_2048 = 0x07;
const CIPHERS: Readonly<Record<PivState['admin']['algorithm'], SymmetricCipher>> = {
  0x03: 'des-ede3-cbc',
  0x08: 'aes-128-cbc',
  0x0a: 'aes-192-cbc',
  0x0c: 'aes-256-cbc',
};

type Values = ReadonlyMap<number, Uint8Array>;

/**
 * GENERAL AUTHENTICATE (SP 800-73-4 part 2, 3.2.4): P1 an algorithm, P2 a key. Of a private key: 81 block in, 82 the bare RSA
 * operation out. Of the administrator's key 9B: see {@link administrator}.
 */
export function generalAuthenticate(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  const [template, ...more] = readTlvs(data) ?? [];
  const objects = template?.tag === TEMPLATE && more.length === 0 ? readTlvs(template.value) : undefined;
  if (objects === undefined) return status(SW_WRONG_DATA);
  const values = new Map(objects.map(({ tag, value }) => [tag, value]));
  return p2 === ADMIN_KEY_REFERENCE ? administrator(core, p1, values) : privateKey(core, p1, p2, values);
}

function privateKey(core: PivCore, algorithm: number, reference: number, values: Values): Reply {
  const slot = reference.toString(16).toUpperCase();
  const key = core.persistent().keys.find((candidate) => candidate.slot === slot);
  if (key === undefined || algorithm !== RSA_2048) return status(SW_INCORRECT_P1_P2);
  const block = values.get(CHALLENGE);
  if (block?.length !== MODULUS_BYTES || !values.has(RESPONSE)) return status(SW_WRONG_DATA);
  const allowed = slot === '9E' || (slot === '9C' ? core.volatile.pinJustVerified : core.volatile.pinVerified);
  core.volatile.pinJustVerified = false;
  if (!allowed) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const own = rsaKey(key.privateKey);
  return isBelowModulus(own, block) ? reply(RESPONSE, rawRsa(own, block)) : status(SW_WRONG_DATA);
}

/**
 * Two forms, each of two commands (part 2, appendix A.1, A.3). External: 81 empty asks for a challenge, 82 brings it enciphered.
 * Mutual: 80 empty asks for an enciphered witness; 80 brings it deciphered with a challenge of the terminal in 81, which comes back
 * enciphered. Any second command spends what the first gave out; any first one ends an authentication.
 */
function administrator(core: PivCore, algorithm: number, values: Values): Reply {
  const { step } = core.volatile;
  core.volatile.step = null;
  core.volatile.adminAuthenticated = false;
  const { admin } = core.persistent();
  // 00 is triple DES too.
  if ((algorithm || 0x03) !== admin.algorithm) return status(SW_INCORRECT_P1_P2);
  const cipher = CIPHERS[admin.algorithm];
  const key = Buffer.from(admin.key, 'base64');
  const witness = values.get(WITNESS);
  const challenge = values.get(CHALLENGE);
  const response = values.get(RESPONSE);
  if (witness?.length === 0) {
    const bytes = begin(core, 'witness', cipher);
    return reply(WITNESS, encryptBlocks(cipher, key, bytes));
  }
  if (challenge?.length === 0) return reply(CHALLENGE, begin(core, 'challenge', cipher));
  if (witness !== undefined && challenge?.length === blockLength(cipher)) {
    if (step?.form !== 'witness') return status(SW_CONDITIONS_NOT_SATISFIED);
    if (!isSame(step.bytes, witness)) return refuse(core);
    core.volatile.adminAuthenticated = true;
    return reply(RESPONSE, encryptBlocks(cipher, key, challenge));
  }
  if (response === undefined || response.length === 0) return status(SW_WRONG_DATA);
  if (step?.form !== 'challenge') return status(SW_CONDITIONS_NOT_SATISFIED);
  if (!isSame(encryptBlocks(cipher, key, step.bytes), response)) return refuse(core);
  core.volatile.adminAuthenticated = true;
  return status(SW_OK);
}

function begin(core: PivCore, form: AdminStep['form'], cipher: SymmetricCipher): Uint8Array {
  const bytes = Uint8Array.from(randomBytes(blockLength(cipher)));
  core.volatile.step = { form, bytes };
  return bytes;
}

/** Counted for tests; a terminal is told nothing but the refusal. */
function refuse(core: PivCore): Reply {
  const state = core.persistent();
  core.commit({ ...state, admin: { ...state.admin, refusals: state.admin.refusals + 1 } });
  return status(SW_SECURITY_STATUS_NOT_SATISFIED);
}

function reply(tag: number, value: Uint8Array): Reply {
  return answer(encodeTlv(TEMPLATE, encodeTlv(tag, value)));
}

function isSame(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
