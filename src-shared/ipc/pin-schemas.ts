import { z } from 'zod';
import { SERIAL_PATTERN, SERIAL_TAIL_LENGTH } from '../domain/serial.ts';
import { PIN_MAX_LENGTH } from '../pin/pin-format.ts';

/** Fields of an entry of PIN or PUK. */
export const pinBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= PIN_MAX_LENGTH);
export const pinEntry = {
  serial: z.string().regex(SERIAL_PATTERN),
  triesShown: z.number().int().min(0).max(15).nullable(),
  serialTail: z.string().max(SERIAL_TAIL_LENGTH).regex(/^[0-9A-Fa-f]*$/u).nullable(),
};
