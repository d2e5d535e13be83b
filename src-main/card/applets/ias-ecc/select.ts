import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { fileSize } from '../shared/file-size.ts';
import { requireOk } from '../shared/status-words.ts';

/** ISO 7816-4, 7.1.1 (SELECT); P1 as IAS-ECC cards take it. */
const INS_SELECT = 0xa4;
const P1_DF_NAME = 0x04;
const P1_PATH_FROM_MF = 0x08;
const P1_PATH_FROM_CURRENT_DF = 0x09;
const P2_RETURN_FCP = 0x04;

const MASTER_FILE = Uint8Array.of(0x3f, 0x00);

const select = (p1: number, data: Uint8Array) =>
  plainCommand({ cla: 0x00, ins: INS_SELECT, p1, p2: P2_RETURN_FCP }, { data, le: LE_MAX });

/** A directory: what the card says of it (its control parameters) is nothing to us, and under T=0 a command of its own. */
const selectDirectory = (p1: number, data: Uint8Array) => ({ ...select(p1, data), statusAlone: true }) as const;

/** Master file, as OpenSC's IAS-ECC driver selects it. Drops the security environment, the challenge and local security status. */
export const selectMaster: CardCommand<void, void> = {
  build: () => selectDirectory(P1_PATH_FROM_CURRENT_DF, MASTER_FILE),
  parse: ({ sw }) => requireOk(sw),
};

/** Application by DF name (AID, 1 to 16 bytes). */
export const selectApplication: CardCommand<{ readonly aid: Uint8Array }, void> = {
  build: ({ aid }) => selectDirectory(P1_DF_NAME, aid),
  parse: ({ sw }) => requireOk(sw),
};

/**
 * Elementary file by path: from the master file when the path begins with 3F00, else from the current DF.
 * Gives its size in bytes.
 */
export const selectFile: CardCommand<{ readonly path: Uint8Array }, { readonly size: number }> = {
  build: ({ path }) =>
    path.length > 2 && path[0] === MASTER_FILE[0] && path[1] === MASTER_FILE[1]
      ? select(P1_PATH_FROM_MF, path.subarray(2))
      : select(P1_PATH_FROM_CURRENT_DF, path),
  parse: (response) => {
    requireOk(response.sw);
    return fileSize(response);
  },
};
