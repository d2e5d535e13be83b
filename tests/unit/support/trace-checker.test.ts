import { describe, expect, it } from 'vitest';
import { breachesOf, tracedCommand, type TraceEvent } from '../../support/trace-checker.ts';

const A = '802500017A3C41F6';
const B = '802500019B7D20E4';

/** Gives each event its time, 10 ms apart, unless it has one. */
type Untimed<T> = T extends TraceEvent ? Omit<T, 'at' | 'until'> & { readonly at?: number } : never;
const timed = (events: readonly Untimed<TraceEvent>[]): readonly TraceEvent[] =>
  events.map((event, index) => {
    const at = event.at ?? index * 10;
    return { ...event, at, ...(event.kind === 'transmit' ? { until: at } : {}) } as TraceEvent;
  });

const entry = (verb: 'read' | 'verify' | 'change' | 'unblockByPuk' | 'unblockAct', serial = A): Untimed<TraceEvent> => ({ kind: 'entry', verb, serial });
const told: Untimed<TraceEvent> = { kind: 'told' };
const line = { run: 1, connection: 1 };
const begin: Untimed<TraceEvent> = { kind: 'begin', ...line };
const end: Untimed<TraceEvent> = { kind: 'end', ...line };

interface Sent {
  readonly header: string;
  readonly lc?: number;
  readonly sw?: string | null;
  readonly card?: string;
  readonly connection?: number;
  readonly run?: number;
}

/** The same command at the host and at the card. */
function sent({ header, lc = 0, sw = '9000', card = A, connection = 1, run = 1 }: Sent): readonly Untimed<TraceEvent>[] {
  const command = { header, lc, secret: lc > 0 && header !== '00B09C00' };
  return [
    { kind: 'apdu', ...command, sw, slot: 0, card, applied: true },
    { kind: 'transmit', ...command, sw, run, connection },
  ];
}
const serial = (more: Partial<Sent> = {}) => sent({ header: '00B09C00', ...more });
const verify = (more: Partial<Sent> = {}) => sent({ header: '00200001', lc: 8, ...more });
const reset = (more: Partial<Sent> = {}) => sent({ header: '002C0201', lc: 8, ...more });
const authenticate = (more: Partial<Sent> = {}) => sent({ header: '00820000', lc: 24, ...more });

const GOOD: Readonly<Record<string, readonly Untimed<TraceEvent>[]>> = {
  verify: [entry('verify'), begin, ...serial(), ...verify({ sw: '63C2' }), end, told],
  'PUK before': [
    entry('unblockByPuk'), begin, ...serial(), ...sent({ header: '00200002', lc: 8 }), ...serial(), ...reset(), end, told,
  ],
  'PUK within': [entry('unblockByPuk'), begin, ...serial(), ...sent({ header: '002C0001', lc: 16 }), end, told],
  act: [entry('unblockAct'), begin, ...serial(), ...authenticate(), ...serial(), ...reset(), end, told],
  'act whose cryptogram was refused': [entry('unblockAct'), begin, ...serial(), ...authenticate({ sw: '63C4' }), end, told],
  'two entries': [
    entry('verify'), begin, ...serial(), ...verify({ sw: null }), end, told,
    entry('verify'), begin, ...serial(), ...verify(), end, told,
  ],
  'a process that died in its transaction': [
    entry('verify'), begin, ...serial(), ...verify({ sw: null }), told,
    { kind: 'begin', run: 2, connection: 1 }, { kind: 'end', run: 2, connection: 1 },
  ],
};

