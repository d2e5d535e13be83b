import type { Clock } from '../../ports/clock.ts';
import type { Transport } from '../transport/transport.ts';
import { isSecretHeader } from './command-apdu.ts';

/**
 * What is remembered of one exchange: numbers only. There is no field that could hold a body, of a secret-bearing command or
 * of any other, so nothing that renders a trace can render one.
 */
export interface TraceEntry {
  /** CLA INS P1 P2, as one 32-bit number. */
  readonly header: number;
  /** Length of the command's body; 0 for none. */
  readonly lc: number;
  /** Status word, or null when no answer came. */
  readonly sw: number | null;
  readonly responseLength: number;
  readonly elapsedMs: number;
}

export const TRACE_CAPACITY = 512;

/** The last exchanges with a token, oldest first; bounded. */
export class ApduTrace {
  readonly #capacity: number;
  readonly #onEntry: (entry: TraceEntry) => void;
  #entries: TraceEntry[] = [];

  /** @param onEntry is told of each exchange as it is recorded. */
  constructor(capacity: number = TRACE_CAPACITY, onEntry: (entry: TraceEntry) => void = () => undefined) {
    this.#capacity = capacity;
    this.#onEntry = onEntry;
  }

  record(entry: TraceEntry): void {
    this.#onEntry(entry);
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity) this.#entries = this.#entries.slice(-this.#capacity);
  }

  entries(): readonly TraceEntry[] {
    return [...this.#entries];
  }
}

/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, EXTERNAL and GENERAL AUTHENTICATE with a body: what may spend a try. */
export function isSecretBearing({ header, lc }: TraceEntry): boolean {
  return lc > 0 && isSecretHeader({ ins: (header >>> 16) & 0xff, p1: (header >>> 8) & 0xff, p2: header & 0xff }, lc);
}

/** "00 2C 02 01 Lc=8 -> 9000 +0 in 12 ms" */
export function renderTraceEntry(entry: TraceEntry): string {
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  const header = hex(entry.header, 8).replace(/(..)(?=.)/gu, '$1 ');
  const answer = entry.sw === null ? 'no answer' : `${hex(entry.sw, 4)} +${entry.responseLength}`;
  return `${header} Lc=${entry.lc} -> ${answer} in ${Math.round(entry.elapsedMs)} ms`;
}

/** Decorator: records each exchange that passes. */
export function withTrace(transport: Transport, trace: ApduTrace, clock: Pick<Clock, 'monotonic'>): Transport {
  return {
    async transmit(command) {
      const started = clock.monotonic();
      const sent = {
        header: command.subarray(0, 4).reduce((value, byte) => value * 0x100 + byte, 0),
        // Short APDUs only: byte 5 is Lc when a body follows it, else Le or P3 = 00.
        lc: command.length > 5 ? (command[4] ?? 0) : 0,
      };
      try {
        const response = await transport.transmit(command);
        const { sw, data } = response;
        trace.record({ ...sent, sw, responseLength: data.length, elapsedMs: clock.monotonic() - started });
        return response;
      } catch (error) {
        trace.record({ ...sent, sw: null, responseLength: 0, elapsedMs: clock.monotonic() - started });
        throw error;
      }
    },
  };
}
