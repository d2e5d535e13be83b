import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ResponseApdu, Transport } from '../transport/transport.ts';
import { isSecretHeader } from './command-apdu.ts';

const INS_GET_RESPONSE = 0xc0;
/** ISO 7816-4, 5.1.3 and 7.6.1: 61xx says that xx more bytes wait, 6Cxx which Le to ask again with; xx = 00 means 256. */
const SW1_BYTES_REMAINING = 0x61;
const SW1_WRONG_LE = 0x6c;
const SW_DONE = 0x9000;

/** A card may talk this much and no more: nothing this program reads in one command is longer. */
export const RESPONSE_ROUNDS_MAX = 40;
export const RESPONSE_TOTAL_MAX = 8192;

/**
 * Decorator: fetches the rest of an answer (61xx) and asks again with the right length (6Cxx, once).
 * A secret-bearing command passes through once and untouched, whatever the card answers: 6Cxx would send its body twice.
 * @param rest leave: what waits behind 61xx stays on the card, which drops it at the next command (ISO 7816-3, 12.2.2): the command itself is done
 * @throws AppError tokenMalformedAnswer when the card never stops, or says too much.
 */
export function withGetResponse(transport: Transport, rest: 'fetch' | 'leave' = 'fetch'): Transport {
  return {
    async transmit(command) {
      if (isSecret(command)) return transport.transmit(command);
      let response = await transport.transmit(command);
      if (sw1Of(response) === SW1_WRONG_LE) response = await transport.transmit(withLe(command, response.sw & 0xff));
      if (sw1Of(response) !== SW1_BYTES_REMAINING) return response;
      if (rest === 'leave') return { data: response.data, sw: SW_DONE };

      // The class of the command without its chaining bit (5.4.1); the logical channel stays.
      const cla = (command[0] ?? 0) & 0xef;
      const parts = [response.data];
      let total = response.data.length;
      for (let round = 0; sw1Of(response) === SW1_BYTES_REMAINING; round++) {
        if (round >= RESPONSE_ROUNDS_MAX) throw endless();
        response = await transport.transmit(Uint8Array.of(cla, INS_GET_RESPONSE, 0, 0, response.sw & 0xff));
        // A card may refuse the length it has just announced; then it says which one, once.
        if (sw1Of(response) === SW1_WRONG_LE) {
          response = await transport.transmit(Uint8Array.of(cla, INS_GET_RESPONSE, 0, 0, response.sw & 0xff));
        }
        parts.push(response.data);
        total += response.data.length;
        if (total > RESPONSE_TOTAL_MAX) throw endless();
      }
      return { data: concatenated(parts, total), sw: response.sw };
    },
  };
}

/** A command of four or five bytes has no body; the instructions that only ever carry an entry pass untouched without one as well. */
function isSecret(command: Uint8Array): boolean {
  const [, ins = 0, p1 = 0, p2 = 0, p3 = 0] = command;
  return isSecretHeader({ ins, p1, p2 }, command.length > 5 ? p3 : 0);
}

const sw1Of = (response: ResponseApdu): number => response.sw >> 8;

/** The same command with another Le: replaces it where the command has one (cases 2 and 4), appends it where it has none. */
function withLe(command: Uint8Array, le: number): Uint8Array {
  const lc = command[4] ?? 0;
  const hasLe = command.length === 5 || command.length === 6 + lc;
  const bytes = new Uint8Array(hasLe ? command.length : command.length + 1);
  bytes.set(hasLe ? command.subarray(0, -1) : command);
  bytes[bytes.length - 1] = le;
  return bytes;
}

function concatenated(parts: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

const endless = (): AppError => new AppError('tokenMalformedAnswer', { reason: 'endlessAnswer' });
