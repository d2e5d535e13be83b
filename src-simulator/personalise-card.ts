import { Buffer } from 'node:buffer';
import { sealReferenceData } from './card/reference-data.ts';
import { iasEccStateSchema } from './ias-ecc/ias-ecc-state.ts';
import type { IasEccState } from './ias-ecc/ias-ecc-state.ts';
import { isPukBlock, isUserPinBlock, padPin, PIN_DIGITS } from './ias-ecc/pin-block.ts';
import { pkcs15Files } from './ias-ecc/pkcs15-files.ts';
import { rehearsalCertificates } from './personalisation/rehearsal-certificates.ts';
import type { CardAuthority, RehearsalHolder } from './personalisation/rehearsal-certificates.ts';

const USER_PIN_TRIES = 3;
const PUK_TRIES = 5;
const ADMIN_TRIES = 5;

const USAGES = ['authentication', 'signature'] as const;
const LABELS = ['Authentification', 'Signature'] as const;
const MOST_CERTIFICATES = 8;

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
  /** How many keys with a certificate, 1 to 8: authentication and signature in turn. Default 2. */
  readonly certificates?: number;
  /** Default: one that is made on the spot. */
  readonly authority?: CardAuthority;
}

/** Makes an IAS-ECC card: keys, certificates, PKCS#15 files, PINs and admin keyset. @throws RangeError on values no card could hold. */
export async function personaliseCard(input: CardPersonalisation): Promise<IasEccState> {
  const pin = padPin(input.pin);
  if (input.pin.length !== PIN_DIGITS || !isUserPinBlock(pin)) throw new RangeError('The PIN is four ASCII digits');
  if (!isPukBlock(input.puk)) throw new RangeError('The PUK is eight ASCII digits');
  if (input.admin.enc.length !== 16 || input.admin.mac.length !== 16) throw new RangeError('Admin keys are 16 bytes each');
  const count = input.certificates ?? 2;
  if (!Number.isInteger(count) || count < 1 || count > MOST_CERTIFICATES) throw new RangeError('One to eight certificates');
  const userPin = sealReferenceData(pin, { max: USER_PIN_TRIES, left: input.pinBlocked ? 0 : USER_PIN_TRIES });
  pin.fill(0);
  const usages = Array.from({ length: count }, (_, index) => USAGES[index % 2] ?? 'signature');
  const { issuer, keys } = await rehearsalCertificates(input.holder, input.now, usages, input.authority);
  const numbered = keys.map((key, index) => ({
    ...key,
    usage: usages[index] ?? 'signature',
    label: index < 2 ? LABELS[index] ?? '' : `${LABELS[index % 2] ?? ''} ${Math.floor(index / 2) + 1}`,
    reference: index + 1,
  }));
  const serial = Uint8Array.from(Buffer.from(input.serial, 'hex'));
  return iasEccStateSchema.parse({
    format: 'clavis-virtual-card',
    version: 1,
    kind: 'ias-ecc',
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
