import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import { answer, status, SW_INCORRECT_P1_P2 } from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { bytesOf } from '../card/tlv.ts';
import type { PivCore } from './piv-core.ts';

/** Yubico's extensions to PIV, of which its tools ask two before anything else. A version 5 without metadata (those began with 5.3). */
const VERSION = bytesOf(5, 2, 7);

/** GET VERSION (00 FD): three bytes. */
export function getVersion(_core: PivCore, { p1, p2 }: CommandApdu): Reply {
  return p1 === 0 && p2 === 0 ? answer(VERSION) : status(SW_INCORRECT_P1_P2);
}

/** GET SERIAL NUMBER (00 F8): four bytes, here those the GUID ends with. */
export function getSerial(core: PivCore, { p1, p2 }: CommandApdu): Reply {
  return p1 === 0 && p2 === 0 ? answer(Buffer.from(core.persistent().guid.slice(-8), 'hex')) : status(SW_INCORRECT_P1_P2);
}
