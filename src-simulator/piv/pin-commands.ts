import type { CommandApdu } from '../card/apdu.ts';
import { compareReferenceData } from '../card/compare-reference-data.ts';
import { sealReferenceData } from '../card/reference-data.ts';
import {
  status, SW_AUTHENTICATION_METHOD_BLOCKED, SW_INCORRECT_P1_P2, SW_OK, SW_REFERENCE_NOT_FOUND, SW_WRONG_DATA, SW_WRONG_LENGTH,
  triesLeft,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { isPinBlock, isPukBlock, PIN_BLOCK_LENGTH } from './pin-block.ts';
import { PIN_REFERENCE, PUK_REFERENCE } from './piv-core.ts';
import type { PivCore } from './piv-core.ts';

type Secret = 'userPin' | 'puk';

/**
 * VERIFY of the PIN (SP 800-73-4 part 2, 3.2.1). Without data it tells the status: 9000 verified, 63Cx tries left, 6983 blocked.
 * P1 FF without data takes the status away. A block no PIN has is refused with 6A80 and costs no try. The PUK cannot be verified.
 */
export function verify(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  core.volatile.pinJustVerified = false;
  if (p1 !== 0x00 && p1 !== 0xff) return status(SW_INCORRECT_P1_P2);
  if (p2 !== PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  if (p1 === 0xff) {
    if (data.length > 0) return status(SW_WRONG_DATA);
    core.volatile.pinVerified = false;
    return status(SW_OK);
  }
  const { userPin } = core.persistent();
  if (data.length === 0) {
    if (core.volatile.pinVerified) return status(SW_OK);
    return userPin.left === 0 ? status(SW_AUTHENTICATION_METHOD_BLOCKED) : triesLeft(userPin.left);
  }
  if (!isPinBlock(data)) return status(SW_WRONG_DATA);
  const compared = compare(core, 'userPin', data);
  core.volatile.pinVerified = compared.sw === SW_OK;
  core.volatile.pinJustVerified = core.volatile.pinVerified;
  return compared;
}

/** CHANGE REFERENCE DATA of PIN or PUK (3.2.2): old || new. A new value that is no PIN or PUK is refused before the comparison. */
export function changeReferenceData(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x00) return status(SW_INCORRECT_P1_P2);
  if (p2 !== PIN_REFERENCE && p2 !== PUK_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  const secret: Secret = p2 === PIN_REFERENCE ? 'userPin' : 'puk';
  if (data.length !== 2 * PIN_BLOCK_LENGTH) return status(SW_WRONG_LENGTH);
  const fresh = data.subarray(PIN_BLOCK_LENGTH);
  if (!(secret === 'userPin' ? isPinBlock(fresh) : isPukBlock(fresh))) return status(SW_WRONG_DATA);
  const compared = compare(core, secret, data.subarray(0, PIN_BLOCK_LENGTH));
  if (secret === 'userPin') core.volatile.pinVerified = compared.sw === SW_OK;
  return compared.sw === SW_OK ? write(core, secret, fresh) : compared;
}

/** RESET RETRY COUNTER of the PIN (3.2.3): PUK || new PIN. The counter that a wrong PUK spends is that of the PUK. */
export function resetRetryCounter(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x00) return status(SW_INCORRECT_P1_P2);
  if (p2 !== PIN_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  if (data.length !== 2 * PIN_BLOCK_LENGTH) return status(SW_WRONG_LENGTH);
  const fresh = data.subarray(PIN_BLOCK_LENGTH);
  if (!isPinBlock(fresh)) return status(SW_WRONG_DATA);
  const compared = compare(core, 'puk', data.subarray(0, PIN_BLOCK_LENGTH));
  return compared.sw === SW_OK ? write(core, 'userPin', fresh) : compared;
}

function compare(core: PivCore, secret: Secret, block: Uint8Array): Reply {
  return compareReferenceData(core.persistent()[secret], block, (next) => core.commit({ ...core.persistent(), [secret]: next }));
}

function write(core: PivCore, secret: Secret, block: Uint8Array): Reply {
  const { max } = core.persistent()[secret];
  core.commit({ ...core.persistent(), [secret]: sealReferenceData(block, { max, left: max }) });
  return status(SW_OK);
}
