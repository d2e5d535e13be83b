import { describe, expect, it } from 'vitest';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import type { EntryAnswer, TokenSession } from '../../../src-main/card/applets/token-session.ts';
import type { EntrySecrets } from '../../../src-main/card-host/entry-rules.ts';
import { judgeEntry } from '../../../src-main/card-host/judge-entry.ts';
import { pinEntry } from '../../../src-main/card-host/pin-entry.ts';
import { PcscError, type CardConnection, type ScardName } from '../../../src-main/ports/smart-card-service.ts';
import type { PinCounter } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';

const SERIAL = '802500017A3C41F6';
const OTHER = '802500019B7D20E4';
const DIGITS: PinFormat = { minLength: 4, maxLength: 8, charset: 'digits' };
const PRINTABLE: PinFormat = { minLength: 4, maxLength: 8, charset: 'printable' };

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const counter = (triesLeft: number | null, triesMax: number | null = 3): PinCounter => ({ triesLeft, triesMax });
const text = (secret: SecretBytes): string => secret.lend((bytes) => Buffer.from(bytes).toString('latin1'));

type Told<T> = T | AppError;
const tell = <T>(list: Told<T>[], what: string): T => {
  const next = list.shift();
  if (next === undefined) throw new Error(`${what}: not in the script`);
  if (next instanceof AppError) throw next;
  return next;
};

interface Script {
  readonly serials?: Told<string>[];
  /** The PIN's; the PUK's own are in `puk`. */
  readonly counters?: Told<PinCounter>[];
  readonly puk?: Told<PinCounter>[];
  readonly answers?: Told<EntryAnswer>[];
  readonly begin?: ScardName;
  readonly end?: ScardName;
  readonly format?: PinFormat;
  readonly presented?: 'before' | 'within';
  readonly readOnly?: boolean;
}

/** A token that says what it is told to, in order, and writes down what it is asked; blocks are kept as what they were and are. */
function token(script: Script) {
  const steps: string[] = [];
  const blocks: SecretBytes[] = [];
  const serials = [...(script.serials ?? [SERIAL, SERIAL, SERIAL])];
  const counters = [...(script.counters ?? [])];
  const pukCounters = [...(script.puk ?? [])];
  const answers = [...(script.answers ?? [])];
  const format = script.format ?? DIGITS;
  const pad = (entry: SecretBytes): SecretBytes => {
    const block = entry.lend((bytes) => new SecretBytes(Uint8Array.from([...bytes, 0x2e])));
    blocks.push(entry, block);
    return block;
  };
  const send = (name: string) => async (...secrets: SecretBytes[]): Promise<EntryAnswer> => {
    steps.push([name, ...secrets.map(text)].join(' '));
    return tell(answers, name);
  };
  const readPuk = async (): Promise<PinCounter> => {
    steps.push('puk counter');
    return tell(pukCounters, 'puk counter');
  };
  const pukVerbs = { format: DIGITS, pad, readCounter: readPuk };
  const session: TokenSession = {
    profile: 'gids',
    select: async () => void steps.push('select'),
    readSerial: async () => {
      steps.push('serial');
      return tell(serials, 'serial');
    },
    readCounter: async () => {
      steps.push('counter');
      return tell(counters, 'counter');
    },
    readCertificates: async () => [],
    pin: script.readOnly === true ? null : { format, pad, verify: send('verify'), change: send('change') },
    puk:
      script.presented === 'within'
        ? { ...pukVerbs, presented: 'within', reset: send('reset') }
        : { ...pukVerbs, presented: 'before', verify: send('verify puk'), reset: send('reset') },
    admin: null,
    signing: null,
  };
  const note = (step: string, failure?: ScardName) => async (): Promise<void> => {
    steps.push(step);
    if (failure !== undefined) throw new PcscError(failure);
  };
  const connection: CardConnection = {
    atr: new Uint8Array(0),
    protocol: 'T=1',
    transmit: () => Promise.reject(new Error('no APDU in this test')),
    beginTransaction: note('begin', script.begin),
    endTransaction: async (disposition) => note(`end ${disposition}`, script.end)(),
    reconnect: note('reconnect'),
    disconnect: note('disconnect'),
    attribute: async () => null,
    control: async () => new Uint8Array(0),
  };
  return { link: { connection, session }, steps, blocks };
}

const seen = { serial: SERIAL, triesShown: 3, lastTryConfirmed: false } as const;
const VERIFY: EntrySecrets = { verb: 'verify', pin: ascii('4821') };
const CHANGE: EntrySecrets = { verb: 'change', current: ascii('4821'), next: ascii('7351') };
const PUK: EntrySecrets = { verb: 'unblockByPuk', puk: ascii('73018264'), next: ascii('7351') };

