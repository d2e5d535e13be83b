import type { CertificateView, PinCounter } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { limitedChannel } from '../../apdu/limited-channel.ts';
import { CERTIFICATE_COMMANDS_MAX, parseDirectory, PATH_EF_DIR } from '../pkcs15/pkcs15-directories.ts';
import { findPkcs15Key, readPkcs15Certificates } from '../pkcs15/read-certificates.ts';
import { combineCounters, NO_COUNTER } from '../shared/combine-counters.ts';
import { entryBlock } from '../shared/entry-block.ts';
import { readPinStatus } from '../shared/pin-status.ts';
import { readFile } from '../shared/read-file.ts';
import { changeReferenceData, resetRetryCounter, verifyReferenceData } from '../shared/reference-data.ts';
import { selectApplication, selectFile, selectMaster } from './select.ts';
import { unlessRefused } from '../shared/status-words.ts';
import type { AdminVerbs, PinVerbs, PukVerbs, SigningVerbs, TokenSession } from '../token-session.ts';
import { readChvCounters } from './chv-counters.ts';
import { externalAuthenticate, getChallenge, setExternalAuthentication } from './external-authentication.ts';
import { internalAuthenticate, setInternalAuthentication } from './internal-authenticate.ts';
import type { IasEccAdmin, IasEccEntry, IasEccProfile } from './ias-ecc-profile.ts';
import { readSerial } from './serial.ts';

/** IAS-ECC over a channel: SELECT plus verbs. Holds no state of its own; the card does. */
export function openIasEccSession(channel: ApduChannel, { pin, puk, admin }: IasEccProfile): TokenSession {
  return {
    profile: 'ias-ecc',
    select: () => channel.run(selectMaster, undefined),
    readSerial: () => channel.run(readSerial, undefined),
    readCounter: async () => (pin === null ? NO_COUNTER : readCounter(channel, pin.reference)),
    readCertificates: () => readCertificates(limitedChannel(channel, CERTIFICATE_COMMANDS_MAX)),
    pin: pin && pinVerbs(channel, pin),
    puk: pin && puk && pukVerbs(channel, pin, puk),
    admin: pin && admin && adminVerbs(channel, pin, admin),
    signing: pin && signingVerbs(channel),
  };
}

function pinVerbs(channel: ApduChannel, pin: IasEccEntry): PinVerbs {
  const { reference } = pin;
  return {
    format: pin.format,
    pad: (entry) => entryBlock(entry, pin),
    verify: (block) => channel.run(verifyReferenceData, { reference, block }),
    change: (current, next) => changeReferenceData(channel, { reference, first: current, second: next }),
  };
}

function pukVerbs(channel: ApduChannel, pin: IasEccEntry, puk: IasEccEntry): PukVerbs {
  return {
    presented: 'before',
    format: puk.format,
    pad: (entry) => entryBlock(entry, puk),
    readCounter: () => readCounter(channel, puk.reference),
    verify: (block) => channel.run(verifyReferenceData, { reference: puk.reference, block }),
    reset: (block) => channel.run(resetRetryCounter, { reference: pin.reference, block }),
  };
}

function adminVerbs(channel: ApduChannel, pin: IasEccEntry, admin: IasEccAdmin): AdminVerbs {
  return {
    async requestChallenge() {
      await channel.run(setExternalAuthentication, { algorithm: admin.algorithm, keyset: admin.keyset });
      return channel.run(getChallenge, { length: admin.challengeLength });
    },
    checkCryptogram(cryptogram) {
      if (cryptogram.length !== admin.cryptogramLength) throw new AppError('authorityBadReply');
    },
    authenticate: (cryptogram) => channel.run(externalAuthenticate, { cryptogram }),
    resetPin: (block) => channel.run(resetRetryCounter, { reference: pin.reference, block }),
  };
}

async function readCounter(channel: ApduChannel, reference: number): Promise<PinCounter> {
  const status = await channel.run(readPinStatus, { reference });
  // A card that does not tell these attributes still has its answer to VERIFY.
  return combineCounters(status, await unlessRefused(channel.run(readChvCounters, { reference }), NO_COUNTER));
}

function signingVerbs(channel: ApduChannel): SigningVerbs {
  return {
    async findKey(sha256) {
      const limited = limitedChannel(channel, CERTIFICATE_COMMANDS_MAX);
      const read = fileReader(limited);
      await limited.run(selectMaster, undefined);
      return (await enterApplication(limited, read)) ? findPkcs15Key(read, sha256) : null;
    },
    async sign(key, digest) {
      // The user PIN is the master file's: it stays verified on the way to the keys.
      await channel.run(selectMaster, undefined);
      if (!(await enterApplication(channel, fileReader(channel)))) throw new AppError('keyNotFound');
      await channel.run(setInternalAuthentication, { reference: key.reference });
      return channel.run(internalAuthenticate, { digest });
    },
  };
}

type FileReader = (path: Uint8Array) => Promise<Uint8Array>;

const fileReader = (channel: ApduChannel): FileReader => async (path) => readFile(channel, await channel.run(selectFile, { path }));

/** Goes from the master file to the application that EF.DIR names; the rest is PKCS#15. False: it names none. */
async function enterApplication(channel: ApduChannel, read: FileReader): Promise<boolean> {
  const [aid] = parseDirectory(await read(PATH_EF_DIR));
  if (aid === undefined) return false;
  await channel.run(selectApplication, { aid });
  return true;
}

async function readCertificates(channel: ApduChannel): Promise<readonly CertificateView[]> {
  const read = fileReader(channel);
  return (await enterApplication(channel, read)) ? readPkcs15Certificates(read) : [];
}
