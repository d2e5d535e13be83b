import { describe, expect, it } from 'vitest';
import { breachesOf, traceApdu, type EntryVerb, type TraceEvent } from '../../support/trace-checker.ts';

const A = '802500017A3C41F6';
const B = '802500019B7D20E4';

/** A trace is written without times; events come 10 ms apart unless they say otherwise. */
interface Draft {
  readonly event: TraceEvent;
  readonly after?: number;
}

function timed(drafts: readonly Draft[]): readonly TraceEvent[] {
  let at = 0;
  return drafts.map(({ event, after = 10 }) => {
    at += after;
    return event.kind === 'transmit' ? { ...event, at, until: event.until === null ? null : at } : { ...event, at };
  });
}

const entry = (verb: EntryVerb): readonly Draft[] => [{ event: { kind: 'entry', at: 0, verb, serial: A } }];
const call = (kind: 'begin' | 'end' | 'reconnect', line = { run: 1, connection: 1 }, after = 10): readonly Draft[] => [
  { event: { kind, at: 0, ...line }, after },
];
const happens = (kind: 'reset' | 'pulled' | 'inserted'): readonly Draft[] => [{ event: { kind, at: 0, slot: 0 } }];
const [begin, end] = [call('begin'), call('end')];

interface How {
  readonly sw?: string | null;
  readonly card?: string;
  readonly run?: number;
  readonly connection?: number;
  readonly after?: number;
}

/** One command at both ends. */
function sent(hex: string, { sw = '9000', card = A, run = 1, connection = 1, after = 10 }: How = {}): readonly Draft[] {
  const apdu = traceApdu(Buffer.from(hex, 'hex'), sw === null ? null : Buffer.from(sw, 'hex'));
  return [
    { event: { kind: 'transmit', at: 0, until: sw === null ? null : 0, run, connection, apdu }, after },
    { event: { kind: 'apdu', at: 0, slot: 0, card, applied: true, apdu }, after: 1 },
  ];
}
const serial = (how?: How): readonly Draft[] => sent('00B09C0000', how);
const verify = (how?: How): readonly Draft[] => sent('002000010431323334', how);
const verifyPuk = (how?: How): readonly Draft[] => sent('002000020431323334', how);
const reset = (how?: How): readonly Draft[] => sent('002C02010431323334', how);
const authenticate = (how?: How): readonly Draft[] => sent('0082000002AABB', how);
const gidsAuthenticate = (how?: How): readonly Draft[] => sent('008700000C7C0A8208AABBCCDDEEFF0011', how);
const gidsSerial = (how?: How): readonly Draft[] => sent('00CBA001045C02DF2000', how);

const GOOD: Readonly<Record<string, readonly (readonly Draft[])[]>> = {
  'a wrong PIN': [entry('verify'), begin, serial(), verify({ sw: '63C2' }), end],
  'the PUK before': [entry('unblockByPuk'), begin, serial(), verifyPuk(), serial(), reset(), end],
  'the PUK within': [entry('unblockByPuk'), begin, serial(), reset(), end],
  'the act': [entry('unblockAct'), begin, serial(), authenticate(), serial(), reset(), end],
  'the act of GIDS': [entry('unblockAct'), begin, gidsSerial(), gidsAuthenticate(), gidsSerial(), reset(), end],
  'a refused cryptogram': [entry('unblockAct'), begin, serial(), authenticate({ sw: '63C4' }), end],
  'an entry after one without an end': [
    entry('verify'), begin, serial(), verify({ sw: null }), end,
    entry('verify'), begin, serial(), verify(), end,
  ],
  'a process that died in its transaction': [
    entry('verify'), begin, serial(), verify({ sw: null }),
    call('begin', { run: 2, connection: 1 }), serial({ run: 2 }), call('end', { run: 2, connection: 1 }),
  ],
  'questions and challenges': [entry('read'), begin, sent('0020000100'), sent('0084000008'), sent('00870000047C02810000'), end],
};

