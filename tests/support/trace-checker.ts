import { isSecretBearing, unguardedSteps, type TraceApdu, type TraceStep } from './trace-oracle.ts';

/**
 * What passed between a program and its cards over a real service, written down at both ends, and the rules every such trace must
 * keep. `trace-oracle` judges one sequence of commands; here are the entries of a person, both ends, processes and transactions.
 * Times are milliseconds of CLOCK_MONOTONIC, the same in every process of a machine.
 */
export type TraceEvent = SlotEvent | HostEvent | EntryEvent;

/** At the card's end. */
export type SlotEvent =
  | {
      readonly kind: 'apdu';
      readonly at: number;
      readonly slot: number;
      /** Serial of the card that got it. */
      readonly card: string;
      /** False: lost on its way to the card. */
      readonly applied: boolean;
      readonly apdu: TraceApdu;
    }
  | { readonly kind: 'reset' | 'inserted' | 'pulled'; readonly at: number; readonly slot: number };

/** Calls of the PC/SC port, at the program's end. `run` tells one process of the host from the next, `connection` counts within it. */
export type HostEvent = HostCall | HostTransmit;
interface HostLine {
  readonly at: number;
  readonly run: number;
  readonly connection: number;
}
export interface HostCall extends HostLine {
  readonly kind: 'connect' | 'begin' | 'end' | 'reconnect' | 'disconnect';
}
export interface HostTransmit extends HostLine {
  readonly kind: 'transmit';
  /** When its answer or its failure came; null when the process ended before. */
  readonly until: number | null;
  readonly apdu: TraceApdu;
}

/** What a person confirmed. `serial` is what the screen showed. */
export interface EntryEvent {
  readonly kind: 'entry';
  readonly at: number;
  readonly verb: EntryVerb;
  readonly serial: string;
}
export type EntryVerb = 'read' | 'verify' | 'change' | 'unblockByPuk' | 'unblockAct';

/** Secret-bearing instructions of one entry in their order, for each way a card takes it; a beginning of one is fine too. */
const ALLOWED: Readonly<Record<EntryVerb, readonly (readonly string[])[]>> = {
  read: [],
  verify: [['20']],
  change: [['24']],
  // IAS-ECC presents the PUK before; PIV and GIDS within.
  unblockByPuk: [['20', '2C'], ['2C']],
  // EXTERNAL AUTHENTICATE (IAS-ECC), GENERAL AUTHENTICATE with the response (GIDS).
  unblockAct: [['82', '2C'], ['87', '2C']],
};

/** Longest pause in a transaction in which the host waits for nothing of the card: a busy machine is slow, a person slower. */
export const IDLE_MAX_MS = 3000;

/** Every breach of a rule in a trace, in words. */
export function breachesOf(events: readonly TraceEvent[], idleMaxMs: number = IDLE_MAX_MS): readonly string[] {
  const trace = events.toSorted((a, b) => a.at - b.at);
  const atCard = trace.filter((event) => event.kind === 'apdu');
  const atHost = trace.filter((event) => event.kind === 'transmit');
  return [
    ...[atCard, atHost].flatMap((end) => [...wrongSecrets(trace, end), ...sentAfterNo(trace, end)]),
    ...wrongCards(trace),
    ...unguardedAtCard(trace),
    ...unguardedAtHost(trace),
    ...idleTransactions(trace, idleMaxMs),
    ...openTransactions(trace),
  ];
}

type AtCard = Extract<SlotEvent, { kind: 'apdu' }>;
type Sent = AtCard | HostTransmit;

const insOf = ({ apdu }: Sent): string => apdu.header.slice(2, 4);
const nameOf = (event: TraceEvent): string => ('apdu' in event ? event.apdu.header : event.kind);

/** Each entry with the secrets sent until the next one: what leaves after its end, from whatever process, is on its account still. */
function accounts(trace: readonly TraceEvent[], end: readonly Sent[]) {
  const entries = trace.filter((event) => event.kind === 'entry');
  const secrets = end.filter(({ apdu }) => isSecretBearing(apdu));
  return [null, ...entries].map((entry, index) => {
    const next = entries[index];
    return { entry, secrets: secrets.filter(({ at }) => at >= (entry?.at ?? -Infinity) && at < (next?.at ?? Infinity)) };
  });
}

function wrongSecrets(trace: readonly TraceEvent[], end: readonly Sent[]): readonly string[] {
  return accounts(trace, end).flatMap(({ entry, secrets }) => {
    const sent = secrets.map(insOf);
    const allowed = entry === null ? [] : ALLOWED[entry.verb];
    const right = sent.length === 0 || allowed.some((list) => sent.every((ins, index) => list[index] === ins));
    return right ? [] : [`${entry?.verb ?? 'no entry'}: secrets sent ${sent.join(' ')}`];
  });
}

