import type { ApduChannel } from '../apdu/apdu-channel.ts';
import { GIDS_AID, openGidsSession } from '../applets/gids/gids-session.ts';
import { findPivSerial, openPivSession, PIV_AID } from '../applets/piv/piv-session.ts';
import { hasVendorSerial } from '../applets/piv/vendor-serial.ts';
import { findPkcs15Application } from '../applets/pkcs15/find-application.ts';
import { openPkcs15Session } from '../applets/pkcs15/pkcs15-session.ts';
import { probeApplication } from '../applets/shared/select-application.ts';
import type { TokenSession } from '../applets/token-session.ts';
import { profileOf } from './token-profiles.ts';

export interface RecognisedToken {
  /** Shown to people. */
  readonly model: string;
  readonly session: TokenSession;
}

interface KnownApplication {
  readonly model: string;
  readonly aid: Uint8Array;
  readonly open: (channel: ApduChannel, atr: Uint8Array) => Promise<TokenSession>;
}

/** Asked for by name, in this order; PKCS#15, which says least of a card, comes after them. */
const APPLICATIONS: readonly KnownApplication[] = [
  { model: 'GIDS', aid: GIDS_AID, open: async (channel) => openGidsSession(channel) },
  {
    model: 'PIV',
    aid: PIV_AID,
    open: async (channel, atr) => openPivSession(channel, await findPivSerial(channel, hasVendorSerial(atr))),
  },
];

/**
 * Tells what a card is: by its answer to reset, without a word to the card; else by SELECT of the applications that this program
 * knows, and by EF.DIR. Runs inside a transaction of the caller: a SELECT takes the selection of other programs away, which each of
 * them has to expect after another's transaction. Nothing else is sent to a card that has none of them, and never a VERIFY.
 * Only asks, so it may be run again after another program's reset.
 * @returns null for a card this program does not know
 * @throws AppError of the transport: a refused SELECT is an answer, a card that is gone is not
 */
export async function recogniseToken(channel: ApduChannel, atr: Uint8Array): Promise<RecognisedToken | null> {
  const profile = profileOf(atr);
  if (profile !== null) return { model: profile.model, session: profile.open(channel) };
  for (const { model, aid, open } of APPLICATIONS) {
    if (await channel.run(probeApplication, { aid })) return { model, session: await open(channel, atr) };
  }
  const application = await findPkcs15Application(channel);
  return application === null ? null : { model: 'PKCS#15', session: openPkcs15Session(channel, application) };
}
