import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { certificateView } from '../shared/certificate-view.ts';
import { NO_COUNTER } from '../shared/combine-counters.ts';
import { entryBlock, type EntryEncoding } from '../shared/entry-block.ts';
import { getDataObject } from '../shared/get-data.ts';
import { readPinStatus } from '../shared/pin-status.ts';
import { changeReferenceData, resetRetryCounterByPuk, verifyReferenceData } from '../shared/reference-data.ts';
import { selectByName } from '../shared/select-application.ts';
import { unlessRefused } from '../shared/status-words.ts';
import type { PinVerbs, PukVerbs, TokenSession } from '../token-session.ts';
import { CERTIFICATES, certificateOf, CHUID, guidOf } from './piv-objects.ts';
import { readVendorSerial } from './vendor-serial.ts';

/** SP 800-73-4, part 1, 2.2: the application without its version. */
export const PIV_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00);

/** What tells one card of the model from the next; `none`: nothing does, so no entry of it is sent. */
export type PivSerialSource = 'chuid' | 'vendor' | 'none';

/** SP 800-73-4, part 2, 2.4.3: six to eight digits, filled up with FF to eight bytes; the PUK is as long and of any characters. */
const PADDING = { length: 8, byte: 0xff } as const;
const PIN: EntryEncoding = { format: { minLength: 6, maxLength: 8, charset: 'digits' }, padding: PADDING };
const PUK: EntryEncoding = { format: { minLength: 6, maxLength: 8, charset: 'printable' }, padding: PADDING };
/** Part 1, table 4b: PIN of this application; the PUK (81) goes within RESET RETRY COUNTER and is never P2 of anything sent here. */
const PIN_REFERENCE = 0x80;

/**
 * PIV over a channel. No admin verbs: the key 9B authorises writing, not a new PIN. The PUK's counter is not in the standard, and
 * what a card makes of an empty VERIFY of it is not said, so it is not asked: it shows in the answer to a wrong PUK.
 */
export function openPivSession(channel: ApduChannel, serial: PivSerialSource): TokenSession {
  return {
    profile: 'piv',
    select: () => channel.run(selectByName, { aid: PIV_AID }),
    readSerial: () => readSerial(channel, serial),
    readCounter: async () => ({ triesLeft: await channel.run(readPinStatus, { reference: PIN_REFERENCE }), triesMax: null }),
    readCertificates: () => readCertificates(channel),
    pin: serial === 'none' ? null : pinVerbs(channel),
    puk: serial === 'none' ? null : pukVerbs(channel),
    admin: null,
    signing: null,
  };
}

/** Where this card's serial comes from. Only asks. */
export async function findPivSerial(channel: ApduChannel, vendorSerial: boolean): Promise<PivSerialSource> {
  const chuid = await unlessRefused(channel.run(getDataObject, CHUID), NOTHING);
  if (guidOf(chuid) !== null) return 'chuid';
  return vendorSerial && (await unlessRefused<string | null>(channel.run(readVendorSerial, undefined), null)) !== null ? 'vendor' : 'none';
}

const NOTHING = new Uint8Array(0);

/** @throws AppError tokenReadOnly for a card that has no number of its own */
async function readSerial(channel: ApduChannel, source: PivSerialSource): Promise<string> {
  switch (source) {
    case 'chuid': {
      const guid = guidOf(await channel.run(getDataObject, CHUID));
      if (guid === null) throw new AppError('tokenMalformedAnswer', { reason: 'serial' });
      return guid;
    }
    case 'vendor':
      return channel.run(readVendorSerial, undefined);
    case 'none':
      throw new AppError('tokenReadOnly');
  }
}

function pinVerbs(channel: ApduChannel): PinVerbs {
  return {
    format: PIN.format,
    pad: (entry) => entryBlock(entry, PIN),
    verify: (block) => channel.run(verifyReferenceData, { reference: PIN_REFERENCE, block }),
    change: (current, next) => changeReferenceData(channel, { reference: PIN_REFERENCE, first: current, second: next }),
  };
}

function pukVerbs(channel: ApduChannel): PukVerbs {
  return {
    presented: 'within',
    format: PUK.format,
    pad: (entry) => entryBlock(entry, PUK),
    readCounter: async () => NO_COUNTER,
    reset: (puk, pinBlock) => resetRetryCounterByPuk(channel, { reference: PIN_REFERENCE, first: puk, second: pinBlock }),
  };
}

/** A slot without a certificate is no error: most cards have one or two. */
async function readCertificates(channel: ApduChannel): Promise<readonly CertificateView[]> {
  const views: CertificateView[] = [];
  for (const request of CERTIFICATES) {
    const certificate = certificateOf(await unlessRefused(channel.run(getDataObject, request), NOTHING));
    if (certificate !== null) views.push(certificateView(certificate));
  }
  return views;
}
