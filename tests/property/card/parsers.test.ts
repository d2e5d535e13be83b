import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApduChannel, type CardCommand } from '../../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace } from '../../../src-main/card/apdu/apdu-trace.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { certificateView } from '../../../src-main/card/applets/shared/certificate-view.ts';
import {
  externalAuthenticate,
  getChallenge,
  setExternalAuthentication,
} from '../../../src-main/card/applets/ias-ecc/external-authentication.ts';
import { readChvCounters } from '../../../src-main/card/applets/ias-ecc/chv-counters.ts';
import { readPinStatus } from '../../../src-main/card/applets/shared/pin-status.ts';
import { parseCertificateDirectory, parseDirectory, parseObjectDirectory } from '../../../src-main/card/applets/pkcs15/pkcs15-directories.ts';
import { readBinary } from '../../../src-main/card/applets/shared/read-binary.ts';
import { resetRetryCounter } from '../../../src-main/card/applets/shared/reference-data.ts';
import { selectApplication, selectFile, selectMaster } from '../../../src-main/card/applets/ias-ecc/select.ts';
import { readSerial } from '../../../src-main/card/applets/ias-ecc/serial.ts';
import type { TokenSession } from '../../../src-main/card/applets/token-session.ts';
import { profileOf } from '../../../src-main/card/token/token-profiles.ts';
import { splitResponse } from '../../../src-main/card/transport/pcsc-transport.ts';
import { parseTlv } from '../../../src-main/card/tlv/tlv.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { hex, KNOWN_ATR, toHex } from '../../support/apdu-script.ts';
import { blockedState } from '../../support/card-bench.ts';

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
  parseTlv: (raw) => void parseTlv(raw),
  parseDirectory: (raw) => void parseDirectory(raw),
  parseObjectDirectory: (raw) => void parseObjectDirectory(raw),
  parseCertificateDirectory: (raw) => void parseCertificateDirectory(raw),
  certificateView: (raw) => void certificateView(raw),
};

/** Answers that say they are good, so that parsers get past the status word. */
const good = (data: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> => data.map((bytes) => Uint8Array.of(...bytes, 0x90, 0x00));
const tlvLike = fc.letrec<{ object: Uint8Array; value: Uint8Array }>((tie) => ({
  object: fc
    .tuple(
      fc.constantFrom([0x30], [0x61], [0x62], [0x6f], [0x70], [0xa0], [0xa1], [0xa4], [0x4f], [0x5a], [0x04], [0x80], [0x9a], [0x9b], [0x7f, 0x41], [0xbf, 0x81, 0x01]),
      tie('value'),
      fc.constantFrom(0, 0, 0, 1, -1),
    )
    .map(([tag, value, slip]) => {
      const length = Math.min(Math.max(value.length + slip, 0), 0xffff);
      return Uint8Array.of(...tag, ...(length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]), ...value);
    }),
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('object'), { maxLength: 4 }).map((parts) => Uint8Array.from(Buffer.concat(parts))),
  ),
})).value;
const rawAnswer = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  good(fc.uint8Array({ maxLength: 256 })),
  good(tlvLike),
  tlvLike,
  fc.constantFrom(new Uint8Array(20_000), hex(`${'5A'.repeat(255)}61FF`), hex('61FF'), hex('6C00'), hex('90'), hex('')),
);

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

/** No verb may make a hostile card cost more than this; a good card needs about 35 for its certificates. */
const EXCHANGES_MAX = 40_000;

const VERBS: Readonly<Record<string, (session: TokenSession) => Promise<unknown> | undefined>> = {
  select: (session) => session.select(),
  readSerial: (session) => session.readSerial(),
  readCounter: (session) => session.readCounter(),
  requestChallenge: (session) => session.admin?.requestChallenge(),
  authenticate: (session) => session.admin?.authenticate(secret),
  resetPin: (session) => session.admin?.resetPin(secret),
  readCertificates: (session) => session.readCertificates(),
};

/** Runs a verb against a card that answers as `card` says; counts what was sent. */
async function against(verb: string, card: (command: Uint8Array) => Uint8Array) {
  const commands: string[] = [];
  const channel = createApduChannel(
    {
      transmit: async (command) => {
        commands.push(toHex(command));
        return splitResponse(card(command));
      },
    },
    { protocol: 'T=0', trace: new ApduTrace(), clock: { monotonic: () => 0 } },
  );
  const session = profileOf(hex(KNOWN_ATR))?.open(channel);
  if (session === undefined) throw new Error('no profile');
  let thrown: unknown = null;
  try {
    await VERBS[verb]?.(session);
  } catch (error) {
    thrown = error;
  }
  return { commands, thrown };
}

const secretsIn = (commands: readonly string[]): readonly string[] => commands.filter((command) => /^..(?:20|24|2C|82)/u.test(command) && command.length > 10);

describe('verbs against a hostile card', () => {
  it.each(Object.keys(VERBS))('%s ends in an AppError or a value, soon, with each secret sent once at most', async (verb) => {
    await fc.assert(
      fc.asyncProperty(fc.array(rawAnswer, { minLength: 1, maxLength: 30 }), async (answers) => {
        let next = 0;
        const { commands, thrown } = await against(verb, () => answers[next++ % answers.length] ?? hex(''));
        expect(thrown === null || thrown instanceof AppError).toBe(true);
        expect(commands.length).toBeLessThan(EXCHANGES_MAX);
        const secrets = secretsIn(commands);
        expect(secrets).toHaveLength(new Set(secrets).size);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.keys(VERBS))('%s, of a good card whose answers are now and then damaged', async (verb) => {
    const state = await blockedState();
    const damage = fc.record({ nth: fc.nat(40), answer: fc.option(rawAnswer), at: fc.nat(255), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const card = new VirtualCard(state);
        let nth = 0;
        const { commands, thrown } = await against(verb, (command) => {
          const real = card.transmit(command);
          const hit = damages.find((candidate) => candidate.nth === nth);
          nth++;
          if (hit === undefined) return real;
          if (hit.answer !== null) return hit.answer;
          return real.with(hit.at % real.length, hit.byte);
        });
        expect(thrown === null || thrown instanceof AppError).toBe(true);
        expect(commands.length).toBeLessThan(1000);
        const secrets = secretsIn(commands);
        expect(secrets).toHaveLength(new Set(secrets).size);
      }),
      { numRuns: 150 },
    );
  });

  it('gives up on a card that dribbles one byte at a time for ever', async () => {
    const { commands, thrown } = await against('readCertificates', (command) =>
      command[1] === 0xc0 || command[1] === 0xa4 ? hex('5A6101') : hex('5A61FF'));
    expect(thrown).toBeInstanceOf(AppError);
    expect(commands.length).toBeLessThan(100);
  });
});
