import type { ApduChannel } from '../apdu/apdu-channel.ts';
import type { TokenSession } from '../applets/token-session.ts';
import { profileOf } from './token-profiles.ts';

export interface RecognisedToken {
  /** Shown to people. */
  readonly model: string;
  readonly session: TokenSession;
}

/**
 * Tells what a card is: by its answer to reset, without a word to the card; else by SELECT of the applications that this program
 * knows, in order. Runs inside a transaction of the caller, because a SELECT takes the selection of other programs away; nothing
 * else is ever sent to a card that answers to none of them. Only asks, so it may be run again after another program's reset.
 * @returns null for a card this program does not know
 * @throws AppError of the transport: a refused SELECT is an answer, a card that is gone is not
 */
export async function recogniseToken(channel: ApduChannel, atr: Uint8Array): Promise<RecognisedToken | null> {
  const profile = profileOf(atr);
  return profile === null ? null : { model: profile.model, session: profile.open(channel) };
}
