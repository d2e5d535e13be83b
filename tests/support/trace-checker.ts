/**
 * What really passed between program and card, as the card and the PC/SC port of the card host saw it, and the rules that every
 * such trace must keep. Times are milliseconds of the machine's monotonic clock (CLOCK_MONOTONIC), the same in every process.
 * No body of a command is in a trace.
 */
export type TraceEvent = SlotEvent | HostEvent | EntryEvent;

/** One command as a card got it; `ins` counts with its class and parameters, so the header is whole. */
export interface TracedCommand {
  /** CLA INS P1 P2, eight upper-case hex digits. */
  readonly header: string;
  readonly lc: number;
  /** PIN, PUK, cryptogram or response in its body: it may spend a try. */
  readonly secret: boolean;
}

export type SlotEvent =
  | (TracedCommand & {
      readonly kind: 'apdu';
      readonly at: number;
      readonly slot: number;
      /** Serial of the card that got it. */
      readonly card: string;
      /** False: lost on its way to the card. */
      readonly applied: boolean;
      /** What was said to the reader, four upper-case hex digits; null when no answer, or none of two bytes, left. */
      readonly sw: string | null;
    })
  | { readonly kind: 'reset' | 'powerOff' | 'inserted' | 'pulled'; readonly at: number; readonly slot: number };

/** Calls of the PC/SC port, from the host's side. `run` differs for each process of the host, `connection` within one. */
export type HostEvent =
  | { readonly kind: 'begin' | 'end' | 'connect' | 'disconnect' | 'reconnect'; readonly at: number; readonly run: number; readonly connection: number }
  | (TracedCommand & {
      readonly kind: 'transmit';
      readonly at: number;
      /** When its answer or its failure came. */
      readonly until: number;
      readonly run: number;
      readonly connection: number;
      /** Status word of a whole answer, else null. */
      readonly sw: string | null;
    });

/** What a person confirmed (`entry`), and the end of it as the program told it (`told`). */
export type EntryEvent =
  | { readonly kind: 'entry'; readonly at: number; readonly verb: EntryVerb; readonly serial: string }
  | { readonly kind: 'told'; readonly at: number };

export type EntryVerb = 'read' | 'verify' | 'change' | 'unblockByPuk' | 'unblockAct';

/** Secret-bearing instructions of one entry, in their order; a shorter beginning of it is fine. One list for each way a card takes it. */
const ALLOWED: Readonly<Record<EntryVerb, readonly (readonly string[])[]>> = {
  read: [[]],
  verify: [['20']],
  change: [['24']],
  // IAS-ECC presents the PUK before, PIV and GIDS within.
  unblockByPuk: [['20', '2C'], ['2C']],
  // EXTERNAL AUTHENTICATE (IAS-ECC), GENERAL AUTHENTICATE with the response (GIDS).
  unblockAct: [['82', '2C'], ['87', '2C']],
};

/** Reads of the serial: EF.SN by its short identifier (IAS-ECC), the card identifier (GIDS), the CHUID or card capability (PIV). */
export const SERIAL_READS: readonly RegExp[] = [/^00B09C00/u];

/** Longest pause in a transaction in which the host waits for nothing of the card; a busy machine is slow, a person slower. */
export const IDLE_MAX_MS = 1000;

export interface TraceRules {
  readonly serialReads?: readonly RegExp[];
  readonly idleMaxMs?: number;
}

/** Every breach of a rule in a trace, in words. */
export function breachesOf(events: readonly TraceEvent[], rules: TraceRules = {}): readonly string[] {
  const trace = events.toSorted((a, b) => a.at - b.at);
  const serialReads = rules.serialReads ?? SERIAL_READS;
  return [
    ...secretsWithoutEntry(trace),
    ...tooManySecrets(trace),
    ...sentAfterNo(trace),
    ...wrongCards(trace),
    ...unguardedAtCard(trace, serialReads),
    ...unguardedAtHost(trace, serialReads),
    ...idleTransactions(trace, rules.idleMaxMs ?? IDLE_MAX_MS),
    ...openTransactions(trace),
  ];
}

