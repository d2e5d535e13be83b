import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { parseTlv, requireTlv } from '../../tlv/tlv.ts';
import { INS_READ_BINARY, P1_SFI } from '../shared/read-binary.ts';
import { commandRefused, meaningOf } from '../shared/status-words.ts';

/** EF.SN of IAS-ECC, by its short identifier: read without selecting anything, so nothing the card holds is lost. */
const SFI_EF_SN = 0x1c;
/** Primary account number (ISO 7816-6). */
const TAG_PAN = 0x5a;
const SERIAL_LENGTH = 8;

/** Serial number: the last 8 bytes of the PAN, as 16 upper-case hex digits. */
export const readSerial: CardCommand<void, string> = {
  build: () => plainCommand({ cla: 0x00, ins: INS_READ_BINARY, p1: P1_SFI | SFI_EF_SN, p2: 0x00 }, { le: LE_MAX }),
  parse: ({ data, sw }) => {
    const { kind } = meaningOf(sw);
    if (kind !== 'ok' && kind !== 'endOfFile') throw commandRefused(sw);
    const pan = requireTlv(parseTlv(data, { trailing: 'padding', nested: false }), TAG_PAN).value;
    if (pan.length < SERIAL_LENGTH) throw new AppError('tokenMalformedAnswer', { reason: 'serial' });
    return Buffer.from(pan.subarray(-SERIAL_LENGTH)).toString('hex').toUpperCase();
  },
};
