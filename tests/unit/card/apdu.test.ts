import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createApduChannel, type CardCommand } from '../../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace, isSecretBearing, renderTraceEntry } from '../../../src-main/card/apdu/apdu-trace.ts';
import {
  encodeApdu,
  INS_EXTERNAL_AUTHENTICATE,
  INS_GENERAL_AUTHENTICATE,
  INS_VERIFY,
  isSecretHeader,
  plainCommand,
  queryCommand,
  secretCommand,
  type CommandApdu,
} from '../../../src-main/card/apdu/command-apdu.ts';
import { RESPONSE_ROUNDS_MAX } from '../../../src-main/card/apdu/get-response.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { createPcscTransport } from '../../../src-main/card/transport/pcsc-transport.ts';
import type { ResponseApdu } from '../../../src-main/card/transport/transport.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { apduScript, hex, toHex, type ScriptStep } from '../../support/apdu-script.ts';

const pin = (): SecretBytes => new SecretBytes(hex('37333531FFFFFFFF'));
const select = (data: string, le = 256) => plainCommand({ cla: 0, ins: 0xa4, p1: 4, p2: 4 }, { data: hex(data), le });

describe('encoding', () => {
  it.each<[string, CommandApdu, string, string]>([
    ['case 1', plainCommand({ cla: 0, ins: 0x44, p1: 1, p2: 2 }), '0044010200', '00440102'],
    ['case 2', plainCommand({ cla: 0, ins: 0x84, p1: 0, p2: 0 }, { le: 8 }), '0084000008', '0084000008'],
    ['case 2, 256 bytes', plainCommand({ cla: 0, ins: 0xb0, p1: 0x9c, p2: 0 }, { le: 256 }), '00B09C0000', '00B09C0000'],
    ['case 3', select('3F00', 0), '00A40404023F00', '00A40404023F00'],
    ['case 4', select('3F00'), '00A40404023F00', '00A40404023F0000'],
    ['query', queryCommand({ cla: 0, ins: INS_VERIFY, p1: 0, p2: 1 }), '0020000100', '00200001'],
    ['secret', secretCommand({ cla: 0, ins: 0x2c, p1: 2, p2: 1 }, pin()), '002C02010837333531FFFFFFFF', '002C02010837333531FFFFFFFF'],
  ])('%s', (_, command, t0, t1) => {
    expect(toHex(encodeApdu(command, 'T=0'))).toBe(t0);
    expect(toHex(encodeApdu(command, 'T=1'))).toBe(t1);
  });

  it('refuses a secret as a plain body, for the compiler and at run time', () => {
    // @ts-expect-error VERIFY has no plain form
    const verify = plainCommand({ cla: 0, ins: INS_VERIFY, p1: 0, p2: 1 }, { data: hex('31323334') });
    expect(() => encodeApdu(verify, 'T=0')).toThrow(AppError);
    // @ts-expect-error nor does EXTERNAL AUTHENTICATE
    plainCommand({ cla: 0, ins: INS_EXTERNAL_AUTHENTICATE, p1: 0, p2: 0 });
    const hidden: number = INS_VERIFY;
    expect(() => encodeApdu(plainCommand({ cla: 0, ins: hidden, p1: 0, p2: 1 }), 'T=0')).toThrow(AppError);
  });

  it('takes a GENERAL AUTHENTICATE as plain only while it asks', () => {
    const general = (data: string, p2 = 0) => plainCommand({ cla: 0, ins: INS_GENERAL_AUTHENTICATE, p1: 0, p2 }, { data: hex(data), le: 256 });
    expect(toHex(encodeApdu(general('7C028100'), 'T=1'))).toBe('00870000047C02810000');
    expect(() => encodeApdu(general('7C0A82081122334455667788'), 'T=1')).toThrow(AppError);
    // PIV's signatures and key 9B name algorithm and key in P1-P2.
    expect(toHex(encodeApdu(general('7C028200', 0x9a), 'T=0'))).toBe('0087009A047C028200');
    const lengths = [[4, false], [5, true], [12, true], [0, false]] as const;
    for (const [lc, secret] of lengths) expect(isSecretHeader({ ins: INS_GENERAL_AUTHENTICATE, p1: 0, p2: 0 }, lc)).toBe(secret);
  });

  it('refuses an empty secret: an empty VERIFY is a question, never an entry', () => {
    const empty = secretCommand({ cla: 0, ins: INS_VERIFY, p1: 0, p2: 1 }, new SecretBytes(new Uint8Array(0)));
    expect(() => encodeApdu(empty, 'T=0')).toThrow(AppError);
  });
});

