import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import type { IasEccCore } from './ias-ecc-core.ts';
import { contentOf, controlParameters, dedicatedFileByName, fileById, fileBySfi, walkPath } from './file-system.ts';
import type { Selected } from './file-system.ts';
import {
  answer, status, SW_END_OF_FILE, SW_FILE_NOT_FOUND, SW_INCORRECT_P1_P2, SW_NO_CURRENT_EF, SW_OFFSET_OUTSIDE_EF, SW_OK,
  SW_WRONG_LENGTH,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { encodeTlv } from '../card/tlv.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/**
 * SELECT (ISO 7816-4, 7.1.1). P1: 00 any identifier, 01 child DF, 02 EF of the current DF, 03 parent, 04 DF name, 08 path from
 * the MF, 09 path from the current DF (a leading 3F00 is taken as the MF, as OpenSC sends it). P2: 00 FCI, 04 FCP, 0C nothing.
 * A failed SELECT leaves the selection as it was. Nothing of the security status is lost.
 */
export function select(core: IasEccCore, command: CommandApdu): Reply {
  const template = responseTemplate(command.p2);
  if (template === undefined) return status(SW_INCORRECT_P1_P2);
  const target = resolve(core, command.p1, command.data);
  if (typeof target === 'number') return status(target);
  if (target.kind === 'df') {
    core.volatile.df = target.df;
    core.volatile.ef = null;
  } else {
    core.volatile.df = target.file.parent;
    core.volatile.ef = target.file.id;
  }
  return template === 'none' ? status(SW_OK) : answer(encodeTlv(template, controlParameters(target)));
}

function responseTemplate(p2: number): 0x62 | 0x6f | 'none' | undefined {
  if (p2 === 0x00) return 0x6f;
  if (p2 === 0x04) return 0x62;
  return p2 === 0x0c ? 'none' : undefined;
}

/** The selected file, or the status word that says why there is none. */
function resolve(core: IasEccCore, p1: number, data: Uint8Array): Selected | number {
  const state = core.persistent();
  const { df } = core.volatile;
  const found = (selected: Selected | undefined): Selected | number => selected ?? SW_FILE_NOT_FOUND;
  const name = hexOf(data);
  switch (p1) {
    case 0x00:
      if (data.length === 0) return { kind: 'df', df: 'mf' };
      return data.length === 2 ? found(walkPath(state, df, [name])) : SW_WRONG_LENGTH;
    case 0x01:
    case 0x02: {
      if (data.length !== 2) return SW_WRONG_LENGTH;
      const selected = walkPath(state, df, [name]);
      return selected?.kind === (p1 === 0x01 ? 'df' : 'ef') || name === '3F00' ? found(selected) : SW_FILE_NOT_FOUND;
    }
    case 0x03:
      return data.length === 0 ? { kind: 'df', df: 'mf' } : SW_WRONG_LENGTH;
    case 0x04: {
      const named = dedicatedFileByName(name);
      return named === undefined ? SW_FILE_NOT_FOUND : { kind: 'df', df: named };
    }
    case 0x08:
    case 0x09: {
      if (data.length === 0 || data.length % 2 !== 0) return SW_WRONG_LENGTH;
      return found(walkPath(state, p1 === 0x08 ? 'mf' : df, name.match(/.{4}/gu) ?? []));
    }
    default:
      return SW_INCORRECT_P1_P2;
  }
}

/**
 * READ BINARY (ISO 7816-4, 7.2.3) of the current EF, or by short identifier (P1 bit 8), which makes that EF current.
 * Le 00 gives what there is; an explicit Le beyond the end gives what there is with 6282.
 */
export function readBinary(core: IasEccCore, command: CommandApdu): Reply {
  if (command.data.length > 0 || command.le === null) return status(SW_WRONG_LENGTH);
  const state = core.persistent();
  let offset = (command.p1 << 8) | command.p2;
  let file = core.volatile.ef === null ? undefined : fileById(state, core.volatile.df, core.volatile.ef);
  if ((command.p1 & 0x80) !== 0) {
    if ((command.p1 & 0x60) !== 0) return status(SW_INCORRECT_P1_P2);
    file = fileBySfi(state, core.volatile.df, command.p1 & 0x1f);
    if (file === undefined) return status(SW_FILE_NOT_FOUND);
    core.volatile.ef = file.id;
    offset = command.p2;
  }
  if (file === undefined) return status(SW_NO_CURRENT_EF);
  const content = contentOf(file);
  if (offset >= content.length) return status(SW_OFFSET_OUTSIDE_EF);
  const bytes = content.subarray(offset, offset + command.le);
  const asksForAll = command.le === 256 || command.le === 65_536;
  return answer(bytes, bytes.length < command.le && !asksForAll ? SW_END_OF_FILE : SW_OK);
}