const BAD: Readonly<Record<string, { readonly trace: readonly Untimed<TraceEvent>[]; readonly says: RegExp }>> = {
  'PIN sent before anybody confirmed': { trace: [begin, ...serial(), ...verify(), end], says: /nobody asked/u },
  'PIN sent while reading': { trace: [entry('read'), begin, ...serial(), ...verify(), end, told], says: /read: secrets sent 20/u },
  'PIN sent twice in one transaction': {
    trace: [entry('verify'), begin, ...serial(), ...verify(), ...serial(), ...verify(), end, told],
    says: /verify: secrets sent 20 20/u,
  },
  'PIN sent again after the outcome was told': {
    trace: [entry('verify'), begin, ...serial(), ...verify({ sw: null }), end, told, begin, ...serial(), ...verify(), end],
    says: /00200001 Lc=8 after no answer/u,
  },
  'PIN sent again by the next process': {
    trace: [
      entry('verify'), begin, ...serial(), ...verify({ sw: null }), told,
      { kind: 'begin', run: 2, connection: 1 }, ...serial({ run: 2 }), ...verify({ run: 2 }), { kind: 'end', run: 2, connection: 1 },
    ],
    says: /secrets sent 20 20/u,
  },
  'VERIFY in place of CHANGE': {
    trace: [entry('change'), begin, ...serial(), ...verify(), end, told],
    says: /change: secrets sent 20/u,
  },
  'new PIN after a refused cryptogram': {
    trace: [entry('unblockAct'), begin, ...serial(), ...authenticate({ sw: '63C4' }), ...serial(), ...reset(), end, told],
    says: /002C0201 Lc=8 after 63C4/u,
  },
  'new PIN after a PUK without an answer': {
    trace: [entry('unblockByPuk'), begin, ...serial(), ...sent({ header: '00200002', lc: 8, sw: null }), ...serial(), ...reset(), end, told],
    says: /after no answer/u,
  },
  'no serial before the second secret': {
    trace: [entry('unblockAct'), begin, ...serial(), ...authenticate(), ...reset(), end, told],
    says: /at the card it follows 00820000/u,
  },
  'serial refused': {
    trace: [entry('verify'), begin, ...serial({ sw: '6A82' }), ...verify(), end, told],
    says: /at the host it follows 00B09C00/u,
  },
  'another command between serial and PIN': {
    trace: [entry('verify'), begin, ...serial(), ...sent({ header: '00A40004' }), ...verify(), end, told],
    says: /at the card it follows 00A40004/u,
  },
  'reset between serial and PIN': {
    trace: [entry('verify'), begin, ...serial(), { kind: 'reset', slot: 0 }, ...verify(), end, told],
    says: /at the card it follows reset/u,
  },
  'card exchanged between serial and PIN': {
    trace: [entry('verify'), begin, ...serial(), { kind: 'pulled', slot: 0 }, { kind: 'inserted', slot: 0 }, ...verify({ card: B }), end, told],
    says: new RegExp(`for ${A}, got by ${B}`, 'u'),
  },
  'serial read in an earlier transaction': {
    trace: [entry('verify'), begin, ...serial(), end, begin, ...verify(), end, told],
    says: /at the host it follows begin/u,
  },
  'serial read outside a transaction': {
    trace: [entry('verify'), ...serial(), ...verify(), told],
    says: /at the host it follows 00B09C00/u,
  },
  'serial read on another connection': {
    trace: [
      entry('verify'), { kind: 'begin', run: 1, connection: 2 }, begin, ...serial({ connection: 2 }), ...verify(), end,
      { kind: 'end', run: 1, connection: 2 }, told,
    ],
    says: /at the host it follows begin/u,
  },
  'transaction over a person': {
    trace: [entry('verify'), begin, ...serial(), { kind: 'end', ...line, at: 5000 }, { ...told, at: 5001 }],
    says: /end: transaction idle for 49\d\d ms/u,
  },
  'transaction idle before its first command': {
    trace: [entry('read'), begin, ...serial().map((event) => ({ ...event, at: 4000 })), { kind: 'end', ...line, at: 4001 }],
    says: /transaction idle for 3990 ms/u,
  },
  'transaction never ended': { trace: [entry('read'), begin, ...serial(), told], says: /never ended/u },
};

describe('the trace checker', () => {
  it.each(Object.entries(GOOD))('finds nothing in: %s', (_name, trace) => {
    expect(breachesOf(timed(trace))).toEqual([]);
  });

  it.each(Object.entries(BAD))('sees: %s', (_name, { trace, says }) => {
    expect(breachesOf(timed(trace)).join('; ')).toMatch(says);
  });

  it('tells what bears a secret, and keeps no body', () => {
    const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
    const secret = ['002000010431323334', '00240001023132', '002C0201023132', '0082000001AA', '008700000C7C0A8208AABBCCDDEEFF0011'];
    const plain = ['0020000100', '00200001', '00A4040402AABB', '00870000047C02810000', '0084000008'];
    expect(secret.filter((hex) => !tracedCommand(bytes(hex)).secret)).toEqual([]);
    expect(plain.filter((hex) => tracedCommand(bytes(hex)).secret)).toEqual([]);
    expect(Object.keys(tracedCommand(bytes('002000010431323334')))).toEqual(['header', 'lc', 'secret']);
  });
});
