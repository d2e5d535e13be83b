import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CardConnection } from '../../ports/smart-card-service.ts';
import { translatingPcsc } from './scard-table.ts';
import type { ResponseApdu, Transport } from './transport.ts';

/** Longest response to a short command: 256 bytes of data and the status word (ISO 7816-4, 5.1). */
export const SHORT_RESPONSE_MAX = 256 + 2;

/** A transport over one PC/SC connection. The connection stays the caller's to close. */
export function createPcscTransport(connection: CardConnection): Transport {
  return {
    async transmit(command) {
      return splitResponse(await translatingPcsc(() => connection.transmit(command)));
    },
  };
}

/**
 * Cuts a raw response in data and status word.
 * @throws AppError tokenRemoved for fewer than two bytes: some drivers report success with an empty buffer when the card was
 * pulled; tokenMalformedAnswer for a length or a status word that ISO 7816-4 does not know.
 */
export function splitResponse(raw: Uint8Array): ResponseApdu {
  const sw1 = raw.at(-2);
  const sw2 = raw.at(-1);
  if (sw1 === undefined || sw2 === undefined) throw new AppError('tokenRemoved', {}, new Error('response under two bytes'));
  if (raw.length > SHORT_RESPONSE_MAX) throw new AppError('tokenMalformedAnswer', { reason: 'responseTooLong' });
  // 7816-4, 5.1.3: SW1 is 6X or 9X, and never 60 (a T=0 procedure byte).
  const known = (sw1 >= 0x61 && sw1 <= 0x6f) || (sw1 & 0xf0) === 0x90;
  if (!known) throw new AppError('tokenMalformedAnswer', { reason: 'statusWord' });
  return { data: raw.slice(0, -2), sw: (sw1 << 8) | sw2 };
}
