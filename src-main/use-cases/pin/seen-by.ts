import { serialTail } from '../../../src-shared/domain/serial.ts';
import type { PinEntry } from '../../../src-shared/ipc/pin-entry.ts';
import type { PinEntryInput } from '../../ports/card-host.ts';

/** What the card is compared with. The end of the number, retyped as it is printed: a person may type its letters small. */
export function seenBy({ serial, triesShown, serialTail: typed }: PinEntry): PinEntryInput {
  return { serial, triesShown, lastTryConfirmed: typed !== null && typed.toUpperCase() === serialTail(serial).toUpperCase() };
}