async function play(script: Script, secrets: EntrySecrets, input: Partial<typeof seen | { triesShown: number | null; lastTryConfirmed: boolean }> = {}) {
  const made = token(script);
  const { outcome, secretLeft } = await pinEntry(made.link as never, { ...seen, ...input }, secrets, { event: () => undefined });
  // Whatever happened, nothing of the entry is left.
  expect(made.blocks.every((block) => block.lend((bytes) => bytes.every((byte) => byte === 0)))).toBe(true);
  const said = outcome instanceof AppError ? { threw: outcome.code, details: outcome.details } : outcome;
  return { said, secretLeft, steps: made.steps };
}

const BEFORE = ['begin', 'select', 'serial', 'counter'];
const OK = { kind: 'ok' } as const;

describe('one entry, step by step', () => {
  it('verify: serial, counter, serial, the command, counter, reset', async () => {
    const { said, secretLeft, steps } = await play({ counters: [counter(3), counter(3)], answers: [OK] }, VERIFY);
    expect(said).toEqual({ kind: 'ok', counter: counter(3) });
    expect(secretLeft).toBe(true);
    expect(steps).toEqual([...BEFORE, 'serial', 'verify 4821.', 'counter', 'end reset']);
  });

  it('change: both PINs in one command', async () => {
    const { said, steps } = await play({ counters: [counter(2), counter(3)], answers: [OK] }, CHANGE, { triesShown: 2 });
    expect(said).toEqual({ kind: 'ok', counter: counter(3) });
    expect(steps).toEqual([...BEFORE, 'serial', 'change 4821. 7351.', 'counter', 'end reset']);
  });

  it('PUK by a VERIFY of its own: the serial before each secret, the PIN\'s counter at the end', async () => {
    const { said, steps } = await play({ puk: [counter(5, 5)], counters: [counter(3)], answers: [OK, OK] }, PUK, { triesShown: 5 });
    expect(said).toEqual({ kind: 'ok', counter: counter(3) });
    expect(steps).toEqual([
      'begin', 'select', 'serial', 'puk counter', 'serial', 'verify puk 73018264.', 'serial', 'reset 7351.', 'counter', 'end reset',
    ]);
  });

  it('PUK within the reset: one command', async () => {
    const script: Script = { presented: 'within', puk: [counter(5, 5)], counters: [counter(3)], answers: [OK] };
    const { said, steps } = await play(script, PUK, { triesShown: 5 });
    expect(said).toEqual({ kind: 'ok', counter: counter(3) });
    expect(steps).toEqual(['begin', 'select', 'serial', 'puk counter', 'serial', 'reset 73018264. 7351.', 'counter', 'end reset']);
  });

  it('a wrong PUK: told by the PUK\'s counter, and no new PIN leaves', async () => {
    const wrong: EntryAnswer = { kind: 'wrong', triesLeft: 4 };
    const { said, steps } = await play({ puk: [counter(5, 5), counter(4, 5)], answers: [wrong] }, PUK, { triesShown: 5 });
    expect(said).toEqual({ kind: 'wrong', counter: counter(4, 5) });
    expect(steps.filter((step) => step.startsWith('reset'))).toEqual([]);
    const within = await play({ presented: 'within', puk: [counter(1, 5), counter(0, 5)], answers: [{ kind: 'blocked' }] }, PUK, {
      triesShown: 1,
      lastTryConfirmed: true,
    });
    expect(within.said).toEqual({ kind: 'blocked', counter: counter(0, 5) });
  });

  it('a PUK that was right and a new PIN that the card will not have: refused, by the PUK\'s counter', async () => {
    const script: Script = { puk: [counter(4, 5), counter(5, 5)], answers: [OK, { kind: 'refused', sw: '6A80' }] };
    expect((await play(script, PUK, { triesShown: 4 })).said).toEqual({ kind: 'refused', counter: counter(5, 5) });
    const contradicted: Script = { puk: [counter(4, 5), counter(5, 5)], answers: [OK, { kind: 'wrong', triesLeft: 2 }] };
    expect((await play(contradicted, PUK, { triesShown: 4 })).said).toEqual({
      kind: 'unknown', because: 'tokenMalformedAnswer', before: counter(4, 5),
    });
  });
});

