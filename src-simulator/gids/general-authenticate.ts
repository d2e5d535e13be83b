import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { CommandApdu } from '../card/apdu.ts';
import {
  answer, status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { decryptBlocks, encryptBlocks } from '../card/symmetric-key.ts';
import { bytesOf, concatBytes, encodeTlv, readTlvs } from '../card/tlv.ts';
import type { GidsCore } from './gids-core.ts';

const DYNAMIC_AUTHENTICATION_DATA = 0x7c;
const CHALLENGE = 0x81;
const RESPONSE = 0x82;
const CIPHER = 'des-ede3-cbc';
const EXTERNAL_LENGTH = 8;
const MUTUAL_LENGTH = 16;
/** Key material of one side, with the padding byte. */
const SHARE_LENGTH = 8;
const PADDING = 0x80;

/**
 * GENERAL AUTHENTICATE of the administrator by the symmetric key MSE SET chose (GIDS 2.0, 11.3). A challenge first: 81 empty asks
 * for eight bytes, 81 with sixteen begins the mutual form. Then a response: 82 with eight bytes, or with forty of the mutual form.
 * The challenge is spent by any response, whatever comes of it, and a new challenge ends an authentication.
 */
export function generalAuthenticate(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (!core.persistent().activated) return status(SW_CONDITIONS_NOT_SATISFIED);
  if (p1 !== 0x00 || p2 !== 0x00) return status(SW_INCORRECT_P1_P2);
  const [template, ...more] = readTlvs(data) ?? [];
  if (template?.tag !== DYNAMIC_AUTHENTICATION_DATA || more.length > 0) return status(SW_WRONG_DATA);
  const objects = readTlvs(template.value);
  const challenge = objects?.find(({ tag }) => tag === CHALLENGE);
  const response = objects?.find(({ tag }) => tag === RESPONSE);
  if (challenge !== undefined) return giveChallenge(core, challenge.value);
  return response === undefined ? status(SW_WRONG_DATA) : takeResponse(core, response.value);
}

function giveChallenge(core: GidsCore, terminal: Uint8Array): Reply {
  core.volatile.challenge = null;
  core.volatile.adminAuthenticated = false;
  if (!core.volatile.adminKeySelected) return status(SW_CONDITIONS_NOT_SATISFIED);
  if (terminal.length !== 0 && terminal.length !== MUTUAL_LENGTH) return status(SW_WRONG_DATA);
  const mutual = terminal.length === MUTUAL_LENGTH;
  const card = Uint8Array.from(randomBytes(mutual ? MUTUAL_LENGTH : EXTERNAL_LENGTH));
  core.volatile.challenge = mutual ? { form: 'mutual', card, terminal: Uint8Array.from(terminal) } : { form: 'external', card };
  return answer(encodeTlv(DYNAMIC_AUTHENTICATION_DATA, encodeTlv(CHALLENGE, card)));
}

function takeResponse(core: GidsCore, response: Uint8Array): Reply {
  const { challenge } = core.volatile;
  core.volatile.challenge = null;
  core.volatile.adminAuthenticated = false;
  if (challenge === null || !core.volatile.adminKeySelected) return status(SW_CONDITIONS_NOT_SATISFIED);
  const key = Buffer.from(core.persistent().admin.key, 'base64');
  if (challenge.form === 'external') {
    if (!isSame(encryptBlocks(CIPHER, key, challenge.card), response)) return refuse(core);
    core.volatile.adminAuthenticated = true;
    return status(SW_OK);
  }
  // Terminal's part: R2 || R1 || Z1, CBC; the card answers R1 || R2 || Z2. Each Z is seven bytes and 80.
  if (response.length !== 2 * MUTUAL_LENGTH + SHARE_LENGTH) return refuse(core);
  const plain = decryptBlocks(CIPHER, key, response);
  const randoms = concatBytes(challenge.card, challenge.terminal);
  if (!isSame(randoms, plain.subarray(0, randoms.length)) || plain.at(-1) !== PADDING) return refuse(core);
  core.volatile.adminAuthenticated = true;
  const own = concatBytes(challenge.terminal, challenge.card, randomBytes(SHARE_LENGTH - 1), bytesOf(PADDING));
  return answer(encodeTlv(DYNAMIC_AUTHENTICATION_DATA, encodeTlv(RESPONSE, encryptBlocks(CIPHER, key, own))));
}

/** Counted for tests; a terminal is told nothing but the refusal. */
function refuse(core: GidsCore): Reply {
  const state = core.persistent();
  core.commit({ ...state, admin: { ...state.admin, refusals: state.admin.refusals + 1 } });
  return status(SW_SECURITY_STATUS_NOT_SATISFIED);
}

function isSame(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
