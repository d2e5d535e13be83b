import type { CommandApdu } from '../card/apdu.ts';
import { compareReferenceData } from '../card/compare-reference-data.ts';
import { sealReferenceData } from '../card/reference-data.ts';
import {
  status, SW_AUTHENTICATION_METHOD_BLOCKED, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_LENGTH, triesLeft,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { DEAUTHENTICATE_REFERENCE, deauthenticate, PIN_REFERENCE } from './gids-core.ts';
import type { GidsCore } from './gids-core.ts';

/** Of the PIN, in bytes; nothing is padded. */
export const PIN_MIN_LENGTH = 4;
export const PIN_MAX_LENGTH = 16;

const isPinLength = (length: number): boolean => length >= PIN_MIN_LENGTH && length <= PIN_MAX_LENGTH;

/**
 * VERIFY. Without data it tells the status: 9000 verified, 63Cx tries left, 6983 blocked. A PIN of a length no PIN has is told
 * the tries left and spends none. Reference 82 takes every authentication away.
 */
export function verify(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x00) return status(SW_INCORRECT_P1_P2);
  if (p2 === DEAUTHENTICATE_REFERENCE) {
    deauthenticate(core.volatile);
    return status(SW_OK);
  }
  if (p2 !== PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  const { userPin } = core.persistent();
  if (data.length === 0 && core.volatile.userVerified) return status(SW_OK);
  if (userPin.left === 0) return status(SW_AUTHENTICATION_METHOD_BLOCKED);
  return isPinLength(data.length) ? compare(core, data) : triesLeft(userPin.left);
}

/**
 * CHANGE REFERENCE DATA. P1 00: old || new, without a mark between them. P1 01: the new one alone, of a verified PIN or of a
 * blank card. A wrong old PIN spends a try whatever the length of the new one, so that no length is told.
 */
export function changeReferenceData(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 > 0x01) return status(SW_INCORRECT_P1_P2);
  if (p2 !== PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  if (p1 === 0x01) {
    if (core.persistent().activated && !core.volatile.userVerified) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
    return isPinLength(data.length) ? write(core, data) : status(SW_WRONG_LENGTH);
  }
  if (data.length < 2 * PIN_MIN_LENGTH || data.length > 2 * PIN_MAX_LENGTH) return status(SW_WRONG_LENGTH);
  const { pinLength } = core.persistent();
  const compared = compare(core, data.subarray(0, pinLength));
  if (compared.sw !== SW_OK) return compared;
  const fresh = data.subarray(pinLength);
  return isPinLength(fresh.length) ? write(core, fresh) : status(SW_WRONG_LENGTH);
}

/**
 * RESET RETRY COUNTER, P1 02 only: the new PIN, once the administrator is authenticated. A success takes every authentication
 * away, as the specification asks; a new PIN of a wrong length takes nothing.
 */
export function resetRetryCounter(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (!core.persistent().activated) return status(SW_CONDITIONS_NOT_SATISFIED);
  if (p1 !== 0x02) return status(SW_INCORRECT_P1_P2);
  if (p2 !== PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  if (!core.volatile.adminAuthenticated) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  if (!isPinLength(data.length)) return status(SW_WRONG_LENGTH);
  write(core, data);
  deauthenticate(core.volatile);
  return status(SW_OK);
}

function compare(core: GidsCore, pin: Uint8Array): Reply {
  core.volatile.userVerified = false;
  const compared = compareReferenceData(core.persistent().userPin, pin, (userPin) => core.commit({ ...core.persistent(), userPin }));
  core.volatile.userVerified = compared.sw === SW_OK;
  return compared;
}

function write(core: GidsCore, pin: Uint8Array): Reply {
  const { max } = core.persistent().userPin;
  core.commit({ ...core.persistent(), userPin: sealReferenceData(pin, { max, left: max }), pinLength: pin.length });
  return status(SW_OK);
}
