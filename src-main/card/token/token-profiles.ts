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

/**
 * Other models of IAS-ECC that OpenSC's driver tells by their answer to reset. They are personalised by other issuers: which
 * references their PIN and keyset have, and how a PIN is filled up, stands in their objects and was never tried with a card here.
 * So they are read, and no PIN is sent, until somebody who has one adds what is certain.
 */
const READ_ONLY: readonly { readonly model: string; readonly atr: string; readonly mask?: string }[] = [
  {
    model: 'IAS-ECC (Oberthur)',
    atr: '3BDD18008131FE4580F9A000000077010800079000FE',
    // TA1 (speed) and TCK, which follows from it, differ from one batch to the next.
    mask: 'FFFF00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00',
  },
  { model: 'IAS-ECC (Sagem)', atr: '3B7D1300004D44572D4941532D4341524432' },
  { model: 'IAS-ECC (Sagem)', atr: '3B7F1800000031B8645023ECC173940180829000' },
  { model: 'IAS-ECC (MI)', atr: '3BDF96008031FE450031B864041FECC173940180829000EC' },
  { model: 'IAS-ECC (Amos)', atr: '3BDF18FF8191FE1FC30031B8640C01ECC173940180829000B3' },
  { model: 'IAS-ECC (Amos)', atr: '3BDC18FF8191FE1FC38073C821136602040355000234' },
  { model: 'IAS-ECC (Amos)', atr: '3BDC18FF8191FE1FC38073C8211366010B0352000538' },
  { model: 'IAS-ECC (CPx)', atr: '3BAC00402A001225006480000310009000', mask: 'FF00000000FFFFFFFFFFFF000000FFFFFF' },
  { model: 'IAS-ECC (CPx)', atr: '3B8F80010031B86404B0ECC1739401808290000E', mask: 'EFFFFFFFFFFFFFFF0000FFC0FFFFFFFFFFFFFFFF' },
];

const TOKEN_PROFILES: readonly TokenProfile[] = [
  {
    model: 'IAS-ECC',
    // As OpenSC's IAS-ECC driver knows it. Bytes 11 and 12 are the version.
    atr: '3B7F9600000031B8644070141073940180829000',
    mask: 'FFFFFFFFFFFFFFFEFFFF0000FFFFFFFFFFFFFFFF',
    open: (channel) => openIasEccSession(channel, QUALIFIED),
  },
  ...READ_ONLY.map(({ model, atr, mask }) => ({
    model,
    atr,
    mask: mask ?? 'FF'.repeat(atr.length / 2),
    open: (channel: ApduChannel) => openIasEccSession(channel, { pin: null, puk: null, admin: null }),
  })),
];

/** The profile of a card by its answer to reset; null for a model that no row knows. */
export function profileOf(atr: Uint8Array, profiles: readonly TokenProfile[] = TOKEN_PROFILES): TokenProfile | null {
  return profiles.find((profile) => matches(atr, Buffer.from(profile.atr, 'hex'), Buffer.from(profile.mask, 'hex'))) ?? null;
}

function matches(atr: Uint8Array, pattern: Uint8Array, mask: Uint8Array): boolean {
  if (atr.length !== pattern.length) return false;
  return atr.every((byte, index) => ((byte ^ (pattern[index] ?? 0)) & (mask[index] ?? 0xff)) === 0);
}
