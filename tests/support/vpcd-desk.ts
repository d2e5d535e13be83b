import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CardHostProcess } from '../../src-main/adapters/card-host-process/card-host-process.ts';
import { spawnNodeHost } from '../../src-main/adapters/card-host-process/host-child.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import type { CardSnapshot } from '../../src-main/ports/card-host.ts';
import type { TokenView } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { ADDON_PATH } from '../../scripts/native-paths.ts';
import { DeskSlot } from './desk-slot.ts';
import { SCARD_STATE_PRESENT, watchReaders, type ReaderEvent } from './other-program.ts';
import { startPcscd, type RunningPcscd } from './pcscd.ts';
import { breachesOf, type EntryVerb, type HostEvent, type HostTransmit, type TraceEvent } from './trace-checker.ts';
import type { HostLine } from './traced-card-host.ts';

const TRACED = join(import.meta.dirname, 'traced-card-host.ts');
const REAL = join(import.meta.dirname, '../../src-main/card-host/host-process.ts');
const LIMIT_MS = 20_000;

export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What became of a call: its value, or the code of what was thrown. */
export type Ended<T> = T | { readonly kind: 'threw'; readonly code: string };

export interface Shown {
  readonly at: number;
  readonly snapshot: CardSnapshot;
}

/**
 * A desk with a real pcscd, a vpcd reader of two slots, and the program's card host in a process of its own over the native addon.
 * Everything that passes is written down at both ends: at the cards, which live here, and at the host's PC/SC port.
 */
export class VpcdDesk {
  readonly slots: readonly [DeskSlot, DeskSlot];
  readonly host: CardHostProcess;
  /** Snapshots in the order the host told them. */
  readonly shown: Shown[] = [];
  readonly readerEvents: ReaderEvent[] = [];
  readonly logged: string[] = [];
  restarts = 0;
  /** Called when the host is about to begin a transaction, with the count of transactions since the last entry; it waits for the promise. */
  beforeTransaction: (nth: number) => Promise<void> | undefined = () => undefined;
  #pcscd: RunningPcscd;
  readonly #port: number;
  readonly #folder: string;
  readonly #server: Server;
  readonly #trace: TraceEvent[] = [];
  #watch: { end(): Promise<void> };
  #hostPid = 0;
  #runs = 0;
  #transactions = 0;

