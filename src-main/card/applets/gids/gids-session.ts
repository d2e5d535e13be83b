import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { joinSecrets, SecretBytes } from '../../apdu/secret-bytes.ts';
import { NO_COUNTER } from '../shared/combine-counters.ts';
import { certificateView } from '../shared/certificate-view.ts';
import { entryBlock, type EntryEncoding } from '../shared/entry-block.ts';
import { getDataObject } from '../shared/get-data.ts';
import { changeReferenceData, resetRetryCounter, verifyReferenceData } from '../shared/reference-data.ts';
import { selectByName } from '../shared/select-application.ts';
import { unlessRefused } from '../shared/status-words.ts';
import type { AdminVerbs, PinVerbs, TokenSession } from '../token-session.ts';
import { answerAdminChallenge, requestAdminChallenge, RESPONSE_HEADER, RESPONSE_LENGTH, setAdminKey } from './admin-authentication.ts';
import { CARD_IDENTIFIER, certificateAddresses, MASTER_FILE, unpackCertificate } from './gids-files.ts';
import { readPinStatusObject } from './pin-status-object.ts';

/** GIDS 2.0: the application without its version, so that every version answers. */
export const GIDS_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x97, 0x42, 0x54, 0x46, 0x59);
/** The user PIN, and the admin key, each in its own name space. */
const PIN_REFERENCE = 0x80;
const ADMIN_KEY_REFERENCE = 0x80;
const CARD_IDENTIFIER_LENGTH = 16;

/**
 * A PIN goes as it is, without padding, so CHANGE REFERENCE DATA has no border between the two: the card cuts where the PIN that it
 * holds ends. 15 is what other programs let a person type; a longer PIN could not be typed there.
 */
const PIN: EntryEncoding = { format: { minLength: 4, maxLength: 15, charset: 'printable' }, padding: null };

/**
 * GIDS over a channel. There is no PUK in version 2, so none is ever sent. Serial and counter are read by GET DATA, which touches
 * neither a pending challenge nor what was proven; a card that voids its challenge all the same says 6985, and no try is spent.
 */
export function openGidsSession(channel: ApduChannel): TokenSession {
  return {
    profile: 'gids',
    select: () => channel.run(selectByName, { aid: GIDS_AID }),
    readSerial: async () => serialOf(await channel.run(getDataObject, CARD_IDENTIFIER)),
    readCounter: () => unlessRefused(channel.run(readPinStatusObject, undefined), NO_COUNTER),
    readCertificates: () => readCertificates(channel),
    pin: pinVerbs(channel),
    puk: null,
    admin: adminVerbs(channel),
    signing: null,
  };
}

function pinVerbs(channel: ApduChannel): PinVerbs {
  return {
    format: PIN.format,
    pad: (entry) => entryBlock(entry, PIN),
    verify: (block) => channel.run(verifyReferenceData, { reference: PIN_REFERENCE, block }),
    change: (current, next) => changeReferenceData(channel, { reference: PIN_REFERENCE, first: current, second: next }),
  };
}

function adminVerbs(channel: ApduChannel): AdminVerbs {
  return {
    async requestChallenge() {
      await channel.run(setAdminKey, { reference: ADMIN_KEY_REFERENCE });
      return channel.run(requestAdminChallenge, undefined);
    },
    checkCryptogram(cryptogram) {
      if (cryptogram.length !== RESPONSE_LENGTH) throw new AppError('authorityBadReply');
    },
    async authenticate(cryptogram) {
      const template = joinSecrets(new SecretBytes(RESPONSE_HEADER), cryptogram);
      try {
        return await channel.run(answerAdminChallenge, { template });
      } finally {
        template.overwrite();
      }
    },
    resetPin: (block) => channel.run(resetRetryCounter, { reference: PIN_REFERENCE, block }),
  };
}

/** All zeros is a card that nobody gave an identifier: it could be taken for any other such. */
function serialOf(cardIdentifier: Uint8Array): string {
  if (cardIdentifier.length !== CARD_IDENTIFIER_LENGTH || cardIdentifier.every((byte) => byte === 0)) throw new AppError('tokenMalformedAnswer', { reason: 'serial' });
  return Buffer.from(cardIdentifier).toString('hex').toUpperCase();
}

async function readCertificates(channel: ApduChannel): Promise<readonly CertificateView[]> {
  const addresses = certificateAddresses(await channel.run(getDataObject, MASTER_FILE));
  const views: CertificateView[] = [];
  for (const address of addresses) views.push(certificateView(unpackCertificate(await channel.run(getDataObject, address))));
  return views;
}
