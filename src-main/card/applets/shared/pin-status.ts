import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_VERIFY, queryCommand } from '../../apdu/command-apdu.ts';
import { commandRefused, meaningOf, requireNoData } from './status-words.ts';

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
