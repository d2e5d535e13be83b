import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import { answer, status, SW_FILE_NOT_FOUND, SW_INCORRECT_P1_P2 } from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { encodeTlv } from '../card/tlv.ts';
import type { PivCore } from './piv-core.ts';

/** RID of NIST and the PIX of the application, version 1.0 (SP 800-73-4 part 1, 2.2). */
const RID = 'A000000308';
const PIX = '000010000100';
export const PIV_AID = RID + PIX;

/**
 * SELECT by name (SP 800-73-4 part 2, 3.1.1), the AID whole or right-truncated to the RID at least. Answers the application
 * property template (table 3). Selecting again leaves the security status, and so does a name the card has not.
 */
export function select(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x04 || p2 !== 0x00) return status(p1 === 0x04 ? SW_INCORRECT_P1_P2 : SW_FILE_NOT_FOUND);
  const name = Buffer.from(data).toString('hex').toUpperCase();
  if (name.length < RID.length || !PIV_AID.startsWith(name)) return status(SW_FILE_NOT_FOUND);
  core.volatile.selected = true;
  const template = encodeTlv(
    0x61,
    encodeTlv(0x4f, Buffer.from(PIX, 'hex')),
    encodeTlv(0x79, encodeTlv(0x4f, Buffer.from(RID, 'hex'))),
    encodeTlv(0x50, Buffer.from(core.persistent().label, 'utf8')),
  );
  return answer(template);
}
