import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { parseTlv, type Tlv } from '../../tlv/tlv.ts';
import { meaningOf, requireOk } from './status-words.ts';

/** ISO 7816-4, 7.1.1 (SELECT by DF name), first or only occurrence, file control information wanted. */
const INS_SELECT = 0xa4;
const P1_DF_NAME = 0x04;
const P2_FIRST = 0x00;
/** Application template and file control information, where an application tells its name (5.3.3, 8.2.1). */
const TEMPLATES: ReadonlySet<number> = new Set([0x61, 0x6f]);

interface ApplicationInput {
  /** The name, or as much of its beginning as every version shares. */
  readonly aid: Uint8Array;
}

const build = ({ aid }: ApplicationInput) =>
  plainCommand({ cla: 0x00, ins: INS_SELECT, p1: P1_DF_NAME, p2: P2_FIRST }, { data: aid, le: LE_MAX });

/** Goes to an application that was recognised before. */
export const selectByName: CardCommand<ApplicationInput, void> = { build, parse: ({ sw }) => requireOk(sw) };

/**
 * Asks whether the application is there: only a 9000 with a template says yes, since some cards say 9000 to every name.
 * Everything else, nonsense included, is a no: the next name is tried.
 */
export const probeApplication: CardCommand<ApplicationInput, boolean> = {
  build,
  parse: ({ data, sw }) => meaningOf(sw).kind === 'ok' && readTemplates(data).some(({ tag }) => TEMPLATES.has(tag)),
};

function readTemplates(data: Uint8Array): readonly Tlv[] {
  try {
    return parseTlv(data, { nested: false });
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