type Apdu = Extract<TraceEvent, { kind: 'apdu' }>;
type Transmit = Extract<TraceEvent, { kind: 'transmit' }>;
type Entry = Extract<TraceEvent, { kind: 'entry' }>;

const insOf = ({ header }: TracedCommand): string => header.slice(2, 4);
const isSecretApdu = (event: TraceEvent): event is Apdu => event.kind === 'apdu' && event.secret;
const isSecretTransmit = (event: TraceEvent): event is Transmit => event.kind === 'transmit' && event.secret;

/** Each entry with what came until the next one: what is sent after its end, by whatever process, is still on its account. */
function accounts(trace: readonly TraceEvent[]): readonly { readonly entry: Entry; readonly events: readonly TraceEvent[] }[] {
  return trace.flatMap((entry, index) => {
    if (entry.kind !== 'entry') return [];
    const next = trace.findIndex((event, at) => at > index && event.kind === 'entry');
    return [{ entry, events: trace.slice(index + 1, next === -1 ? undefined : next) }];
  });
}

function secretsWithoutEntry(trace: readonly TraceEvent[]): readonly string[] {
  const first = trace.findIndex(({ kind }) => kind === 'entry');
  const before = first === -1 ? trace : trace.slice(0, first);
  return before.filter((event) => isSecretApdu(event) || isSecretTransmit(event)).map((event) => `${nameOf(event)}: nobody asked for it`);
}

/** Counted twice, at the card and at the host: one may see what the other does not. */
function tooManySecrets(trace: readonly TraceEvent[]): readonly string[] {
  return accounts(trace).flatMap(({ entry, events }) =>
    [events.filter(isSecretApdu), events.filter(isSecretTransmit)].flatMap((secrets) => {
      const sent = secrets.map(insOf);
      const allowed = ALLOWED[entry.verb].some((list) => sent.every((ins, index) => list[index] === ins));
      return allowed ? [] : [`${entry.verb}: secrets sent ${sent.join(' ')}`];
    }),
  );
}

/** After an answer that is not 9000, or none at all, no further secret leaves until somebody confirms again. */
function sentAfterNo(trace: readonly TraceEvent[]): readonly string[] {
  return accounts(trace).flatMap(({ entry, events }) =>
    [events.filter(isSecretApdu), events.filter(isSecretTransmit)].flatMap((secrets) =>
      secrets.slice(1).flatMap((event, index) => {
        const sw = secrets[index]?.sw ?? null;
        return sw === '9000' ? [] : [`${entry.verb}: ${nameOf(event)} after ${sw ?? 'no answer'}`];
      }),
    ),
  );
}

function wrongCards(trace: readonly TraceEvent[]): readonly string[] {
  return accounts(trace).flatMap(({ entry, events }) =>
    events
      .filter(isSecretApdu)
      .filter(({ card }) => card !== entry.serial)
      .map((event) => `${nameOf(event)}: for ${entry.serial}, got by ${event.card}`),
  );
}

const isSerialRead = (event: TracedCommand & { readonly sw: string | null }, reads: readonly RegExp[]): boolean =>
  event.sw === '9000' && reads.some((read) => read.test(event.header));

/** At the card: the last thing that happened in this slot before a secret is the serial, read and answered. */
function unguardedAtCard(trace: readonly TraceEvent[], reads: readonly RegExp[]): readonly string[] {
  return trace.flatMap((event, index) => {
    if (!isSecretApdu(event)) return [];
    const before = trace
      .slice(0, index)
      .findLast((earlier): earlier is SlotEvent => isSlotEvent(earlier) && earlier.slot === event.slot);
    const guarded = before?.kind === 'apdu' && isSerialRead(before, reads) && before.card === event.card;
    return guarded ? [] : [`${nameOf(event)}: at the card it follows ${before === undefined ? 'nothing' : nameOf(before)}`];
  });
}

