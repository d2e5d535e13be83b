import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { sealReferenceData } from './card/reference-data.ts';
import { rehearsalCertificates } from './personalisation/rehearsal-certificates.ts';
import type { RehearsalHolder } from './personalisation/rehearsal-certificates.ts';
import { isPinBlock, isPukBlock, padPivPin, PIN_BLOCK_LENGTH } from './piv/pin-block.ts';
import { pivObjects } from './piv/piv-objects.ts';
import { PIV_SLOTS, pivStateSchema } from './piv/piv-state.ts';
import type { PivState } from './piv/piv-state.ts';

const PIN_TRIES = 3;
const PUK_TRIES = 3;
const ADMIN_KEY_LENGTH = 24;
const TRIPLE_DES = 0x03;
const VALIDITY_YEARS = 5;

/** By slot: authentication, signature, key management, card authentication. */
const USAGES = ['authentication', 'signature', 'keyManagement', 'authentication'] as const;

export interface PivPersonalisation {
  /** Card UUID, 32 upper-case hex digits. */
  readonly guid: string;
  readonly holder: RehearsalHolder;
  /** Application label, told by SELECT. */
  readonly label: string;
  /** Six to eight ASCII digits. */
  readonly pin: Uint8Array;
  /** The card is handed over with no try left on the PIN. */
  readonly pinBlocked: boolean;
  /** Eight bytes. */
  readonly puk: Uint8Array;
  /** Key 9B, three-key triple DES, 24 bytes; random when left out. */
  readonly adminKey?: Uint8Array;
  /** Slots with a key and a certificate, in the order 9A, 9C, 9D, 9E: 1 to 4. Default 4. */
  readonly certificates?: number;
  readonly now: Date;
}

/** Makes a PIV card. @throws RangeError on values no card could hold. */
export async function personalisePivCard(input: PivPersonalisation): Promise<PivState> {
  const pin = padPivPin(input.pin);
  if (input.pin.length > PIN_BLOCK_LENGTH || !isPinBlock(pin)) throw new RangeError('The PIN is six to eight ASCII digits');
  if (!isPukBlock(input.puk)) throw new RangeError('The PUK has eight bytes');
  const adminKey = input.adminKey ?? randomBytes(ADMIN_KEY_LENGTH);
  if (adminKey.length !== ADMIN_KEY_LENGTH) throw new RangeError('The admin key has 24 bytes');
  const slots = PIV_SLOTS.slice(0, input.certificates ?? PIV_SLOTS.length);
  const userPin = sealReferenceData(pin, { max: PIN_TRIES, left: input.pinBlocked ? 0 : PIN_TRIES });
  pin.fill(0);
  const { issuer, keys } = await rehearsalCertificates(input.holder, input.now, USAGES.slice(0, slots.length));
  const certified = slots.flatMap((slot, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ slot, ...key }];
  });
  const expires = new Date(input.now);
  expires.setUTCFullYear(expires.getUTCFullYear() + VALIDITY_YEARS);
  return pivStateSchema.parse({
    format: 'clavis-virtual-card',
    version: 1,
    kind: 'piv',
    guid: input.guid,
    label: input.label,
    userPin,
    puk: sealReferenceData(input.puk, { max: PUK_TRIES, left: PUK_TRIES }),
    admin: { algorithm: TRIPLE_DES, key: base64(adminKey), refusals: 0 },
    objects: pivObjects({
      guid: Buffer.from(input.guid, 'hex'),
      holderName: input.holder.commonName,
      organisation: input.holder.organisation,
      expires,
      certificates: certified,
    }),
    keys: certified.map(({ slot, privateKey }) => ({ slot, privateKey: base64(privateKey) })),
    issuer: base64(issuer),
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
