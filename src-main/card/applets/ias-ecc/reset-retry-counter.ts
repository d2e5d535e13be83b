import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_RESET_RETRY_COUNTER, secretCommand } from '../../apdu/command-apdu.ts';
import { SecretBytes } from '../../apdu/secret-bytes.ts';
import type { PinFormat } from './ias-ecc-profile.ts';
import { meaningOf, renderSw, requireNoData } from './status-words.ts';

/** ISO 7816-4, 7.5.10: P1 = 02, the data field is the new reference data alone; the right to do it was proven before. */
const P1_NEW_REFERENCE_DATA = 0x02;

export type ResetVerdict = { readonly kind: 'ok' } | { readonly kind: 'refused'; readonly sw: string };

/** Any status word but 9000 is data: what became of the counter is read afterwards, never guessed. */
export const resetRetryCounter: CardCommand<{ readonly reference: number; readonly block: SecretBytes }, ResetVerdict> = {
  build: ({ reference, block }) =>
    secretCommand({ cla: 0x00, ins: INS_RESET_RETRY_COUNTER, p1: P1_NEW_REFERENCE_DATA, p2: reference }, block),
  parse: ({ data, sw }) => {
    requireNoData(data);
    return meaningOf(sw).kind === 'ok' ? { kind: 'ok' } : { kind: 'refused', sw: renderSw(sw) };
  },
};

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * The block that the card stores for a PIN: its ASCII digits, filled up. The caller overwrites the result.
 * @throws AppError pinLength | pinNotDigits before any byte reaches the card
 */
export function padPin(pin: SecretBytes, format: PinFormat): SecretBytes {
  return pin.lend((digits) => {
    if (digits.length < format.minLength || digits.length > format.maxLength) throw new AppError('pinLength');
    if (!digits.every((byte) => byte >= DIGIT_0 && byte <= DIGIT_9)) throw new AppError('pinNotDigits');
    const block = new Uint8Array(format.storedLength).fill(format.padByte);
    block.set(digits);
    try {
      return new SecretBytes(block);
    } finally {
      block.fill(0);
    }
  });
}
