import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import { answer, status, SW_FILE_NOT_FOUND, SW_INCORRECT_P1_P2, SW_OK, SW_WRONG_LENGTH } from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { bytesOf, encodeTlv } from '../card/tlv.ts';
import { APPLICATION_FILE, deauthenticate } from './gids-core.ts';
import type { GidsCore } from './gids-core.ts';

/** GIDS 2.0, 10.1.1: RID of Microsoft, "BTFY", version 2, one byte of revision. */
const AID = 'A000000397425446590201';
/** Without version and revision: what terminals select by. */
const SHORTEST_NAME = 9;

/** File control information: AID, and discretionary data 40 C0 (card capabilities). */
const CONTROL_INFORMATION = encodeTlv(
  0x61,
  encodeTlv(0x4f, Buffer.from(AID, 'hex')),
  encodeTlv(0x73, encodeTlv(0x40, bytesOf(0xc0))),
);
/** Control parameters of the application as a DF: creating needs user or administrator. */
const CONTROL_PARAMETERS = encodeTlv(0x62, encodeTlv(0x82, bytesOf(0x38)), encodeTlv(0x8c, bytesOf(0x03, 0x30, 0x30)));

/**
 * SELECT (ISO 7816-4, 7.1.1): by name (P1 04) or the application by its identifier 3FFF (P1 00). By name everything that lives
 * until the application is deselected goes: PIN status, authentication and a challenge that was out. An unknown name leaves all
 * as it was.
 */
export function select(core: GidsCore, command: CommandApdu): Reply {
  const { p1, p2, data } = command;
  if ((p2 & 0xf3) !== 0) return status(SW_INCORRECT_P1_P2);
  const quiet = p2 === 0x0c;
  if (p1 === 0x04) {
    const name = Buffer.from(data).toString('hex').toUpperCase();
    if (data.length < SHORTEST_NAME || !AID.startsWith(name)) return status(SW_FILE_NOT_FOUND);
    deauthenticate(core.volatile);
    core.volatile.selected = true;
    core.volatile.file = APPLICATION_FILE;
    return quiet ? status(SW_OK) : answer(CONTROL_INFORMATION);
  }
  if (p1 !== 0x00) return status(SW_INCORRECT_P1_P2);
  if (data.length !== 2) return status(SW_WRONG_LENGTH);
  if (!core.volatile.selected || Buffer.from(data).toString('hex').toUpperCase() !== APPLICATION_FILE) return status(SW_FILE_NOT_FOUND);
  core.volatile.file = APPLICATION_FILE;
  return quiet ? status(SW_OK) : answer(CONTROL_PARAMETERS);
}
