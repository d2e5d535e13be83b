import type { ApduChannel } from '../apdu/apdu-channel.ts';
import type { CardProtocol } from '../apdu/command-apdu.ts';
import { openIasEccSession } from '../applets/ias-ecc/ias-ecc-session.ts';
import type { TokenSession } from '../applets/token-session.ts';

/** One supported card model. Adding a card is a folder of `applets` (or none, if its applet is there) and a row here. */
export interface TokenProfile {
  /** Shown to people. */
  readonly model: string;
  /** Answer to reset, hex; a bit of `mask` that is 0 is not compared. */
  readonly atr: string;
  readonly mask: string;
  readonly protocol: CardProtocol;
  open(channel: ApduChannel): TokenSession;
}

const TOKEN_PROFILES: readonly TokenProfile[] = [
  {
    model: 'IAS-ECC',
    // As OpenSC's IAS-ECC driver knows it; without TD1 the card speaks T=0 (ISO 7816-3, 8.2.3). Bytes 11 and 12 are the version.
    atr: '3B7F9600000031B8644070141073940180829000',
    mask: 'FFFFFFFFFFFFFFFEFFFF0000FFFFFFFFFFFFFFFF',
    protocol: 'T=0',
    open: (channel) =>
      openIasEccSession(channel, {
        // Four digits, filled up with FF: the CHV object's minimum and maximum length are equal.
        pin: { reference: 0x01, minLength: 4, maxLength: 4, storedLength: 8, padByte: 0xff },
        admin: { keyset: 0x03, algorithm: 0x1c, challengeLength: 8, cryptogramLength: 24 },
      }),
  },
];

/** The profile of a card by its answer to reset; null for a model this program does not know, which is then left alone. */
export function profileOf(atr: Uint8Array, profiles: readonly TokenProfile[] = TOKEN_PROFILES): TokenProfile | null {
  return profiles.find((profile) => matches(atr, Buffer.from(profile.atr, 'hex'), Buffer.from(profile.mask, 'hex'))) ?? null;
}

function matches(atr: Uint8Array, pattern: Uint8Array, mask: Uint8Array): boolean {
  if (atr.length !== pattern.length) return false;
  return atr.every((byte, index) => ((byte ^ (pattern[index] ?? 0)) & (mask[index] ?? 0xff)) === 0);
}