describe('refused before anything is sent', () => {
  const CASES: readonly [string, Script, EntrySecrets, object, string, readonly string[]][] = [
    ['the counter is another one', { counters: [counter(2)] }, VERIFY, {}, 'pinCounterChanged', [...BEFORE, 'end leave']],
    ['the card tells no number any more', { counters: [counter(null)] }, VERIFY, {}, 'pinCounterChanged', [...BEFORE, 'end leave']],
    ['the card tells a number now', { counters: [counter(1)] }, VERIFY, { triesShown: null, lastTryConfirmed: true }, 'pinCounterChanged', [...BEFORE, 'end leave']],
    ['the last try', { counters: [counter(1)] }, VERIFY, { triesShown: 1 }, 'pinLastTryUnconfirmed', [...BEFORE, 'end leave']],
    ['a try of an unknown number', { counters: [counter(null)] }, CHANGE, { triesShown: null }, 'pinLastTryUnconfirmed', [...BEFORE, 'end leave']],
    ['no try', { counters: [counter(0)] }, VERIFY, { triesShown: 0, lastTryConfirmed: true }, 'pinBlocked', [...BEFORE, 'end leave']],
    ['no try of the PUK', { puk: [counter(0)] }, PUK, { triesShown: 0, lastTryConfirmed: true }, 'pukBlocked', ['begin', 'select', 'serial', 'puk counter', 'end leave']],
    ['the last try of the PUK', { puk: [counter(1)] }, PUK, { triesShown: 1 }, 'pinLastTryUnconfirmed', ['begin', 'select', 'serial', 'puk counter', 'end leave']],
    ['another token', { serials: [OTHER] }, VERIFY, {}, 'wrongToken', ['begin', 'select', 'serial', 'end leave']],
    ['another token at the last moment', { serials: [SERIAL, OTHER], counters: [counter(3)] }, VERIFY, {}, 'wrongToken', [...BEFORE, 'serial', 'end leave']],
    ['a card that is gone', { serials: [SERIAL, new AppError('tokenRemoved')], counters: [counter(3)] }, VERIFY, {}, 'tokenRemoved', [...BEFORE, 'serial', 'end leave']],
    ['a token that is read only', { readOnly: true }, VERIFY, {}, 'tokenReadOnly', []],
    ['a PIN that is too short', {}, { verb: 'verify', pin: ascii('482') }, {}, 'pinLength', []],
    ['no PIN at all', {}, { verb: 'verify', pin: ascii('') }, {}, 'pinLength', []],
    ['a PIN that is too long', {}, { verb: 'verify', pin: ascii('482148214') }, {}, 'pinLength', []],
    ['letters where digits are', {}, { verb: 'verify', pin: ascii('48x1') }, {}, 'pinNotDigits', []],
    ['characters no card takes', { format: PRINTABLE }, { verb: 'verify', pin: ascii('48é1') }, {}, 'pinCharacters', []],
    ['a new PIN that counts up', {}, { ...CHANGE, next: ascii('1234') }, {}, 'pinSequence', []],
    ['a new PIN of one digit', {}, { ...CHANGE, next: ascii('7777') }, {}, 'pinRepeated', []],
    ['a new PIN that is the current one', {}, { ...CHANGE, next: ascii('4821') }, {}, 'pinUnchanged', []],
    ['a new PIN after a PUK that counts up', {}, { ...PUK, next: ascii('12345') }, {}, 'pinSequence', []],
    ['a PUK that is too short', {}, { ...PUK, puk: ascii('73') }, {}, 'pinLength', []],
  ];

  it.each(CASES)('%s', async (_, script, secrets, input, code, expected) => {
    const { said, secretLeft, steps } = await play(script, secrets, input);
    expect(said).toMatchObject({ threw: code });
    expect({ secretLeft, steps }).toEqual({ secretLeft: false, steps: [...expected] });
  });

  it('a changed counter says which', async () => {
    expect((await play({ counters: [counter(2)] }, VERIFY)).said).toEqual({ threw: 'pinCounterChanged', details: { triesLeft: 2 } });
    expect((await play({ counters: [counter(null)] }, VERIFY)).said).toEqual({ threw: 'pinCounterChanged', details: {} });
  });

  it('a reader that another program keeps', async () => {
    expect((await play({ begin: 'SCARD_E_SHARING_VIOLATION' }, VERIFY)).said).toMatchObject({ threw: 'readerBusy' });
  });
});