/** After an answer that is not 9000, or none at all, no further secret leaves until somebody confirms again. */
function sentAfterNo(trace: readonly TraceEvent[], end: readonly Sent[]): readonly string[] {
  return accounts(trace, end).flatMap(({ entry, secrets }) =>
    secrets.slice(1).flatMap((event, index) => {
      const sw = secrets[index]?.apdu.sw ?? null;
      return sw === '9000' ? [] : [`${entry?.verb ?? 'no entry'}: ${nameOf(event)} after ${sw ?? 'no answer'}`];
    }),
  );
}

function wrongCards(trace: readonly TraceEvent[]): readonly string[] {
  const atCard = trace.filter((event) => event.kind === 'apdu');
  return accounts(trace, atCard).flatMap(({ entry, secrets }) =>
    secrets.flatMap((event) =>
      event.kind === 'apdu' && entry !== null && event.card !== entry.serial
        ? [`${nameOf(event)}: for ${entry.serial}, got by ${event.card}`]
        : [],
    ),
  );
}

/** At the card: nothing in this slot, no reset and nobody's command, between the serial and a secret. */
function unguardedAtCard(trace: readonly TraceEvent[]): readonly string[] {
  const slots = new Map<number, TraceStep[]>();
  for (const event of trace) {
    if (!('slot' in event)) continue;
    const step: TraceStep = event.kind === 'apdu' ? { ...event.apdu, scope: event.card } : { kind: 'break' };
    slots.set(event.slot, [...(slots.get(event.slot) ?? []), step]);
  }
  return [...slots].flatMap(([slot, steps]) => unguardedSteps(steps).map((step) => `no serial read before ${step} of slot ${slot}`));
}

/** At the host: the same on one connection, and in one transaction. */
function unguardedAtHost(trace: readonly TraceEvent[]): readonly string[] {
  const scopes = new Map<string, string>();
  const lines = new Map<string, TraceStep[]>();
  trace.filter(isHostEvent).forEach((event, index) => {
    const line = lineOf(event);
    const steps = lines.get(line) ?? [];
    lines.set(line, steps);
    if (event.kind === 'transmit') {
      steps.push({ ...event.apdu, scope: scopes.get(line) ?? `no transaction at ${index}` });
    } else {
      steps.push({ kind: 'break' });
      if (event.kind === 'begin') scopes.set(line, `transaction of ${index}`);
      else scopes.delete(line);
    }
  });
  return [...lines].flatMap(([line, steps]) => unguardedSteps(steps).map((step) => `no serial read before ${step} of connection ${line}`));
}

/** Between two calls of one transaction the host thinks, and no more: it waits for no person and no network. */
function idleTransactions(trace: readonly TraceEvent[], idleMaxMs: number): readonly string[] {
  const quietSince = new Map<string, number>();
  return trace.filter(isHostEvent).flatMap((event) => {
    const line = lineOf(event);
    const since = quietSince.get(line);
    if (event.kind === 'begin') quietSince.set(line, event.at);
    else if (event.kind !== 'transmit') quietSince.delete(line);
    else if (since !== undefined) quietSince.set(line, event.until ?? event.at);
    const idle = since === undefined ? 0 : event.at - since;
    return idle > idleMaxMs ? [`transaction idle for ${Math.round(idle)} ms before ${nameOf(event)}`] : [];
  });
}

/** A transaction of a process that ended went with it; one of the last process does not stay open. */
function openTransactions(trace: readonly TraceEvent[]): readonly string[] {
  const calls = trace.filter(isHostEvent);
  const lastRun = Math.max(0, ...calls.map(({ run }) => run));
  const open = new Set<string>();
  for (const event of calls) {
    if (event.run !== lastRun || event.kind === 'transmit') continue;
    if (event.kind === 'begin') open.add(lineOf(event));
    else open.delete(lineOf(event));
  }
  return [...open].map((line) => `transaction of connection ${line} never ended`);
}

const lineOf = ({ run, connection }: HostLine): string => `${run}/${connection}`;
const isHostEvent = (event: TraceEvent): event is HostEvent => 'run' in event;

/** A command as it went over a wire and what was answered, without what must not be kept: the body of a secret-bearing one. */
export function traceApdu(command: Uint8Array, answer: Uint8Array | null): TraceApdu {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
  const length = command.length > 5 ? (command[4] ?? 0) : 0;
  const apdu: TraceApdu = {
    kind: 'apdu',
    // A fifth byte with nothing behind it is Le, and no sign of a body.
    header: hex(command.subarray(0, length > 0 ? 5 : 4)),
    data: null,
    sw: answer === null || answer.length < 2 ? null : hex(answer.subarray(-2)),
    scope: null,
  };
  return isSecretBearing(apdu) || length === 0 ? apdu : { ...apdu, data: hex(command.subarray(5, 5 + length)) };
}
