import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { sealReferenceData } from './card/reference-data.ts';
import { GIDS_FILES, gidsObjects } from './gids/gids-files.ts';
import { gidsStateSchema } from './gids/gids-state.ts';
import type { GidsState } from './gids/gids-state.ts';
import { PIN_MAX_LENGTH, PIN_MIN_LENGTH } from './gids/pin-commands.ts';
import { rehearsalCertificates } from './personalisation/rehearsal-certificates.ts';
import type { CardAuthority, RehearsalHolder } from './personalisation/rehearsal-certificates.ts';

const PIN_TRIES = 3;
const ADMIN_KEY_LENGTH = 24;
const FIRST_KEY_REFERENCE = 0x81;
const USAGES = ['authentication', 'signature'] as const;
const NAMES = { authentication: 'Authentification', signature: 'Signature' } as const;

export interface GidsPersonalisation {
  /** Card identifier, 16 bytes: 32 upper-case hex digits. */
  readonly serial: string;
  readonly holder: RehearsalHolder;
  /** Ends the name of each container, which the card cuts at 39 characters; it keeps no label of its own. */
  readonly label: string;
  /** 4 to 16 bytes, not padded. */
  readonly pin: Uint8Array;
  /** The card is handed over with no try left on the PIN. */
  readonly pinBlocked: boolean;
  /** Three-key triple DES, 24 bytes. */
  readonly adminKey: Uint8Array;
  /** Version of the admin key, 0 to 255; known to the issuer only, the card does not tell it. */
  readonly keyVersion: number;
  readonly now: Date;
  /** Default: one that is made on the spot. */
  readonly authority?: CardAuthority;
}

/**
 * Makes a GIDS card: an exchange and a signature container with their certificates, PIN and admin key.
 * @throws RangeError on values no card could hold.
 */
export async function personaliseGidsCard(input: GidsPersonalisation): Promise<GidsState> {
  const { length } = input.pin;
  if (length < PIN_MIN_LENGTH || length > PIN_MAX_LENGTH) throw new RangeError('The PIN has 4 to 16 bytes');
  if (input.adminKey.length !== ADMIN_KEY_LENGTH) throw new RangeError('The admin key has 24 bytes');
  const { issuer, keys } = await rehearsalCertificates(input.holder, input.now, USAGES, input.authority);
  const containers = keys.map(({ certificate }, index) => {
    const usage = USAGES[index] ?? 'signature';
    return { usage, certificate, name: `${NAMES[usage]} - ${input.label}` };
  });
  return gidsStateSchema.parse({
    ...emptyCard(),
    activated: true,
    serial: input.serial,
    userPin: sealReferenceData(input.pin, { max: PIN_TRIES, left: input.pinBlocked ? 0 : PIN_TRIES }),
    pinLength: length,
    admin: { version: input.keyVersion, key: base64(input.adminKey), refusals: 0 },
    files: GIDS_FILES,
    objects: gidsObjects(Buffer.from(input.serial, 'hex'), containers),
    keys: keys.map(({ privateKey }, index) => ({
      reference: FIRST_KEY_REFERENCE + index,
      usage: USAGES[index] ?? 'signature',
      privateKey: base64(privateKey),
    })),
    issuer: base64(issuer),
  });
}

/** A card as it leaves the factory: no file, no key, a PIN nobody knows, and everything allowed until it is activated. */
export function blankGidsCard(): GidsState {
  return gidsStateSchema.parse(emptyCard());
}

function emptyCard(): GidsState {
  return {
    format: 'clavis-virtual-card',
    version: 1,
    kind: 'gids',
    activated: false,
    serial: '0'.repeat(32),
    userPin: sealReferenceData(randomBytes(PIN_MAX_LENGTH), { max: PIN_TRIES, left: PIN_TRIES }),
    pinLength: PIN_MAX_LENGTH,
    admin: { version: 0, key: base64(randomBytes(ADMIN_KEY_LENGTH)), refusals: 0 },
    files: [],
    objects: [],
    keys: [],
    issuer: '',
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
