import type { PinCounter } from '../../../../src-shared/domain/views.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { encodeTlv, findTlv, parseTlv, requireTlv } from '../../tlv/tlv.ts';
import { requireOk } from '../shared/status-words.ts';

/** ISO 7816-4, 7.4.2 (GET DATA); P1-P2 3FFF: the SDOs of the current DF and above (IAS-ECC). */
const INS_GET_DATA = 0xcb;
const TAG_EXTENDED_HEADER_LIST = 0x4d;
const TAG_ANSWER = 0x70;
const SDO_CLASS_CHV = 0x01;
const SDO_TAG = 0xbf;
const SDO_LOCAL = 0x80;
const TAG_DOCP = 0xa0;
/** "All of it" in an extended header list. */
const WHOLE = 0x80;
const TAG_TRIES_MAX = 0x9a;
const TAG_TRIES_LEFT = 0x9b;

const chvTag = (reference: number): number => (SDO_TAG << 16) | ((SDO_CLASS_CHV | SDO_LOCAL) << 8) | (reference & 0x3f);

/** Attributes (DOCP) of the CHV security data object: tries as the card counts them; null where they are missing or too long. */
export const readChvCounters: CardCommand<{ readonly reference: number }, PinCounter> = {
  build: ({ reference }) => {
    const request = encodeTlv(chvTag(reference), Uint8Array.of(TAG_DOCP, WHOLE));
    const data = encodeTlv(TAG_EXTENDED_HEADER_LIST, encodeTlv(TAG_ANSWER, request));
    return plainCommand({ cla: 0x00, ins: INS_GET_DATA, p1: 0x3f, p2: 0xff }, { data, le: LE_MAX });
  },
  parse: ({ data, sw }, { reference }) => {
    requireOk(sw);
    const answer = requireTlv(parseTlv(data), TAG_ANSWER);
    const docp = requireTlv(requireTlv(answer.children, chvTag(reference)).children, TAG_DOCP);
    const counter = (tag: number): number | null => {
      const value = findTlv(docp.children, tag)?.value;
      return value?.length === 1 ? (value[0] ?? null) : null;
    };
    return { triesLeft: counter(TAG_TRIES_LEFT), triesMax: counter(TAG_TRIES_MAX) };
  },
};
