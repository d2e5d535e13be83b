import type { IasEccState } from './ias-ecc-state.ts';
import type { ReferenceDataState } from '../card/state-parts.ts';
import type { CommandApdu } from '../card/apdu.ts';
import { PUK_REFERENCE, USER_PIN_REFERENCE } from './ias-ecc-core.ts';
import type { IasEccCore } from './ias-ecc-core.ts';
import { isPukBlock, isUserPinBlock, PIN_BLOCK_LENGTH } from './pin-block.ts';
import { compareReferenceData } from '../card/compare-reference-data.ts';
import { sealReferenceData } from '../card/reference-data.ts';
import {
  status, SW_AUTHENTICATION_METHOD_BLOCKED, SW_INCORRECT_P1_P2, SW_OK, SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA, SW_WRONG_LENGTH, triesLeft,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';

type Secret = 'userPin' | 'puk';

/** VERIFY (ISO 7816-4, 7.5.6). Without data it only tells the status: 9000 verified, 63Cx tries left, 6983 blocked. */
export function verify(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0) return status(SW_INCORRECT_P1_P2);
  const secret = secretByReference(command.p2);
  if (secret === undefined) return status(SW_REFERENCE_NOT_FOUND);
  const reference = core.persistent()[secret];
  if (command.data.length === 0) {
    if (isVerified(core, secret)) return status(SW_OK);
    return reference.left === 0 ? status(SW_AUTHENTICATION_METHOD_BLOCKED) : triesLeft(reference.left);
  }
  if (command.data.length !== PIN_BLOCK_LENGTH) return status(SW_WRONG_LENGTH);
  return compare(core, secret, command.data);
}

/**
 * CHANGE REFERENCE DATA (ISO 7816-4, 7.5.7), P1 00: old || new, eight bytes each. A new value this card could not hold is
 * refused with 6A80 before the old one is compared, so it costs no try.
 */
export function changeReferenceData(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0) return status(SW_INCORRECT_P1_P2);
  const secret = secretByReference(command.p2);
  if (secret === undefined) return status(SW_REFERENCE_NOT_FOUND);
  if (command.data.length !== 2 * PIN_BLOCK_LENGTH) return status(SW_WRONG_LENGTH);
  const fresh = command.data.subarray(PIN_BLOCK_LENGTH);
  if (!isAcceptable(secret, fresh)) return status(SW_WRONG_DATA);
  const compared = compare(core, secret, command.data.subarray(0, PIN_BLOCK_LENGTH));
  if (compared.sw !== SW_OK) return compared;
  const { max } = core.persistent()[secret];
  write(core, secret, sealReferenceData(fresh, { max, left: max }));
  return status(SW_OK);
}

/**
 * RESET RETRY COUNTER (ISO 7816-4, 7.5.10) of the user PIN, never of the PUK. P1: 00 PUK || new, 01 PUK, 02 new, 03 nothing.
 * 02 and 03 need the PUK verified or the admin keyset authenticated; a success takes that authorisation away and leaves the
 * PIN unverified. A new value this card could not hold is refused with 6A80 and takes nothing.
 */
export function resetRetryCounter(core: IasEccCore, command: CommandApdu): Reply {
  const { p1, p2, data } = command;
  if (p1 > 0x03) return status(SW_INCORRECT_P1_P2);
  if (p2 === PUK_REFERENCE) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  if (p2 !== USER_PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  const carriesPuk = p1 === 0x00 || p1 === 0x01;
  const carriesPin = p1 === 0x00 || p1 === 0x02;
  if (data.length !== (carriesPuk ? PIN_BLOCK_LENGTH : 0) + (carriesPin ? PIN_BLOCK_LENGTH : 0)) return status(SW_WRONG_LENGTH);
  const fresh = carriesPin ? data.subarray(data.length - PIN_BLOCK_LENGTH) : undefined;
  if (!carriesPuk && !core.volatile.pukVerified && !core.volatile.adminAuthenticated) {
    return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  }
  if (fresh !== undefined && !isUserPinBlock(fresh)) return status(SW_WRONG_DATA);
  if (carriesPuk) {
    const compared = compare(core, 'puk', data.subarray(0, PIN_BLOCK_LENGTH));
    if (compared.sw !== SW_OK) return compared;
  }
  const { userPin } = core.persistent();
  const tries = { max: userPin.max, left: userPin.max };
  write(core, 'userPin', fresh === undefined ? { ...userPin, ...tries } : sealReferenceData(fresh, tries));
  core.volatile.userVerified = false;
  core.volatile.pukVerified = false;
  core.volatile.adminAuthenticated = false;
  return status(SW_OK);
}

function secretByReference(reference: number): Secret | undefined {
  if (reference === USER_PIN_REFERENCE) return 'userPin';
  return reference === PUK_REFERENCE ? 'puk' : undefined;
}

function isAcceptable(secret: Secret, block: Uint8Array): boolean {
  return secret === 'userPin' ? isUserPinBlock(block) : isPukBlock(block);
}

function compare(core: IasEccCore, secret: Secret, block: Uint8Array): Reply {
  setVerified(core, secret, false);
  const compared = compareReferenceData(core.persistent()[secret], block, (next) => write(core, secret, next));
  setVerified(core, secret, compared.sw === SW_OK);
  return compared;
}

function write(core: IasEccCore, secret: Secret, reference: ReferenceDataState): void {
  const next: IasEccState = { ...core.persistent(), [secret]: reference };
  core.commit(next);
}

function isVerified(core: IasEccCore, secret: Secret): boolean {
  return secret === 'userPin' ? core.volatile.userVerified : core.volatile.pukVerified;
}

function setVerified(core: IasEccCore, secret: Secret, verified: boolean): void {
  if (secret === 'userPin') core.volatile.userVerified = verified;
  else core.volatile.pukVerified = verified;
}
