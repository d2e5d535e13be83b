import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { CardCommand } from '../../../src-main/card/apdu/apdu-channel.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { certificateView } from '../../../src-main/card/applets/shared/certificate-view.ts';
import {
  externalAuthenticate,
  getChallenge,
  setExternalAuthentication,
} from '../../../src-main/card/applets/ias-ecc/external-authentication.ts';
import { readChvCounters } from '../../../src-main/card/applets/ias-ecc/chv-counters.ts';
import { readPinStatus } from '../../../src-main/card/applets/shared/pin-status.ts';
import { parseCertificateDirectory, parseDirectory, parseObjectDirectory, parsePrivateKeyDirectory } from '../../../src-main/card/applets/pkcs15/pkcs15-directories.ts';
import { applicationIn } from '../../../src-main/card/applets/pkcs15/find-application.ts';
import { serialOfTokenInfo } from '../../../src-main/card/applets/pkcs15/token-info.ts';
import { answerAdminChallenge, requestAdminChallenge, setAdminKey } from '../../../src-main/card/applets/gids/admin-authentication.ts';
import { certificateAddresses, unpackCertificate } from '../../../src-main/card/applets/gids/gids-files.ts';
import { readPinStatusObject } from '../../../src-main/card/applets/gids/pin-status-object.ts';
import { certificateOf, guidOf } from '../../../src-main/card/applets/piv/piv-objects.ts';
import { readVendorSerial } from '../../../src-main/card/applets/piv/vendor-serial.ts';
import { getDataObject } from '../../../src-main/card/applets/shared/get-data.ts';
import { probeApplication } from '../../../src-main/card/applets/shared/select-application.ts';
import { readBinary } from '../../../src-main/card/applets/shared/read-binary.ts';
import { resetRetryCounter } from '../../../src-main/card/applets/shared/reference-data.ts';
import { selectApplication, selectFile, selectMaster } from '../../../src-main/card/applets/ias-ecc/select.ts';
import { readSerial } from '../../../src-main/card/applets/ias-ecc/serial.ts';
import { splitResponse } from '../../../src-main/card/transport/pcsc-transport.ts';
import { parseTlv } from '../../../src-main/card/tlv/tlv.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex } from '../../support/apdu-script.ts';
import { blockedState } from '../../support/card-bench.ts';
import { rawAnswer } from './raw-answer.ts';

const secret = new SecretBytes(new Uint8Array(24));
const reference = 0x01;

/** Each parser with some input, as one function of the raw response. */
const parserOf = <A, R>(command: CardCommand<A, R>, input: A) => (raw: Uint8Array): void =>
  void command.parse(splitResponse(raw), input);
const PARSERS: Readonly<Record<string, (raw: Uint8Array) => void>> = {
  selectMaster: parserOf(selectMaster, undefined),
  selectApplication: parserOf(selectApplication, { aid: hex('A0') }),
  selectFile: parserOf(selectFile, { path: hex('5031') }),
  readBinary: parserOf(readBinary, { offset: 0, length: 256 }),
  readSerial: parserOf(readSerial, undefined),
  readPinStatus: parserOf(readPinStatus, { reference }),
  readChvCounters: parserOf(readChvCounters, { reference }),
  setExternalAuthentication: parserOf(setExternalAuthentication, { algorithm: 0x1c, keyset: 3 }),
  getChallenge: parserOf(getChallenge, { length: 8 }),
  externalAuthenticate: parserOf(externalAuthenticate, { cryptogram: secret }),
  resetRetryCounter: parserOf(resetRetryCounter, { reference, block: secret }),
  setAdminKey: parserOf(setAdminKey, { reference: 0x80 }),
  requestAdminChallenge: parserOf(requestAdminChallenge, undefined),
  answerAdminChallenge: parserOf(answerAdminChallenge, { template: secret }),
  readPinStatusObject: parserOf(readPinStatusObject, undefined),
  readVendorSerial: parserOf(readVendorSerial, undefined),
  getDataObject: parserOf(getDataObject, { file: 0x3fff, tag: 0x5fc102, answerTag: 0x53 }),
  probeApplication: parserOf(probeApplication, { aid: hex('A0') }),
  certificateAddresses: (raw) => void certificateAddresses(raw),
  unpackCertificate: (raw) => void unpackCertificate(raw),
  guidOf: (raw) => void guidOf(raw),
  certificateOf: (raw) => void certificateOf(raw),
  serialOfTokenInfo: (raw) => void serialOfTokenInfo(raw),
  applicationIn: (raw) => void applicationIn(raw),
  parseTlv: (raw) => void parseTlv(raw),
  parseDirectory: (raw) => void parseDirectory(raw),
  parseObjectDirectory: (raw) => void parseObjectDirectory(raw),
  parseCertificateDirectory: (raw) => void parseCertificateDirectory(raw),
  parsePrivateKeyDirectory: (raw) => void parsePrivateKeyDirectory(raw),
  certificateView: (raw) => void certificateView(raw),
};

function onlyAppError(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

describe('parsers', () => {
  it.each(Object.keys(PARSERS))('%s throws AppError or nothing, whatever comes', (name) => {
    const parse = PARSERS[name];
    if (parse === undefined) throw new Error(name);
    fc.assert(fc.property(rawAnswer, (raw) => onlyAppError(() => parse(raw))), { numRuns: 1000 });
  });

  it('certificateView, of a certificate with bytes changed, cut or added', async () => {
    const { files } = await blockedState();
    const ders = files.map(({ content }) => Buffer.from(content, 'base64')).filter((content) => content.length > 500);
    const change = fc.record({ at: fc.nat(2000), byte: fc.nat(255), cut: fc.option(fc.nat(2000)), tail: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(
      fc.property(fc.constantFrom(...ders), fc.array(change, { minLength: 1, maxLength: 4 }), (der, changes) => {
        let bytes = Uint8Array.from(der);
        for (const { at, byte, cut, tail } of changes) {
          if (bytes.length > 0) bytes[at % bytes.length] = byte;
          bytes = Uint8Array.of(...bytes.subarray(0, cut ?? bytes.length), ...tail);
        }
        onlyAppError(() => void certificateView(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
