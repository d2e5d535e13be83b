import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import {
  status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { readTlvs } from '../card/tlv.ts';
import { APPLICATION_FILE, deauthenticate } from './gids-core.ts';
import type { GidsCore } from './gids-core.ts';

/** File descriptor bytes (82): a file of data objects, a key. */
const DATA_OBJECT_FILE = 0x39;
const KEY_FILE = 0x18;

/**
 * CREATE FILE (00 E0), on a blank card only: 62 { 82 type, 83 identifier, 8C access }. Of a file of data objects the access rule is
 * 03, condition to write, condition to read. A key file is only noted as current: its value comes by PUT DATA.
 */
export function createFile(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x00 || p2 !== 0x00) return status(SW_INCORRECT_P1_P2);
  const state = core.persistent();
  if (state.activated) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const parameters = readTlvs(data)?.find(({ tag }) => tag === 0x62)?.value;
  const objects = parameters === undefined ? undefined : readTlvs(parameters);
  const valueOf = (tag: number): Uint8Array | undefined => objects?.find((object) => object.tag === tag)?.value;
  const identifier = valueOf(0x83);
  const [type] = valueOf(0x82) ?? [];
  const [mode, write, read] = valueOf(0x8c) ?? [];
  if (identifier?.length !== 2) return status(SW_WRONG_DATA);
  const id = Buffer.from(identifier).toString('hex').toUpperCase();
  if (type === DATA_OBJECT_FILE) {
    if (mode !== 0x03 || write === undefined || read === undefined) return status(SW_WRONG_DATA);
    core.commit({ ...state, files: [...state.files.filter((file) => file.id !== id), { id, read, write }] });
  } else if (type !== KEY_FILE) {
    return status(SW_WRONG_DATA);
  }
  core.volatile.file = id;
  return status(SW_OK);
}

/** ACTIVATE FILE (00 44) of the current file. Of the application it ends the time in which a blank card lets everything be done. */
export function activateFile(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x00 || p2 !== 0x00 || data.length > 0) return status(SW_INCORRECT_P1_P2);
  if (core.volatile.file === null) return status(SW_CONDITIONS_NOT_SATISFIED);
  if (core.volatile.file === APPLICATION_FILE && !core.persistent().activated) {
    core.commit({ ...core.persistent(), activated: true });
    deauthenticate(core.volatile);
  }
  return status(SW_OK);
}