const BAD: Readonly<Record<string, { readonly trace: readonly (readonly Draft[])[]; readonly says: RegExp }>> = {
  'a PIN nobody confirmed': { trace: [begin, serial(), verify(), end], says: /no entry: secrets sent 20/u },
  'a PIN while reading': { trace: [entry('read'), begin, serial(), verify(), end], says: /read: secrets sent 20/u },
  'a PIN twice': {
    trace: [entry('verify'), begin, serial(), verify(), serial(), verify(), end],
    says: /verify: secrets sent 20 20/u,
  },
  'a PIN again after no answer': {
    trace: [entry('verify'), begin, serial(), verify({ sw: null }), end, begin, serial(), verify(), end],
    says: /verify: 00200001.. after no answer/u,
  },
  'a PIN again by the next process': {
    trace: [
      entry('verify'), begin, serial(), verify({ sw: null }),
      call('begin', { run: 2, connection: 1 }), serial({ run: 2 }), verify({ run: 2 }), call('end', { run: 2, connection: 1 }),
    ],
    says: /secrets sent 20 20/u,
  },
  'VERIFY in place of CHANGE': { trace: [entry('change'), begin, serial(), verify(), end], says: /change: secrets sent 20/u },
  'a new PIN after a refused cryptogram': {
    trace: [entry('unblockAct'), begin, serial(), authenticate({ sw: '63C4' }), serial(), reset(), end],
    says: /002C0201.. after 63C4/u,
  },
  'a new PIN after a PUK without an answer': {
    trace: [entry('unblockByPuk'), begin, serial(), verifyPuk({ sw: null }), serial(), reset(), end],
    says: /002C0201.. after no answer/u,
  },
  'no serial before the second secret': {
    trace: [entry('unblockAct'), begin, serial(), authenticate(), reset(), end],
    says: /no serial read before 002C/u,
  },
  'a serial that was refused': {
    trace: [entry('verify'), begin, serial({ sw: '6A82' }), verify(), end],
    says: /no serial read before 0020/u,
  },
  'another command in between': {
    trace: [entry('verify'), begin, serial(), sent('00A4000C023F00'), verify(), end],
    says: /no serial read before 0020/u,
  },
  'a reset in between': {
    trace: [entry('verify'), begin, serial(), happens('reset'), verify(), end],
    says: /of slot 0/u,
  },
  'another card': {
    trace: [entry('verify'), begin, serial(), happens('pulled'), happens('inserted'), verify({ card: B }), end],
    says: new RegExp(`for ${A}, got by ${B}`, 'u'),
  },
  'the serial in an earlier transaction': {
    trace: [entry('verify'), begin, serial(), end, begin, verify(), end],
    says: /of connection 1\/1/u,
  },
  'the serial before a reconnect': {
    trace: [entry('verify'), begin, serial(), call('reconnect'), verify(), end],
    says: /of connection 1\/1/u,
  },
  'no transaction at all': { trace: [entry('verify'), serial(), verify()], says: /of connection 1\/1/u },
  'the serial on another connection': {
    trace: [
      entry('verify'), call('begin', { run: 1, connection: 2 }), begin, serial({ connection: 2 }), verify(),
      end, call('end', { run: 1, connection: 2 }),
    ],
    says: /of connection 1\/1/u,
  },
  'a transaction over a person': {
    trace: [entry('verify'), begin, serial(), call('end', undefined, 5000)],
    says: /idle for 500\d ms before end/u,
  },
  'a transaction idle before its first command': {
    trace: [entry('read'), begin, serial({ after: 4000 }), end],
    says: /idle for 4000 ms before 00B09C/u,
  },
  'a transaction that never ends': { trace: [entry('read'), begin, serial()], says: /never ended/u },
};

describe('the trace checker', () => {
  it('keeps bodies of plain commands only', () => {
    expect(traceApdu(Buffer.from('002000010431323334', 'hex'), Buffer.from('63C2', 'hex'))).toMatchObject({ header: '0020000104', data: null, sw: '63C2' });
    expect(traceApdu(Buffer.from('00A4000C023F00', 'hex'), Buffer.from('90', 'hex'))).toMatchObject({ data: '3F00', sw: null });
  });

  it.each(Object.entries(GOOD))('finds nothing in: %s', (_name, trace) => {
    expect(breachesOf(timed(trace.flat()))).toEqual([]);
  });

  it.each(Object.entries(BAD))('sees: %s', (_name, { trace, says }) => {
    expect(breachesOf(timed(trace.flat())).join('; ')).toMatch(says);
  });
});
