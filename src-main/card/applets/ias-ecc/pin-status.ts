import type { PinCounter } from '../../../../src-shared/domain/views.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_VERIFY, LE_MAX, plainCommand, queryCommand } from '../../apdu/command-apdu.ts';
import { encodeTlv, findTlv, parseTlv, requireTlv } from '../../tlv/tlv.ts';
import { commandRefused, meaningOf, requireNoData, requireOk } from './status-words.ts';

/** The highest counter that 63Cx can say. */
const COUNTER_MAX = 15;

/** What VERIFY without data says: tries left, or null where it says something else (9000: verified). */
export const readPinStatus: CardCommand<{ readonly reference: number }, number | null> = {
  // ISO 7816-4, 7.5.6: with an empty data field the command asks for the state and spends nothing.
  build: ({ reference }) => queryCommand({ cla: 0x00, ins: INS_VERIFY, p1: 0x00, p2: reference }),
  parse: ({ data, sw }) => {
    requireNoData(data);
    const meaning = meaningOf(sw);
    switch (meaning.kind) {
      case 'ok':
      case 'notUsable':
        return null;
      case 'blocked':
        return 0;
      case 'wrong':
        return meaning.triesLeft;
      case 'endOfFile':
      case 'securityNotSatisfied':
      case 'conditionsNotSatisfied':
      case 'outsideFile':
      case 'refused':
        throw commandRefused(sw);
    }
  },
};

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

/**
 * One counter out of the two answers. A number outside 0..max, or two answers that contradict each other, are "unknown":
 * a number is shown only when the card said it clearly.
 */
export function combineCounters(status: number | null, chv: PinCounter): PinCounter {
  const triesMax = chv.triesMax !== null && chv.triesMax >= 1 && chv.triesMax <= COUNTER_MAX ? chv.triesMax : null;
  const agreed = status === null || chv.triesLeft === null || status === chv.triesLeft;
  const left = agreed ? (chv.triesLeft ?? status) : null;
  return { triesLeft: left !== null && left <= (triesMax ?? COUNTER_MAX) ? left : null, triesMax };
}
