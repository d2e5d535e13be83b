import type { ApduChannel, CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import type { ResponseApdu } from '../../transport/transport.ts';
import { requireOk, unlessRefused } from '../shared/status-words.ts';

/** ISO 7816-4, 7.1.1: MF, DF or EF by identifier (P1 00), path from the master file (08), path from the current DF (09). */
const INS_SELECT = 0xa4;
const P1_IDENTIFIER = 0x00;
const P1_PATH_FROM_MF = 0x08;
const P1_PATH_FROM_CURRENT_DF = 0x09;
/** What is wanted back, which tells the size of a file: its control parameters, or all its control information. */
const P2_RETURN_FCP = 0x04;
const P2_RETURN_FCI = 0x00;
const MASTER_FILE = [0x3f, 0x00] as const;

interface SelectInput {
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
}

const select: CardCommand<SelectInput, ResponseApdu> = {
  build: ({ p1, p2, data }) => plainCommand({ cla: 0x00, ins: INS_SELECT, p1, p2 }, { data, le: LE_MAX }),
  parse: (response) => {
    requireOk(response.sw);
    return response;
  },
};

/**
 * Selects a file or directory by its path, by whichever form this card knows: the path in one command, else identifier by
 * identifier. Tries each form once.
 * @returns what the card said of it
 * @throws AppError tokenCommandRefused when no form finds it
 */
export async function selectByPath(channel: ApduChannel, path: Uint8Array): Promise<ResponseApdu> {
  const absolute = path.length > 2 && path[0] === MASTER_FILE[0] && path[1] === MASTER_FILE[1];
  const whole = absolute ? { p1: P1_PATH_FROM_MF, data: path.subarray(2) } : { p1: P1_PATH_FROM_CURRENT_DF, data: path };
  for (const p2 of [P2_RETURN_FCP, P2_RETURN_FCI]) {
    const found = await unlessRefused<ResponseApdu | null>(channel.run(select, { ...whole, p2 }), null);
    if (found !== null) return found;
  }
  for (let offset = 0; offset < path.length - 2; offset += 2) {
    await channel.run(select, { p1: P1_IDENTIFIER, p2: P2_RETURN_FCI, data: path.subarray(offset, offset + 2) });
  }
  return channel.run(select, { p1: P1_IDENTIFIER, p2: P2_RETURN_FCI, data: path.subarray(-2) });
}