const raw: CardCommand<CommandApdu, ResponseApdu> = { build: (command) => command, parse: (response) => response };

async function run(command: CommandApdu, steps: readonly ScriptStep[], protocol: 'T=0' | 'T=1' = 'T=0') {
  const script = apduScript(steps);
  const trace = new ApduTrace();
  const channel = createApduChannel(createPcscTransport(script), { protocol, trace, clock: { monotonic: () => 0 } });
  const result = await channel.run(raw, command).catch((error: unknown) => error);
  return { result, script, trace };
}

describe('GET RESPONSE', () => {
  it('fetches the rest, however many parts', async () => {
    const { result, script } = await run(select('3F00'), [
      { send: '00A40404023F00', answer: '6103' },
      { send: '00C0000003', answer: '0102036102' },
      { send: '00C0000002', answer: '04059000' },
    ]);
    expect(result).toEqual({ data: hex('0102030405'), sw: 0x9000 });
    expect(script.left).toBe(0);
  });

  it('leaves the rest where the status alone is wanted, and takes a refusal as it is', async () => {
    const alone = { ...select('3F00'), statusAlone: true } as const;
    const done = await run(alone, [{ send: '00A40404023F00', answer: '6103' }]);
    expect([done.result, done.script.left]).toEqual([{ data: hex(''), sw: 0x9000 }, 0]);
    expect((await run(alone, [{ send: '00A40404023F00', answer: '6A82' }])).result).toEqual({ data: hex(''), sw: 0x6a82 });
    // Under T=1 the bytes come with the status.
    expect((await run(alone, [{ send: '00A40404023F0000', answer: '6F009000' }], 'T=1')).result).toEqual({ data: hex('6F00'), sw: 0x9000 });
  });

  it('asks again with the right length, once', async () => {
    const again = await run(plainCommand({ cla: 0, ins: 0xb0, p1: 0, p2: 0 }, { le: 256 }), [
      { send: '00B0000000', answer: '6C02' },
      { send: '00B0000002', answer: 'AABB9000' },
    ]);
    expect(again.result).toEqual({ data: hex('AABB'), sw: 0x9000 });
    const twice = await run(plainCommand({ cla: 0, ins: 0xb0, p1: 0, p2: 0 }, { le: 256 }), [
      { send: '00B0000000', answer: '6C02' },
      { send: '00B0000002', answer: '6C03' },
    ]);
    expect(twice.result).toEqual({ data: hex(''), sw: 0x6c03 });
  });

  it('replaces Le in case 4 under T=1', async () => {
    const { result } = await run(
      select('3F00'),
      [
        { send: '00A40404023F0000', answer: '6C01' },
        { send: '00A40404023F0001', answer: 'AA9000' },
      ],
      'T=1',
    );
    expect(result).toEqual({ data: hex('AA'), sw: 0x9000 });
  });

  it('never sends a secret-bearing command twice, whatever the card answers', async () => {
    for (const answer of ['6C08', '6108', '6CFF']) {
      const command = secretCommand({ cla: 0, ins: 0x2c, p1: 2, p2: 1 }, pin());
      const { result, script } = await run(command, [{ send: '002C02010837333531FFFFFFFF', answer }]);
      expect(result).toMatchObject({ sw: Number.parseInt(answer, 16) });
      expect(script.events).toHaveLength(1);
    }
    const query = await run(queryCommand({ cla: 0, ins: INS_VERIFY, p1: 0, p2: 1 }), [{ send: '0020000100', answer: '6C08' }]);
    expect(query.script.events).toHaveLength(1);
  });

  it('gives up on a card that never stops', async () => {
    const endless = Array.from({ length: RESPONSE_ROUNDS_MAX + 5 }, () => ({ send: '00C00000FF', answer: '61FF' }));
    const { result, script } = await run(select('3F00'), [{ send: '00A40404023F00', answer: '61FF' }, ...endless]);
    expect(result).toMatchObject({ code: 'tokenMalformedAnswer' });
    expect(script.events).toHaveLength(RESPONSE_ROUNDS_MAX + 1);
  });

  it('gives up on a card that says too much', async () => {
    const part = { send: '00C00000FF', answer: `${'5A'.repeat(255)}61FF` };
    const { result, script } = await run(select('3F00'), [
      { send: '00A40404023F00', answer: '61FF' },
      ...Array.from({ length: 60 }, () => part),
    ]);
    expect(result).toMatchObject({ code: 'tokenMalformedAnswer' });
    expect(script.left).toBeGreaterThan(20);
  });
});

