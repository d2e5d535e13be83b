import { describe, expect, it } from 'vitest';
import { createPinVerbs } from '../../../src-main/use-cases/pin/pin-verbs.ts';
import type { CardHost } from '../../../src-main/ports/card-host.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { SERIAL } from '../../support/fake-ports.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const OK = { kind: 'ok', counter: { triesLeft: 3, triesMax: 3 } } as const;

/** A card host that notes what it is given, entries as text. */
function noting(failure?: AppError) {
  const calls: unknown[] = [];
  const note = (verb: string) => async (input: object) => {
    const shown = Object.entries(input).map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value]);
    calls.push([verb, Object.fromEntries(shown)]);
    if (failure !== undefined) throw failure;
    return OK;
  };
  const cards = { verifyPin: note('verify'), changePin: note('change'), unblockByPuk: note('puk') } satisfies Partial<CardHost>;
  return { calls, verbs: createPinVerbs(cards) };
}

const entry = { serial: SERIAL, triesShown: 3, serialTail: null };

describe('PIN verbs', () => {
  it('one call each, with what the person saw', async () => {
    const { calls, verbs } = noting();
    expect(await verbs.verify({ ...entry, pin: ascii('4821') })).toEqual(OK);
    expect(await verbs.change({ ...entry, current: ascii('4821'), next: ascii('7351'), confirmation: ascii('7351') })).toEqual(OK);
    expect(await verbs.unblockByPuk({ ...entry, puk: ascii('73018264'), next: ascii('7351'), confirmation: ascii('7351') })).toEqual(OK);
    const seen = { serial: SERIAL, triesShown: 3, lastTryConfirmed: false };
    expect(calls).toEqual([
      ['verify', { ...seen, pin: '4821' }],
      ['change', { ...seen, current: '4821', next: '7351' }],
      ['puk', { ...seen, puk: '73018264', next: '7351' }],
    ]);
  });

  it('two entries that differ reach nobody', async () => {
    const { calls, verbs } = noting();
    const different = { next: ascii('7351'), confirmation: ascii('7352') };
    await expect(verbs.change({ ...entry, current: ascii('4821'), ...different })).rejects.toMatchObject({ code: 'pinMismatch' });
    await expect(verbs.unblockByPuk({ ...entry, puk: ascii('73018264'), next: ascii('7351'), confirmation: ascii('735') })).rejects.toMatchObject({
      code: 'pinMismatch',
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['41F6', true],
    ['41f6', true],
    ['41F7', false],
    ['1F6', false],
    ['', false],
    [null, false],
  ])('the last try with the end of the number typed as %s: confirmed %s', async (serialTail, lastTryConfirmed) => {
    const { calls, verbs } = noting();
    await verbs.verify({ serial: SERIAL, triesShown: 1, serialTail, pin: ascii('4821') });
    expect(calls).toEqual([['verify', { serial: SERIAL, triesShown: 1, lastTryConfirmed, pin: '4821' }]]);
  });

  it('every entry is overwritten, whatever came of it', async () => {
    for (const failure of [undefined, new AppError('pinBlocked')]) {
      const { verbs } = noting(failure);
      const bytes = [ascii('4821'), ascii('7351'), ascii('7351'), ascii('7351'), ascii('9999')] as const;
      await verbs.verify({ ...entry, pin: bytes[0] }).catch(() => undefined);
      await verbs.change({ ...entry, current: bytes[1], next: bytes[2], confirmation: bytes[3] }).catch(() => undefined);
      await verbs.change({ ...entry, current: bytes[1], next: bytes[2], confirmation: bytes[4] }).catch(() => undefined);
      expect(bytes.map((value) => Buffer.from(value).toString('hex'))).toEqual(bytes.map(() => '00000000'));
    }
  });
});
