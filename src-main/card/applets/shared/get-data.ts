import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { encodeTlv, parseTlv, requireTlv } from '../../tlv/tlv.ts';
import { requireOk } from './status-words.ts';

/** ISO 7816-4, 7.4.2 (GET DATA), odd instruction: a tag list in the data field. */
const INS_GET_DATA = 0xcb;
const TAG_TAG_LIST = 0x5c;

/** The file that holds the object (P1-P2; 3FFF: the application itself) and the object's tag. */
export interface DataObjectAddress {
  readonly file: number;
  readonly tag: number;
}

/** What is asked, and the tag of the object that the answer is; PIV answers in another (53) than it is asked for. */
export interface DataObjectRequest extends DataObjectAddress {
  readonly answerTag?: number;
}

/** Value of one data object. Neither changes a security status nor voids a challenge. */
export const getDataObject: CardCommand<DataObjectRequest, Uint8Array> = {
  build: ({ file, tag }) =>
    plainCommand(
      { cla: 0x00, ins: INS_GET_DATA, p1: file >> 8, p2: file & 0xff },
      { data: encodeTlv(TAG_TAG_LIST, tagOf(tag)), le: LE_MAX },
    ),
  parse: ({ data, sw }, { tag, answerTag }) => {
    requireOk(sw);
    return requireTlv(parseTlv(data, { nested: false }), answerTag ?? tag).value;
  },
};

const tagOf = (tag: number): Uint8Array =>
  tag > 0xffff ? Uint8Array.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff) : Uint8Array.of(tag >> 8, tag & 0xff);
