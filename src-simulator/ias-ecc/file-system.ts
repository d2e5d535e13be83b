import { Buffer } from 'node:buffer';
import type { CardFileState, IasEccState } from './ias-ecc-state.ts';
import type { DedicatedFile } from './ias-ecc-core.ts';
import { bytesOf, encodeTlv } from '../card/tlv.ts';

const MF_ID = '3F00';
const APPLICATION_ID = '5015';
/** "...Generic": the PKCS#15 profile name IAS-ECC cards carry in EF.DIR. */
export const APPLICATION_AID = 'E828BD080FD25047656E65726963';
/** Name of the IAS-ECC root on cards that name it; selecting it is selecting the MF. */
const ROOT_AID = 'A00000001880000000066240FF';

export type Selected =
  | { readonly kind: 'df'; readonly df: DedicatedFile }
  | { readonly kind: 'ef'; readonly file: CardFileState };

export function fileById(state: IasEccState, df: DedicatedFile, id: string): CardFileState | undefined {
  return state.files.find((file) => file.parent === df && file.id === id);
}

export function fileBySfi(state: IasEccState, df: DedicatedFile, sfi: number): CardFileState | undefined {
  return state.files.find((file) => file.parent === df && file.sfi === sfi);
}

export function contentOf(file: CardFileState): Uint8Array {
  return Uint8Array.from(Buffer.from(file.content, 'base64'));
}

/** Walks a path of two-byte identifiers from a DF; 3F00 at its head restarts from the MF. Undefined when a step is missing. */
export function walkPath(state: IasEccState, from: DedicatedFile, ids: readonly string[]): Selected | undefined {
  let df = from;
  for (const [index, id] of ids.entries()) {
    if (id === MF_ID && index === 0) {
      df = 'mf';
    } else if (df === 'mf' && id === APPLICATION_ID) {
      df = 'app';
    } else {
      const file = index === ids.length - 1 ? fileById(state, df, id) : undefined;
      return file === undefined ? undefined : { kind: 'ef', file };
    }
  }
  return { kind: 'df', df };
}

/** A DF name may be given in part, right-truncated (ISO 7816-4, 7.1.1), but five bytes (an RID) at least. */
export function dedicatedFileByName(name: string): DedicatedFile | undefined {
  if (name.length < 10) return undefined;
  if (APPLICATION_AID.startsWith(name)) return 'app';
  return ROOT_AID.startsWith(name) ? 'mf' : undefined;
}

/** Access rules (IAS-ECC 8C: access mode byte, then one condition per set bit): nobody creates, everybody reads, nobody writes. */
const DF_ACCESS = encodeTlv(0xa1, encodeTlv(0x8c, bytesOf(0x02, 0xff)));
const EF_ACCESS = encodeTlv(0xa1, encodeTlv(0x8c, bytesOf(0x03, 0xff, 0x00)));
const ACTIVATED = encodeTlv(0x8a, bytesOf(0x05));

/** File control parameters (ISO 7816-4, 7.4.3), without the outer 62 or 6F. */
export function controlParameters(selected: Selected): Uint8Array {
  if (selected.kind === 'df') {
    const name = selected.df === 'app' ? encodeTlv(0x84, hex(APPLICATION_AID)) : encodeTlv(0x84, hex(ROOT_AID));
    const id = encodeTlv(0x83, hex(selected.df === 'app' ? APPLICATION_ID : MF_ID));
    return Uint8Array.from(Buffer.concat([encodeTlv(0x82, bytesOf(0x38)), id, name, DF_ACCESS, ACTIVATED]));
  }
  const { file } = selected;
  const size = contentOf(file).length;
  const sfi = file.sfi === null ? new Uint8Array(0) : bytesOf(file.sfi << 3);
  return Uint8Array.from(
    Buffer.concat([
      encodeTlv(0x80, bytesOf(size >> 8, size & 0xff)),
      encodeTlv(0x82, bytesOf(0x01)),
      encodeTlv(0x83, hex(file.id)),
      encodeTlv(0x88, sfi),
      EF_ACCESS,
      ACTIVATED,
    ]),
  );
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
