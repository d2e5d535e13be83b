import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { commandRefused, meaningOf } from './status-words.ts';

/** ISO 7816-4, 7.2.3 (READ BINARY). */
export const INS_READ_BINARY = 0xb0;
/** P1 with bit 8 set names a file by its short identifier; without it, P1-P2 is an offset of 15 bits. */
export const P1_SFI = 0x80;
/** Directories and certificates are far shorter; the offset's 15 bits would allow 32 KiB. */
export const FILE_LENGTH_MAX = 8192;

/** Bytes of the current file; fewer than asked (even none) where the file ends. */
export const readBinary: CardCommand<{ readonly offset: number; readonly length: number }, Uint8Array> = {
  build: ({ offset, length }) =>
    plainCommand(
      { cla: 0x00, ins: INS_READ_BINARY, p1: (offset >> 8) & 0x7f, p2: offset & 0xff },
      { le: Math.min(length, LE_MAX) },
    ),
  parse: ({ data, sw }, { length }) => {
    const { kind } = meaningOf(sw);
    if (kind === 'outsideFile') return new Uint8Array(0);
    if (kind !== 'ok' && kind !== 'endOfFile') throw commandRefused(sw);
    if (data.length > length) throw new AppError('tokenMalformedAnswer', { reason: 'readBinary' });
    return data;
  },
};
