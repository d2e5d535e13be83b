import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { plainCommand } from '../../apdu/command-apdu.ts';
import { requireOk } from '../shared/status-words.ts';

/** YubiKey 5 and later, as its maker documents it: GET SERIAL NUMBER, four bytes. Asked of no other card. */
const INS_GET_SERIAL = 0xf8;
const SERIAL_LENGTH = 4;
/** "YubiKey", in the historical bytes of its answer to reset. */
const MAKER = Buffer.from('YubiKey', 'latin1');

export const hasVendorSerial = (atr: Uint8Array): boolean => Buffer.from(atr).includes(MAKER);

/** Eight upper-case hex digits. */
export const readVendorSerial: CardCommand<void, string> = {
  build: () => plainCommand({ cla: 0x00, ins: INS_GET_SERIAL, p1: 0x00, p2: 0x00 }, { le: SERIAL_LENGTH }),
  parse: ({ data, sw }) => {
    requireOk(sw);
    if (data.length !== SERIAL_LENGTH) throw new AppError('tokenMalformedAnswer', { reason: 'serial' });
    return Buffer.from(data).toString('hex').toUpperCase();
  },
};
