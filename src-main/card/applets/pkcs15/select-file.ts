import type { ApduChannel, CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import type { ResponseApdu } from '../../transport/transport.ts';
import { selectFile } from '../shared/select.ts';
import { requireOk, unlessRefused } from '../shared/status-words.ts';

/** ISO 7816-4, 7.1.1: MF, DF or EF by identifier (P1 00), path from the master file (08), path from the current DF (09). */
const P1_IDENTIFIER = 0x00;
const P1_PATH_FROM_MF = 0x08;
const P1_PATH_FROM_CURRENT_DF = 0x09;
/** File control parameters wanted, which tell the size. */
const P2_RETURN_FCP = 0x04;
const MASTER_FILE = [0x3f, 0x00] as const;

interface SelectInput {
  readonly p1: number;
  readonly data: Uint8Array;
}

const build = ({ p1, data }: SelectInput) => plainCommand({ cla: 0x00, ins: 0xa4, p1, p2: P2_RETURN_FCP }, { data, le: LE_MAX });
const selectSized: CardCommand<SelectInput, { readonly size: number }> = {
  build,
  parse: (response: ResponseApdu) => selectFile.parse(response, { path: NO_PATH }),
};
const selectPlainly: CardCommand<SelectInput, void> = { build, parse: ({ sw }) => requireOk(sw) };
const NO_PATH = new Uint8Array(0);

const isAbsolute = (path: Uint8Array): boolean => path.length > 2 && path[0] === MASTER_FILE[0] && path[1] === MASTER_FILE[1];

/**
 * Selects a file by its path, by whichever form this card knows: the path in one command, else identifier by identifier.
 * @returns its size in bytes
 * @throws AppError tokenCommandRefused when neither form finds it
 */
export async function selectByPath(channel: ApduChannel, path: Uint8Array): Promise<{ readonly size: number }> {
  const [p1, data] = isAbsolute(path) ? ([P1_PATH_FROM_MF, path.subarray(2)] as const) : ([P1_PATH_FROM_CURRENT_DF, path] as const);
  const found = await unlessRefused<{ readonly size: number } | null>(channel.run(selectSized, { p1, data }), null);
  if (found !== null) return found;
  for (let offset = 0; offset < path.length - 2; offset += 2) {
    await channel.run(selectPlainly, { p1: P1_IDENTIFIER, data: path.subarray(offset, offset + 2) });
  }
  return channel.run(selectSized, { p1: P1_IDENTIFIER, data: path.subarray(-2) });
}
