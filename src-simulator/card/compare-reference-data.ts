import { matchesReferenceData } from './reference-data.ts';
import type { ReferenceDataState } from './state-parts.ts';
import { status, SW_AUTHENTICATION_METHOD_BLOCKED, SW_OK, triesLeft } from './status-word.ts';
import type { Reply } from './status-word.ts';

/**
 * Compares a PIN or PUK block: 9000, 63Cx, or 6983 without a comparison. The try is written off before the comparison and given
 * back after it: see `CardCore.commit`.
 */
export function compareReferenceData(before: ReferenceDataState, block: Uint8Array, write: (next: ReferenceDataState) => void): Reply {
  if (before.left === 0) return status(SW_AUTHENTICATION_METHOD_BLOCKED);
  write({ ...before, left: before.left - 1 });
  if (!matchesReferenceData(block, before)) return triesLeft(before.left - 1);
  write({ ...before, left: before.max });
  return status(SW_OK);
}
