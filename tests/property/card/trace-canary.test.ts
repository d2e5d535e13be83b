import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createApduChannel, type CardCommand } from '../../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace, renderTraceEntry } from '../../../src-main/card/apdu/apdu-trace.ts';
import {
  INS_CHANGE_REFERENCE_DATA,
  INS_EXTERNAL_AUTHENTICATE,
  INS_GENERAL_AUTHENTICATE,
  INS_RESET_RETRY_COUNTER,
  INS_VERIFY,
  secretCommand,
} from '../../../src-main/card/apdu/command-apdu.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { createPcscTransport } from '../../../src-main/card/transport/pcsc-transport.ts';
import { PcscError, type CardConnection } from '../../../src-main/ports/smart-card-service.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';

/** Every way in which bytes end up in a log. */
function spellings(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes);
  const hex = buffer.toString('hex');
  const pairs = hex.match(/../gu) ?? [];
  return [hex, pairs.join(' '), pairs.join(':'), buffer.toString('base64').toLowerCase(), [...bytes].join(',')];
}

/** Text of a value for a search: one line, lists of numbers without spaces, all in lower case. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY })
    .replace(/\s*,\s*/gu, ',')
    .toLowerCase();

const done = async (): Promise<void> => undefined;
const answers = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.constantFrom(Uint8Array.of(0x90, 0), Uint8Array.of(0x61, 8), Uint8Array.of(0x6c, 8), Uint8Array.of(0x63, 0xc2), new Uint8Array(0)),
  fc.constantFrom('SCARD_W_RESET_CARD', 'SCARD_W_REMOVED_CARD', 'SCARD_F_COMM_ERROR').map((scard) => new PcscError(scard)),
);

it('the search finds bytes however they are kept', () => {
  const canary = Uint8Array.from({ length: 24 }, (_, index) => 200 + index);
  for (const kept of [canary, Buffer.from(canary), [...canary], Buffer.from(canary).toString('hex').toUpperCase(), { deep: { canary } }]) {
    expect(spellings(canary).some((spelling) => shown(kept).includes(spelling))).toBe(true);
  }
});

it('no trace, command, error or buffer shows a secret after it was sent', async () => {
  const instructions = fc.constantFrom(INS_VERIFY, INS_CHANGE_REFERENCE_DATA, INS_RESET_RETRY_COUNTER, INS_EXTERNAL_AUTHENTICATE, INS_GENERAL_AUTHENTICATE);
  await fc.assert(
    fc.asyncProperty(instructions, fc.uint8Array({ minLength: 6, maxLength: 72 }), answers, async (ins, canary, answer) => {
      fc.pre(new Set(canary).size > 2);
      const buffers: Uint8Array[] = [];
      const connection: CardConnection = {
        atr: new Uint8Array(0),
        protocol: 'T=0',
        attribute: async () => null,
        control: async () => new Uint8Array(0),
        transmit: async (bytes) => {
          buffers.push(bytes);
          if (answer instanceof PcscError) throw answer;
          return answer;
        },
        beginTransaction: done,
        endTransaction: done,
        reconnect: done,
        disconnect: done,
      };
      const trace = new ApduTrace();
      const command: CardCommand<SecretBytes, number> = {
        build: (secret) => secretCommand({ cla: 0, ins, p1: 0, p2: ins === INS_GENERAL_AUTHENTICATE ? 0 : 1 }, secret),
        parse: ({ sw }) => sw,
      };
      const secret = new SecretBytes(canary);
      const channel = createApduChannel(createPcscTransport(connection), { protocol: 'T=0', trace, clock: { monotonic: () => 0 } });
      const result = await channel.run(command, secret).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return error;
      });
      expect(buffers).toHaveLength(1);
      const everything = { result, trace, entries: trace.entries(), secret, command: command.build(secret), channel, buffers };
      const text = [shown(everything), shown(JSON.stringify(everything)), ...trace.entries().map(renderTraceEntry)].join('\n').toLowerCase();
      for (const spelling of spellings(canary)) expect(text.includes(spelling)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
