import type { ApduChannel, CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_CHANGE_REFERENCE_DATA, INS_RESET_RETRY_COUNTER, INS_VERIFY, secretCommand } from '../../apdu/command-apdu.ts';
import { joinSecrets, type SecretBytes } from '../../apdu/secret-bytes.ts';
import type { ResponseApdu } from '../../transport/transport.ts';
import type { EntryAnswer } from '../token-session.ts';
import { meaningOf, renderSw, requireNoData } from './status-words.ts';

/** A reference (P2) and the block or blocks that go to it. */
export interface EntryInput {
  readonly reference: number;
  readonly block: SecretBytes;
}

/** ISO 7816-4, 7.5.6 (VERIFY). Any status word is data: what became of the counter is read afterwards, never guessed. */
export const verifyReferenceData: CardCommand<EntryInput, EntryAnswer> = {
  build: ({ reference, block }) => secretCommand({ cla: 0x00, ins: INS_VERIFY, p1: 0x00, p2: reference }, block),
  parse: parseEntry,
};

/** ISO 7816-4, 7.5.7 (CHANGE REFERENCE DATA), P1 = 00: the current block, then the new one. */
const changeCommand: CardCommand<EntryInput, EntryAnswer> = {
  build: ({ reference, block }) => secretCommand({ cla: 0x00, ins: INS_CHANGE_REFERENCE_DATA, p1: 0x00, p2: reference }, block),
  parse: parseEntry,
};

/** ISO 7816-4, 7.5.10 (RESET RETRY COUNTER), P1 = 00: the PUK, then the new reference data. */
const resetByPukCommand: CardCommand<EntryInput, EntryAnswer> = {
  build: ({ reference, block }) => secretCommand({ cla: 0x00, ins: INS_RESET_RETRY_COUNTER, p1: 0x00, p2: reference }, block),
  parse: parseEntry,
};

/**
 * The same with P1 = 02: the new reference data alone; the right to set it was proven before. No entry is compared, so a
 * refusal is never "wrong".
 */
export const resetRetryCounter: CardCommand<EntryInput, EntryAnswer> = {
  build: ({ reference, block }) => secretCommand({ cla: 0x00, ins: INS_RESET_RETRY_COUNTER, p1: 0x02, p2: reference }, block),
  parse: ({ data, sw }) => {
    requireNoData(data);
    return meaningOf(sw).kind === 'ok' ? { kind: 'ok' } : { kind: 'refused', sw: renderSw(sw) };
  },
};

/** Two blocks in one command. */
interface PairInput {
  readonly reference: number;
  readonly first: SecretBytes;
  readonly second: SecretBytes;
}

export const changeReferenceData = (channel: ApduChannel, pair: PairInput): Promise<EntryAnswer> => runPair(channel, changeCommand, pair);

export const resetRetryCounterByPuk = (channel: ApduChannel, pair: PairInput): Promise<EntryAnswer> =>
  runPair(channel, resetByPukCommand, pair);

async function runPair(channel: ApduChannel, command: CardCommand<EntryInput, EntryAnswer>, pair: PairInput): Promise<EntryAnswer> {
  const block = joinSecrets(pair.first, pair.second);
  try {
    return await channel.run(command, { reference: pair.reference, block });
  } finally {
    block.overwrite();
  }
}

/** 63C0 spent the last try: that is "blocked". Whatever is not a verdict on the entry is "refused". */
function parseEntry({ data, sw }: ResponseApdu): EntryAnswer {
  requireNoData(data);
  const meaning = meaningOf(sw);
  switch (meaning.kind) {
    case 'ok':
      return { kind: 'ok' };
    case 'wrong':
      return meaning.triesLeft === 0 ? { kind: 'blocked' } : { kind: 'wrong', triesLeft: meaning.triesLeft };
    case 'blocked':
      return { kind: 'blocked' };
    case 'endOfFile':
    case 'securityNotSatisfied':
    case 'notUsable':
    case 'conditionsNotSatisfied':
    case 'outsideFile':
    case 'refused':
      return { kind: 'refused', sw: renderSw(sw) };
  }
}
