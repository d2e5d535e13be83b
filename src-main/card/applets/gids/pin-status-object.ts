import type { PinCounter } from '../../../../src-shared/domain/views.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { findTlv, parseTlv } from '../../tlv/tlv.ts';
import { combineCounters } from '../shared/combine-counters.ts';
import { getDataObject, type DataObjectAddress } from '../shared/get-data.ts';

/** GIDS 2.0: the PIN's status is a data object of the application, 7F71. */
const PIN_STATUS: DataObjectAddress = { file: 0x3fff, tag: 0x7f71 };
const TAG_TRIES_LEFT = 0x97;
/** The same on cards of the first version. */
const TAG_TRIES_LEFT_V1 = 0x9f17;
const TAG_TRIES_MAX = 0x93;

/** Tries of the user PIN. Spends nothing, whatever the state of the PIN. */
export const readPinStatusObject: CardCommand<void, PinCounter> = {
  build: () => getDataObject.build(PIN_STATUS),
  parse: (response) => {
    const objects = parseTlv(getDataObject.parse(response, PIN_STATUS));
    const counter = (tag: number): number | null => {
      const value = findTlv(objects, tag)?.value;
      return value?.length === 1 ? (value[0] ?? null) : null;
    };
    const triesLeft = counter(TAG_TRIES_LEFT) ?? counter(TAG_TRIES_LEFT_V1);
    return combineCounters(null, { triesLeft, triesMax: counter(TAG_TRIES_MAX) });
  },
};
