import { describe, expect, it } from 'vitest';
import { createApduChannel } from '../../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace } from '../../../src-main/card/apdu/apdu-trace.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { profileOf } from '../../../src-main/card/token/token-profiles.ts';
import { createPcscTransport } from '../../../src-main/card/transport/pcsc-transport.ts';
import { unblockAct } from '../../../src-main/card-host/unblock-act.ts';
import type { ScardName } from '../../../src-main/ports/smart-card-service.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { apduScript, hex, KNOWN_ATR, type ScriptStep } from '../../support/apdu-script.ts';

const SERIAL = '802500017A3C41F6';
const CRYPTOGRAM = 'C1'.repeat(24);
const BLOCK = '37333531FFFFFFFF';

const serial = (found = SERIAL): ScriptStep => ({ send: '00B09C0000', answer: `5A08${found}9000` });
const authenticate = (answer: ScriptStep['answer']): ScriptStep => ({ send: `0082000018${CRYPTOGRAM}`, answer });
const reset = (answer: ScriptStep['answer']): ScriptStep => ({ send: `002C020108${BLOCK}`, answer });
const status = (answer: ScriptStep['answer']): ScriptStep => ({ send: '0020000100', answer });
const counters = (left: string): readonly ScriptStep[] => [
  { send: '00CB3FFF0A4D087006BF810102A080', answer: '610E' },
  { send: '00C000000E', answer: `700CBF810108A0069A01039B01${left}9000` },
];
const scard = (name: ScardName): ScriptStep['answer'] => ({ scard: name });

/** Plays the act against a script; the whole script must have been used, and the transaction ended. */
async function play(steps: readonly ScriptStep[], begin?: ScardName) {
  const connection = apduScript(steps, begin === undefined ? {} : { begin });
  const profile = profileOf(hex(KNOWN_ATR));
  if (profile === null) throw new Error('the model of this test is not in the table');
  const channel = createApduChannel(createPcscTransport(connection), {
    protocol: connection.protocol,
    trace: new ApduTrace(),
    clock: { monotonic: () => 0 },
  });
  const link = { connection, model: profile.model, session: profile.open(channel) };
  const { admin } = link.session;
  if (admin === null) throw new Error('the model of this test is unblocked by its authority');
  const secrets = { serial: SERIAL, admin, cryptogram: new SecretBytes(hex(CRYPTOGRAM)), pinBlock: new SecretBytes(hex(BLOCK)) };
  const outcome = await unblockAct(link, secrets, { event: () => undefined }).catch((error: unknown) => {
    if (error instanceof AppError) return { threw: error.code };
    throw error;
  });
  expect(connection.left).toBe(0);
  expect(connection.events.at(-1)).toBe(begin === undefined ? 'end' : 'begin');
  return outcome;
}

const before2C = [serial(), authenticate('9000'), serial()];

