import { Buffer } from 'node:buffer';
import { isPukBlock, isUserPinBlock, padPin, PIN_DIGITS, sealReferenceData } from './card/reference-data.ts';
import { cardStateSchema } from './card-state.ts';
import type { CardState } from './card-state.ts';
import { pkcs15Files } from './personalisation/pkcs15-files.ts';
import { rehearsalCertificates } from './personalisation/rehearsal-certificates.ts';
import type { RehearsalHolder } from './personalisation/rehearsal-certificates.ts';

const USER_PIN_TRIES = 3;
const PUK_TRIES = 5;
const ADMIN_TRIES = 5;

const LABELS = { authentication: 'Authentification', signature: 'Signature' } as const;

export interface CardPersonalisation {
  /** Last eight bytes of the PAN of EF.SN, 16 upper-case hex digits. */
  readonly serial: string;
  readonly holder: RehearsalHolder;
  readonly label: string;
  /** Four ASCII digits. */
  readonly pin: Uint8Array;
  /** The card is handed over with no try left on the user PIN. */
  readonly pinBlocked: boolean;
  /** Eight ASCII digits. */
  readonly puk: Uint8Array;
  /** Two-key triple DES, 16 bytes each. */
  readonly admin: { readonly enc: Uint8Array; readonly mac: Uint8Array };
  /** Version of the admin keyset, 0 to 255, told by GET DATA of its attributes (tag 85). */
  readonly keyVersion: number;
  readonly now: Date;
}

/** Makes a card: two keys, two certificates, PKCS#15 files, PINs and admin keyset. @throws RangeError on values no card could hold. */
export async function personaliseCard(input: CardPersonalisation): Promise<CardState> {
  const pin = padPin(input.pin);
  if (input.pin.length !== PIN_DIGITS || !isUserPinBlock(pin)) throw new RangeError('The PIN is four ASCII digits');
  if (!isPukBlock(input.puk)) throw new RangeError('The PUK is eight ASCII digits');
  if (input.admin.enc.length !== 16 || input.admin.mac.length !== 16) throw new RangeError('Admin keys are 16 bytes each');
  const userPin = sealReferenceData(pin, { max: USER_PIN_TRIES, left: input.pinBlocked ? 0 : USER_PIN_TRIES });
  pin.fill(0);
  const { issuer, keys } = await rehearsalCertificates(input.holder, input.now);
  const numbered = keys.map((key, index) => ({ ...key, label: LABELS[key.usage], reference: index + 1 }));
  const serial = Uint8Array.from(Buffer.from(input.serial, 'hex'));
  return cardStateSchema.parse({
    format: 'clavis-virtual-card',
    version: 1,
    serial: input.serial,
    userPin,
    puk: sealReferenceData(input.puk, { max: PUK_TRIES, left: PUK_TRIES }),
    admin: {
      version: input.keyVersion,
      enc: base64(input.admin.enc),
      mac: base64(input.admin.mac),
      max: ADMIN_TRIES,
      left: ADMIN_TRIES,
    },
    keys: numbered.map(({ reference, usage, privateKey }) => ({ reference, usage, privateKey: base64(privateKey) })),
    files: pkcs15Files({ serial, label: input.label, manufacturer: 'Clavis', keys: numbered }),
    issuer: base64(issuer),
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