describe('chaining', () => {
  const long = 'AB'.repeat(300);
  it('cuts a long body, marking all parts but the last', async () => {
    const { result } = await run(select(long), [
      { send: `10A40404FF${'AB'.repeat(255)}`, answer: '9000' },
      { send: `00A404042D${'AB'.repeat(45)}`, answer: '9000' },
    ]);
    expect(result).toEqual({ data: hex(''), sw: 0x9000 });
  });

  it('stops at the first refusal', async () => {
    const { result } = await run(select(long), [{ send: `10A40404FF${'AB'.repeat(255)}`, answer: '6884' }]);
    expect(result).toEqual({ data: hex(''), sw: 0x6884 });
  });
});

describe('trace', () => {
  it('holds header, lengths, status word and time of every APDU that left', async () => {
    const { trace } = await run(select('3F00'), [
      { send: '00A40404023F00', answer: '6102' },
      { send: '00C0000002', answer: { scard: 'SCARD_W_REMOVED_CARD' } },
    ]);
    expect(trace.entries()).toEqual([
      { header: 0x00a40404, lc: 2, sw: 0x6102, responseLength: 0, elapsedMs: 0 },
      { header: 0x00c00000, lc: 0, sw: null, responseLength: 0, elapsedMs: 0 },
    ]);
    expect(trace.entries().map(renderTraceEntry)).toEqual(['00 A4 04 04 Lc=2 -> 6102 +0 in 0 ms', '00 C0 00 00 Lc=0 -> no answer in 0 ms']);
  });

  it('tells of each exchange, and which of them may spend a try', async () => {
    const told: string[] = [];
    const trace = new ApduTrace(2, (entry) => told.push(`${renderTraceEntry(entry)} ${String(isSecretBearing(entry))}`));
    const entry = { sw: 0x9000, responseLength: 0, elapsedMs: 0 };
    trace.record({ ...entry, header: 0x00200001, lc: 0 });
    trace.record({ ...entry, header: 0x002c0201, lc: 8 });
    trace.record({ ...entry, header: 0x00a40404, lc: 2 });
    expect(told).toEqual([
      '00 20 00 01 Lc=0 -> 9000 +0 in 0 ms false',
      '00 2C 02 01 Lc=8 -> 9000 +0 in 0 ms true',
      '00 A4 04 04 Lc=2 -> 9000 +0 in 0 ms false',
    ]);
  });

  it('is bounded', () => {
    const trace = new ApduTrace(3);
    for (let header = 0; header < 10; header++) trace.record({ header, lc: 0, sw: 0x9000, responseLength: 0, elapsedMs: 0 });
    expect(trace.entries().map(({ header }) => header)).toEqual([7, 8, 9]);
  });
});

describe('SecretBytes', () => {
  it('shows nothing, keeps its own copy, and forgets it', () => {
    const bytes = hex('31323334');
    const secret = new SecretBytes(bytes);
    bytes.fill(0);
    expect(secret.lend(toHex)).toBe('31323334');
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 5 }), Object.values(secret)];
    expect(shown.join()).toBe("[secret],{\"secret\":\"[secret]\"},{ secret: [secret] },");
    secret.overwrite();
    expect(secret.lend(toHex)).toBe('00000000');
  });

  it('is overwritten in the buffer that was sent', async () => {
    let sent: Uint8Array | null = null;
    const transport = {
      transmit: async (command: Uint8Array) => {
        sent = command;
        return { data: new Uint8Array(0), sw: 0x9000 };
      },
    };
    const channel = createApduChannel(transport, { protocol: 'T=0', trace: new ApduTrace(), clock: { monotonic: () => 0 } });
    await channel.run(raw, secretCommand({ cla: 0, ins: 0x2c, p1: 2, p2: 1 }, pin()));
    expect(sent).toEqual(new Uint8Array(13));
  });
});