describe('once the secret may have left', () => {
  const unknown = (because: string, before = counter(3)) => ({ kind: 'unknown', because, before });

  it.each([
    ['tokenRemoved', 'tokenRemoved'],
    ['tokenReset', 'tokenReset'],
    ['readerRemoved', 'readerRemoved'],
    ['serviceAbsent', 'serviceStopped'],
    ['serviceStopped', 'serviceStopped'],
    ['tokenUnreadable', 'tokenMalformedAnswer'],
    ['tokenMalformedAnswer', 'tokenMalformedAnswer'],
    ['readerBusy', 'tokenMalformedAnswer'],
    ['wrongToken', 'tokenRemoved'],
  ] as const)('%s: unknown, because %s', async (code, because) => {
    const failure = new AppError(code);
    expect((await play({ counters: [counter(3)], answers: [failure] }, VERIFY)).said).toEqual(unknown(because));
    expect((await play({ counters: [counter(3), failure], answers: [OK] }, CHANGE)).said).toEqual(unknown(because));
    const five = { triesShown: 5 };
    expect((await play({ puk: [counter(5, 5)], answers: [failure] }, PUK, five)).said).toEqual(unknown(because, counter(5, 5)));
    expect((await play({ puk: [counter(5, 5)], answers: [OK, failure] }, PUK, five)).said).toEqual(unknown(because, counter(5, 5)));
    const { said, steps } = await play({ serials: [SERIAL, SERIAL, failure], puk: [counter(5, 5)], answers: [OK] }, PUK, five);
    expect(said).toEqual(unknown(because, counter(5, 5)));
    expect(steps.filter((step) => step.startsWith('reset'))).toEqual([]);
  });

  it('a bug is no reason to say that nothing happened', async () => {
    const { said, secretLeft } = await play({ counters: [counter(3)], answers: [] }, VERIFY);
    expect(said).toEqual(unknown('tokenMalformedAnswer'));
    expect(secretLeft).toBe(true);
  });

  it('a transaction that cannot be ended changes no outcome', async () => {
    const script: Script = { counters: [counter(3), counter(3)], answers: [OK], end: 'SCARD_W_REMOVED_CARD' };
    expect((await play(script, VERIFY)).said).toEqual({ kind: 'ok', counter: counter(3) });
  });
});

describe('answer and counter together', () => {
  const wrong = (triesLeft: number | null): EntryAnswer => ({ kind: 'wrong', triesLeft });
  const refused = (sw: string): EntryAnswer => ({ kind: 'refused', sw });

  it.each<[EntryAnswer, PinCounter, PinCounter, string]>([
    [OK, counter(3), counter(3), 'ok'],
    [OK, counter(1), counter(3), 'ok'],
    // A card that tells no number while the PIN is verified.
    [OK, counter(3), counter(null), 'ok'],
    [OK, counter(null, null), counter(null, null), 'ok'],
    [OK, counter(2, null), counter(3, null), 'ok'],
    [OK, counter(3), counter(2), 'unknown'],
    [OK, counter(3), counter(2, null), 'unknown'],
    [OK, counter(2, null), counter(1, null), 'unknown'],
    [OK, counter(null, null), counter(0, null), 'unknown'],
    [OK, counter(1), counter(0), 'unknown'],
    [wrong(2), counter(3), counter(2), 'wrong'],
    [wrong(null), counter(3), counter(2), 'wrong'],
    // It did not lower the counter: wrong all the same, and the counter is shown as it is.
    [wrong(2), counter(3), counter(3), 'wrong'],
    [wrong(2), counter(3), counter(null), 'wrong'],
    [wrong(0), counter(1), counter(0), 'blocked'],
    [wrong(0), counter(null), counter(null), 'blocked'],
    [{ kind: 'blocked' }, counter(1), counter(0), 'blocked'],
    [{ kind: 'blocked' }, counter(null), counter(null), 'blocked'],
    [{ kind: 'blocked' }, counter(3), counter(2), 'unknown'],
    [refused('6A80'), counter(3), counter(3), 'refused'],
    [refused('6985'), counter(2), counter(3), 'refused'],
    [refused('6400'), counter(null), counter(null), 'refused'],
    [refused('6A80'), counter(3), counter(2), 'unknown'],
    [refused('6A80'), counter(3), counter(null), 'unknown'],
    [refused('61FF'), counter(3), counter(3), 'unknown'],
    [refused('6581'), counter(3), counter(3), 'unknown'],
    [refused('6F00'), counter(3), counter(3), 'unknown'],
    [refused('6281'), counter(3), counter(3), 'unknown'],
  ])('%j, %j before and %j after: %s', (answer, before, after, kind) => {
    const outcome = judgeEntry(answer, before, after);
    expect(outcome.kind).toBe(kind);
    expect('counter' in outcome ? outcome.counter : outcome.before).toEqual(kind === 'unknown' ? before : after);
  });
});