/** At the host: the same, on the same connection and in the same transaction. */
function unguardedAtHost(trace: readonly TraceEvent[], reads: readonly RegExp[]): readonly string[] {
  return trace.flatMap((event, index) => {
    if (!isSecretTransmit(event)) return [];
    const before = trace.slice(0, index).findLast((earlier) => isHostEvent(earlier) && isSameLine(earlier, event));
    const guarded = before?.kind === 'transmit' && isSerialRead(before, reads) && isInTransaction(trace.slice(0, index), event);
    return guarded ? [] : [`${nameOf(event)}: at the host it follows ${before === undefined ? 'nothing' : nameOf(before)}`];
  });
}

function isInTransaction(earlier: readonly TraceEvent[], line: Line): boolean {
  const bound = earlier.findLast((event) => isHostEvent(event) && isSameLine(event, line) && event.kind !== 'transmit');
  return bound?.kind === 'begin';
}

/** Between two calls of one transaction the host thinks, and no more: it waits for no person and no network. */
function idleTransactions(trace: readonly TraceEvent[], idleMaxMs: number): readonly string[] {
  const quietSince = new Map<string, number>();
  return trace.filter(isHostEvent).flatMap((event) => {
    const line = lineOf(event);
    const since = quietSince.get(line);
    if (event.kind === 'begin') quietSince.set(line, event.at);
    else if (event.kind !== 'transmit') quietSince.delete(line);
    else if (since !== undefined) quietSince.set(line, event.until);
    const idle = since === undefined ? 0 : event.at - since;
    return idle > idleMaxMs ? [`${nameOf(event)}: transaction idle for ${Math.round(idle)} ms before it`] : [];
  });
}

/** When an entry has been told the end of, nothing of it is open; a process that died gave everything back. */
function openTransactions(trace: readonly TraceEvent[]): readonly string[] {
  const lastRun = Math.max(0, ...trace.filter(isHostEvent).map(({ run }) => run));
  const open = new Map<string, HostEvent>();
  for (const event of trace) {
    if (!isHostEvent(event)) continue;
    if (event.kind === 'begin') open.set(lineOf(event), event);
    else if (event.kind !== 'transmit') open.delete(lineOf(event));
  }
  return [...open.values()].filter(({ run }) => run === lastRun).map((event) => `${nameOf(event)}: transaction never ended`);
}

type Line = Pick<HostEvent, 'run' | 'connection'>;
const lineOf = ({ run, connection }: Line): string => `${run}/${connection}`;
const isSameLine = (a: Line, b: Line): boolean => lineOf(a) === lineOf(b);
const isHostEvent = (event: TraceEvent): event is HostEvent => 'run' in event;
const isSlotEvent = (event: TraceEvent): event is SlotEvent => 'slot' in event;

function nameOf(event: TraceEvent): string {
  return 'header' in event ? `${event.header} Lc=${event.lc}` : event.kind;
}

/** Instructions whose body is a secret (ISO 7816-4, 7.5), and GENERAL AUTHENTICATE with a response in it (7.5.5, tag 82). */
export function tracedCommand(command: Uint8Array): TracedCommand {
  const lc = command.length > 5 ? (command[4] ?? 0) : 0;
  const ins = command[1] ?? 0;
  const response = ins === 0x87 && command[5] === 0x7c && command[7] === 0x82 && (command[8] ?? 0) > 0;
  return {
    header: Buffer.from(command.subarray(0, 4)).toString('hex').toUpperCase(),
    lc,
    secret: response || (lc > 0 && [0x20, 0x24, 0x2c, 0x82].includes(ins)),
  };
}

/** The status word of an answer of two bytes or more. */
export const statusWordOf = (answer: Uint8Array): string | null =>
  answer.length < 2 ? null : Buffer.from(answer.subarray(-2)).toString('hex').toUpperCase();