  private constructor(parts: { pcscd: RunningPcscd; folder: string; server: Server; entry: string }) {
    this.#pcscd = parts.pcscd;
    this.#port = parts.pcscd.port;
    this.#folder = parts.folder;
    this.#server = parts.server;
    this.#server.on('connection', (socket) => this.#listen(socket));
    const slot = (index: number): DeskSlot => new DeskSlot(index, parts.pcscd, (event) => this.#trace.push(event));
    this.slots = [slot(0), slot(1)];
    this.#watch = watchReaders((event) => this.readerEvents.push(event));
    this.host = new CardHostProcess({
      spawn: () => {
        const child = spawnNodeHost(parts.entry);
        this.#hostPid = child.pid ?? 0;
        return child;
      },
      config: { pcscAddonPath: ADDON_PATH, virtualCardPath: null, virtualFaults: null },
      clock: systemClock,
      log: { event: (name, fields = {}) => void this.logged.push(`${name} ${JSON.stringify(fields)}`) },
    });
    this.host.onChange((snapshot) => this.shown.push({ at: now(), snapshot }));
    this.host.onRestart(() => this.restarts++);
  }

  /** @param entry `real`: the process that the program starts; `traced`: the same with every call of its PC/SC port told */
  static async open(entry: 'real' | 'traced' = 'traced'): Promise<VpcdDesk> {
    const pcscd = await startPcscd();
    const folder = mkdtempSync(join(tmpdir(), 'clavis-desk-'));
    const socket = join(folder, 'trace');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    process.env['CARD_HOST_TRACE'] = socket;
    const desk = new VpcdDesk({ pcscd, folder, server, entry: entry === 'real' ? REAL : TRACED });
    try {
      await desk.until(({ readers }) => readers.length === 2);
      return desk;
    } catch (thrown) {
      await desk.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    delete process.env['CARD_HOST_TRACE'];
    await this.host.close();
    for (const slot of this.slots) slot.pull();
    await this.#watch.end();
    await this.#pcscd.stop();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get hostPid(): number {
    return this.#hostPid;
  }

  get servicePid(): number {
    return this.#pcscd.pid;
  }

  /** kill -9, and everything of it is cleared away. */
  async killService(): Promise<void> {
    process.kill(this.#pcscd.pid, 'SIGKILL');
    await this.#pcscd.stop();
  }

  async stopService(): Promise<void> {
    await this.#pcscd.stop();
  }

  /** On the same ports: cards that were in come back by themselves. */
  async startService(): Promise<void> {
    await this.#watch.end();
    this.#pcscd = await startPcscd({ port: this.#port });
    this.#watch = watchReaders((event) => this.readerEvents.push(event));
  }

  /** The first snapshot, the last one told or a later one, that fits. */
  async until(fits: (snapshot: CardSnapshot) => boolean, limitMs: number = LIMIT_MS): Promise<Shown> {
    const limit = now() + limitMs;
    for (let next = Math.max(0, this.shown.length - 1); ; ) {
      for (; next < this.shown.length; next++) {
        const shown = this.shown[next];
        if (shown !== undefined && fits(shown.snapshot)) return shown;
      }
      if (now() > limit) throw new Error(`not shown in ${limitMs} ms: ${fits.toString()}; last ${JSON.stringify(this.shown.at(-1)?.snapshot)}`);
      await delay(2);
    }
  }

  /** Until the token in this slot is shown like this; whole by default. */
  async token(slot: number, fits: (token: TokenView) => boolean = ({ state }) => state === 'ready'): Promise<TokenView> {
    const reader = this.slots[slot]?.reader;
    const find = ({ tokens }: CardSnapshot): TokenView | undefined => tokens.find((token) => token.readerName === reader && fits(token));
    const { snapshot } = await this.until((candidate) => find(candidate) !== undefined);
    const token = find(snapshot);
    if (token === undefined) throw new Error('found and lost');
    return token;
  }

  /** Until the service itself has seen the slot full or empty, since this moment of its events. */
  async seenByService(slot: number, full: boolean, since: number): Promise<ReaderEvent> {
    const limit = now() + LIMIT_MS;
    for (;;) {
      const seen = this.noticeOfService(slot, full, since);
      if (seen !== undefined) return seen;
      if (now() > limit) throw new Error(`the service never saw slot ${slot} ${full ? 'full' : 'empty'}`);
      await delay(2);
    }
  }

  /** The service's first event of this slot full or empty since then, if it came already. */
  noticeOfService(slot: number, full: boolean, since: number): ReaderEvent | undefined {
    const name = this.slots[slot]?.reader;
    return this.readerEvents.find(({ reader, state, at }) => at > since && reader === name && isFull(state) === full);
  }

  /** A person confirms: from here to the next entry the trace allows what this verb needs and nothing else. */
  async enter<T>(verb: EntryVerb, serial: string, call: () => Promise<T>): Promise<Ended<T>> {
    this.#trace.push({ kind: 'entry', at: now(), verb, serial });
    this.#transactions = 0;
    try {
      return await call();
    } catch (error) {
      if (error instanceof AppError) return { kind: 'threw', code: error.code };
      throw error;
    }
  }

  /** What was written down so far, for a look while something is under way. */
  get trace(): readonly TraceEvent[] {
    return this.#trace;
  }

  /** What was written down since the last time, once nothing is under way any more. */
  async takeTrace(): Promise<readonly TraceEvent[]> {
    const limit = now() + LIMIT_MS;
    while (this.#isBusy() && now() < limit) await delay(5);
    const trace = [...this.#trace];
    this.#trace.length = 0;
    return trace;
  }

  /** Breaches of the trace's rules since the last time. */
  async judge(): Promise<readonly string[]> {
    return breachesOf(await this.takeTrace());
  }

  /** True while a connection of the living host is open that no person holds; a hold of the act is ended before this is asked. */
  #isBusy(): boolean {
    const open = new Set<number>();
    for (const event of this.#trace) {
      if (!('run' in event) || event.run !== this.#runs) continue;
      if (event.kind === 'connect') open.add(event.connection);
      else if (event.kind === 'disconnect') open.delete(event.connection);
    }
    return open.size > 0;
  }

  #listen(socket: Socket): void {
    const run = ++this.#runs;
    const underWay = new Map<number, number>();
    // A host that is killed resets its end.
    const lines = createInterface({ input: socket }).on('error', () => socket.destroy());
    lines.on('line', (text) => {
      const line = JSON.parse(text) as HostLine;
      if (line.kind === 'wait') void this.#letBegin(socket);
      else this.#note(line, run, underWay);
    });
  }

  async #letBegin(socket: Socket): Promise<void> {
    await this.beforeTransaction(++this.#transactions);
    if (!socket.destroyed) socket.write('go\n');
  }

  #note(line: Exclude<HostLine, { kind: 'wait' }>, run: number, underWay: Map<number, number>): void {
    if (line.kind === 'sent') {
      underWay.set(line.connection, this.#trace.length);
      this.#trace.push({ kind: 'transmit', at: line.at, until: null, run, connection: line.connection, apdu: line.apdu });
    } else if (line.kind === 'answered') {
      const index = this.#trace.findLastIndex((event) => isOpenTransmit(event, run, line.connection));
      const sent = this.#trace[index];
      if (sent?.kind === 'transmit') this.#trace[index] = { ...sent, until: line.at, apdu: line.apdu };
    } else {
      const { kind, at, connection } = line;
      this.#trace.push({ kind: kind as Exclude<HostEvent['kind'], 'transmit'>, at, run, connection });
    }
  }
}

const isFull = (state: number): boolean => (state & SCARD_STATE_PRESENT) !== 0;

function isOpenTransmit(event: TraceEvent, run: number, connection: number): event is HostTransmit {
  return event.kind === 'transmit' && event.until === null && event.run === run && event.connection === connection;
}
