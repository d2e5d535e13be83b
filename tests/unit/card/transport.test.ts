import { describe, expect, it } from 'vitest';
import { QUEUE_MAX, ReaderQueue } from '../../../src-main/card/reader-queue/reader-queue.ts';
import { withTransaction } from '../../../src-main/card/reader-queue/with-transaction.ts';
import { createPcscTransport, splitResponse } from '../../../src-main/card/transport/pcsc-transport.ts';
import { fromPcsc, SCARD_TABLE, scardOf } from '../../../src-main/card/transport/scard-table.ts';
import { PcscError, SCARD_NAMES, type ScardName } from '../../../src-main/ports/smart-card-service.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { apduScript, hex } from '../../support/apdu-script.ts';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof AppError ? error.code : 'not an AppError';
  }
  return 'none';
};

describe('splitResponse', () => {
  it('cuts data and status word', () => {
    expect(splitResponse(hex('AABB9000'))).toEqual({ data: hex('AABB'), sw: 0x9000 });
    expect(splitResponse(hex('63C2'))).toEqual({ data: hex(''), sw: 0x63c2 });
  });

  it.each(['', '90'])('takes %s for a card that was pulled', (raw) => expect(code(() => splitResponse(hex(raw)))).toBe('tokenRemoved'));
  it.each(['0000', '6000', '8000', 'A000', 'FFFF', '5A61'])('refuses the status word %s', (raw) =>
    expect(code(() => splitResponse(hex(raw)))).toBe('tokenMalformedAnswer'));
  it('refuses more than a short answer holds', () => {
    expect(code(() => splitResponse(hex(`${'AA'.repeat(256)}9000`)))).toBe('none');
    expect(code(() => splitResponse(hex(`${'AA'.repeat(257)}9000`)))).toBe('tokenMalformedAnswer');
    expect(code(() => splitResponse(new Uint8Array(20_000)))).toBe('tokenMalformedAnswer');
  });
});

describe('PC/SC errors', () => {
  it('has a code for each, and keeps the name behind it', () => {
    for (const scard of SCARD_NAMES) {
      const error = fromPcsc(new PcscError(scard));
      expect(error).toMatchObject({ code: SCARD_TABLE[scard] });
      expect(scardOf(error)).toBe(scard);
    }
  });

  it.each<[ScardName, string]>([
    ['SCARD_E_NO_ACCESS', 'serviceAccessDenied'],
    ['SCARD_W_SECURITY_VIOLATION', 'serviceAccessDenied'],
    ['SCARD_E_NO_SERVICE', 'serviceAbsent'],
    ['SCARD_E_SERVICE_STOPPED', 'serviceStopped'],
    ['SCARD_E_SHARING_VIOLATION', 'readerBusy'],
    ['SCARD_W_REMOVED_CARD', 'tokenRemoved'],
    ['SCARD_W_RESET_CARD', 'tokenReset'],
    ['SCARD_E_READER_UNAVAILABLE', 'readerRemoved'],
    ['SCARD_E_PROTO_MISMATCH', 'tokenUnreadable'],
    ['SCARD_F_COMM_ERROR', 'tokenUnreadable'],
  ])('%s is %s', (scard, expected) => expect(fromPcsc(new PcscError(scard))).toMatchObject({ code: expected }));

  it('lets a bug be a bug', () => {
    const bug = new TypeError('x');
    expect(fromPcsc(bug)).toBe(bug);
    expect(scardOf(bug)).toBeNull();
  });

  it('speaks the program\'s errors from transmit', async () => {
    const transport = createPcscTransport(apduScript([{ send: '00A40400', answer: { scard: 'SCARD_W_RESET_CARD' } }]));
    await expect(transport.transmit(hex('00A40400'))).rejects.toMatchObject({ code: 'tokenReset' });
  });
});

describe('withTransaction', () => {
  it('ends the transaction after good and bad', async () => {
    const good = apduScript([]);
    expect(await withTransaction(good, async () => 7)).toBe(7);
    expect(good.events).toEqual(['begin', 'end']);
    const bad = apduScript([]);
    await expect(withTransaction(bad, () => Promise.reject(new AppError('tokenReset')))).rejects.toMatchObject({ code: 'tokenReset' });
    expect(bad.events).toEqual(['begin', 'end']);
  });

  it('runs nothing when it cannot begin', async () => {
    const script = apduScript([], { begin: 'SCARD_W_RESET_CARD' });
    let ran = false;
    const run = withTransaction(script, async () => {
      ran = true;
    });
    await expect(run).rejects.toMatchObject({ code: 'tokenReset' });
    expect({ ran, events: script.events }).toEqual({ ran: false, events: ['begin'] });
  });

  it('keeps what was read when the end fails, and what failed before it', async () => {
    const ending = (answer: unknown) => ({
      ...apduScript([]),
      endTransaction: () => Promise.reject(answer),
    });
    const removed = ending(new PcscError('SCARD_W_REMOVED_CARD'));
    expect(await withTransaction(removed, async () => 'read')).toBe('read');
    await expect(withTransaction(removed, () => Promise.reject(new AppError('wrongToken')))).rejects.toMatchObject({ code: 'wrongToken' });
    await expect(withTransaction(ending(new TypeError('bug')), async () => 1)).rejects.toThrow(TypeError);
  });
});

describe('ReaderQueue', () => {
  it('runs one task after the other, in order, whatever becomes of them', async () => {
    const queue = new ReaderQueue();
    const log: string[] = [];
    const task = (name: string, fails = false) => async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (fails) throw new AppError('tokenReset');
      return name;
    };
    const results = await Promise.allSettled([queue.run(task('a')), queue.run(task('b', true)), queue.run(task('c'))]);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('is bounded, and takes tasks again once it has run', async () => {
    const queue = new ReaderQueue();
    const waiting = Array.from({ length: QUEUE_MAX }, () => queue.run(async () => undefined));
    await expect(queue.run(async () => undefined)).rejects.toMatchObject({ code: 'readerBusy' });
    await Promise.all(waiting);
    expect(await queue.run(async () => 'again')).toBe('again');
  });
});
