import type { ApduChannel } from '../apdu/apdu-channel.ts';
import type { IasEccProfile } from '../applets/ias-ecc/ias-ecc-profile.ts';
import { openIasEccSession } from '../applets/ias-ecc/ias-ecc-session.ts';
import type { TokenSession } from '../applets/token-session.ts';

/** One card model told by its answer to reset. Adding a card is a folder of `applets` (or none, if its applet is there) and a row here. */
export interface TokenProfile {
  /** Shown to people. */
  readonly model: string;
  /** Answer to reset, hex; a bit of `mask` that is 0 is not compared. */
  readonly atr: string;
  readonly mask: string;
  open(channel: ApduChannel): TokenSession;
}

/** The personalisation that this program's authority unblocks; the virtual card is one. */
const QUALIFIED: IasEccProfile = {
  // Four digits, filled up with FF: the CHV object's minimum and maximum length are equal.
  pin: { reference: 0x01, format: { minLength: 4, maxLength: 4, charset: 'digits' }, padding: { length: 8, byte: 0xff } },
  puk: { reference: 0x02, format: { minLength: 8, maxLength: 8, charset: 'digits' }, padding: { length: 8, byte: 0xff } },
  admin: { keyset: 0x03, algorithm: 0x1c, challengeLength: 8, cryptogramLength: 24 },
};

const TOKEN_PROFILES: readonly TokenProfile[] = [
  {
    model: 'IAS-ECC',
    // As OpenSC's IAS-ECC driver knows it. Bytes 11 and 12 are the version.
    atr: '3B7F9600000031B8644070141073940180829000',
    mask: 'FFFFFFFFFFFFFFFEFFFF0000FFFFFFFFFFFFFFFF',
    open: (channel) => openIasEccSession(channel, QUALIFIED),
  },
];

/** The profile of a card by its answer to reset; null for a model that no row knows. */
export function profileOf(atr: Uint8Array, profiles: readonly TokenProfile[] = TOKEN_PROFILES): TokenProfile | null {
  return profiles.find((profile) => matches(atr, Buffer.from(profile.atr, 'hex'), Buffer.from(profile.mask, 'hex'))) ?? null;
}

function matches(atr: Uint8Array, pattern: Uint8Array, mask: Uint8Array): boolean {
  if (atr.length !== pattern.length) return false;
  return atr.every((byte, index) => ((byte ^ (pattern[index] ?? 0)) & (mask[index] ?? 0xff)) === 0);
}
