import type { CertificateView, PinCounter } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { LE_MAX } from '../../apdu/command-apdu.ts';
import type { TokenSession } from '../token-session.ts';
import { firstObjectLength } from '../../tlv/tlv.ts';
import { certificateView } from './certificate-view.ts';
import { externalAuthenticate, getChallenge, setExternalAuthentication } from './external-authentication.ts';
import type { IasEccProfile } from './ias-ecc-profile.ts';
import { combineCounters, readChvCounters, readPinStatus } from './pin-status.ts';
import {
  CERTIFICATES_MAX,
  parseCertificateDirectory,
  parseDirectory,
  parseObjectDirectory,
  PATH_EF_DIR,
  PATH_EF_ODF,
} from './pkcs15.ts';
import { FILE_LENGTH_MAX, readBinary } from './read-binary.ts';
import { padPin, resetRetryCounter } from './reset-retry-counter.ts';
import { selectApplication, selectFile, selectMaster } from './select.ts';
import { readSerial } from './serial.ts';

/** IAS-ECC over a channel: SELECT plus verbs. Holds no state of its own; the card does. */
export function openIasEccSession(channel: ApduChannel, profile: IasEccProfile): TokenSession {
  const { pin, admin } = profile;
  return {
    select: () => channel.run(selectMaster, undefined),
    readSerial: () => channel.run(readSerial, undefined),
    async readCounter() {
      const status = await channel.run(readPinStatus, { reference: pin.reference });
      return combineCounters(status, await chvCounters(channel, pin.reference));
    },
    async requestChallenge() {
      await channel.run(setExternalAuthentication, { algorithm: admin.algorithm, keyset: admin.keyset });
      return channel.run(getChallenge, { length: admin.challengeLength });
    },
    checkCryptogram(cryptogram) {
      if (cryptogram.length !== admin.cryptogramLength) throw new AppError('authorityBadReply');
    },
    authenticate: (cryptogram) => channel.run(externalAuthenticate, { cryptogram }),
    padPin: (entry) => padPin(entry, pin),
    resetPin: (block) => channel.run(resetRetryCounter, { reference: pin.reference, block }),
    readCertificates: () => readCertificates(channel),
  };
}

/** A card that does not tell these attributes still has its answer to VERIFY; one that is gone or talks nonsense does not. */
async function chvCounters(channel: ApduChannel, reference: number): Promise<PinCounter> {
  try {
    return await channel.run(readChvCounters, { reference });
  } catch (error) {
    if (error instanceof AppError && error.code === 'tokenCommandRefused') return { triesLeft: null, triesMax: null };
    throw error;
  }
}

/** EF.DIR names the application, its EF.ODF the certificate directories, those the files. */
async function readCertificates(channel: ApduChannel): Promise<readonly CertificateView[]> {
  await channel.run(selectMaster, undefined);
  const [aid] = parseDirectory(await readFile(channel, PATH_EF_DIR));
  if (aid === undefined) return [];
  await channel.run(selectApplication, { aid });
  const paths: Uint8Array[] = [];
  for (const directory of parseObjectDirectory(await readFile(channel, PATH_EF_ODF))) {
    paths.push(...parseCertificateDirectory(await readFile(channel, directory)));
  }
  if (paths.length > CERTIFICATES_MAX) throw malformed('certificates');
  const views: CertificateView[] = [];
  for (const path of paths) views.push(certificateView(oneObject(await readFile(channel, path))));
  await channel.run(selectMaster, undefined);
  return views;
}

/** A whole file, in commands of 256 bytes; it ends where its size says or where the card gives less than asked. */
async function readFile(channel: ApduChannel, path: Uint8Array): Promise<Uint8Array> {
  const { size } = await channel.run(selectFile, { path });
  if (size > FILE_LENGTH_MAX) throw malformed('fileLength');
  const content = new Uint8Array(size);
  let offset = 0;
  while (offset < size) {
    const length = Math.min(LE_MAX, size - offset);
    const chunk = await channel.run(readBinary, { offset, length });
    content.set(chunk, offset);
    offset += chunk.length;
    if (chunk.length < length) break;
  }
  return content.subarray(0, offset);
}

/** Cuts off what fills up a file after its one object. */
function oneObject(content: Uint8Array): Uint8Array {
  const length = firstObjectLength(content);
  if (length > content.length) throw malformed('fileLength');
  return content.subarray(0, length);
}

const malformed = (reason: string): AppError => new AppError('tokenMalformedAnswer', { reason });