describe('the act, byte for byte', () => {
  it('done: the counter was read back', async () => {
    expect(await play([...before2C, reset('9000'), status('63C3'), ...counters('03')])).toEqual({
      kind: 'done',
      counter: { triesLeft: 3, triesMax: 3 },
    });
  });

  it('done: on a card that does not tell its attributes', async () => {
    const silent: ScriptStep = { send: '00CB3FFF0A4D087006BF810102A080', answer: '6A88' };
    expect(await play([...before2C, reset('9000'), status('63C3'), silent])).toEqual({
      kind: 'done',
      counter: { triesLeft: 3, triesMax: null },
    });
  });

  it.each(['63C4', '63C0', '6300', '6983', '6984', '6982'])('the cryptogram refused with %s: stop', async (sw) => {
    expect(await play([serial(), authenticate(sw)])).toEqual({ kind: 'adminRefused' });
  });

  it('the challenge is void on the card: no try was spent', async () => {
    expect(await play([serial(), authenticate('6985')])).toEqual({ kind: 'notDone', because: 'tokenReset' });
  });

  it.each(['6D00', '6E00', '6F00', '6A88', '6C18', '6118', '', '90', '0000', `${'5A'.repeat(300)}9000`])(
    'the answer to the cryptogram makes no sense (%#): nothing more is sent',
    async (answer) => {
      const because = answer.length < 4 ? 'tokenRemoved' : 'tokenMalformedAnswer';
      expect(await play([serial(), authenticate(answer)])).toEqual({ kind: 'notDone', because });
    },
  );

  it.each(['6982', '6A80', '6985', '6D00', '6F00', '63C0', '6C08', '6108'])('the PIN refused with %s, and the counter says so', async (sw) => {
    expect(await play([...before2C, reset(sw), status('6983'), ...counters('00')])).toEqual({ kind: 'pinRefused', sw });
  });

  it('the PIN refused, but the counter is full: nobody knows', async () => {
    const unknown = { kind: 'unknown', because: 'tokenMalformedAnswer' };
    expect(await play([...before2C, reset('6F00'), status('63C3'), ...counters('03')])).toEqual(unknown);
    expect(await play([...before2C, reset('6F00'), status('6300'), ...counters('FF')])).toEqual(unknown);
  });

  it('9000, but the counter does not agree: nobody knows', async () => {
    const unknown = { kind: 'unknown', because: 'tokenMalformedAnswer' };
    expect(await play([...before2C, reset('9000'), status('6983'), ...counters('00')])).toEqual(unknown);
    expect(await play([...before2C, reset('9000'), status('63C3'), ...counters('02')])).toEqual(unknown);
    expect(await play([...before2C, reset('9000'), status('63C2'), ...counters('02')])).toEqual(unknown);
    expect(await play([...before2C, reset('9000'), status('6D00')])).toEqual(unknown);
  });

  const FAILURES: readonly [ScardName, string][] = [
    ['SCARD_W_REMOVED_CARD', 'tokenRemoved'],
    ['SCARD_E_NO_SMARTCARD', 'tokenRemoved'],
    ['SCARD_W_RESET_CARD', 'tokenReset'],
    ['SCARD_E_READER_UNAVAILABLE', 'readerRemoved'],
    ['SCARD_E_INVALID_HANDLE', 'readerRemoved'],
    ['SCARD_E_NO_SERVICE', 'serviceStopped'],
    ['SCARD_E_SERVICE_STOPPED', 'serviceStopped'],
    ['SCARD_E_CANCELLED', 'serviceStopped'],
    ['SCARD_F_COMM_ERROR', 'tokenMalformedAnswer'],
    ['SCARD_E_NOT_TRANSACTED', 'tokenMalformedAnswer'],
    ['SCARD_E_TIMEOUT', 'tokenMalformedAnswer'],
    ['SCARD_W_UNPOWERED_CARD', 'tokenMalformedAnswer'],
  ];

  it.each(FAILURES)('%s at each point is %s: not done before the PIN was sent, unknown after', async (name, because) => {
    const notDone = { kind: 'notDone', because };
    expect(await play([], name)).toEqual(notDone);
    expect(await play([{ ...serial(), answer: scard(name) }])).toEqual(notDone);
    expect(await play([serial(), authenticate(scard(name))])).toEqual(notDone);
    expect(await play([serial(), authenticate('9000'), { ...serial(), answer: scard(name) }])).toEqual(notDone);
    const unknown = { kind: 'unknown', because };
    expect(await play([...before2C, reset(scard(name))])).toEqual(unknown);
    expect(await play([...before2C, reset('9000'), status(scard(name))])).toEqual(unknown);
  });

  it('another token before the cryptogram: thrown, no secret sent', async () => {
    expect(await play([serial('802500019B7D20E4')])).toEqual({ threw: 'wrongToken' });
  });

  it('another token between the two secrets: not done', async () => {
    expect(await play([serial(), authenticate('9000'), serial('802500019B7D20E4')])).toMatchObject({ kind: 'notDone' });
  });

  it('the reader is taken at the very start: thrown, no secret sent', async () => {
    expect(await play([], 'SCARD_E_SHARING_VIOLATION')).toEqual({ threw: 'readerBusy' });
  });
});
