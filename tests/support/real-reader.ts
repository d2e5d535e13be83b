import {
  PcscError,
  type CardConnection,
  type ReaderStatus,
  type ScardName,
  type SmartCardService,
} from '../../src-main/ports/smart-card-service.ts';
import { hex, KNOWN_ATR } from './apdu-script.ts';

interface RealReaderOptions {
  readonly name?: string;
  readonly atr?: string;
  readonly libraryVersion?: string;
  readonly transmit?: (command: Uint8Array) => Promise<Uint8Array>;
  readonly connection?: Partial<CardConnection>;
}

/** A PC/SC service with one reader whose every answer a test decides, for what the virtual reader never does. */
export function realReader(options: RealReaderOptions = {}) {
  const atr = hex(options.atr ?? KNOWN_ATR);
  const watchers = new Set<() => void>();
  const done = async (): Promise<void> => undefined;
  const state = {
    status: { name: options.name ?? 'R', virtual: false, present: true, atr, exclusive: false, mute: false, events: 1 } as ReaderStatus,
    /** What `connect` and `beginTransaction` throw, while set. */
    connectError: null as ScardName | null,
    beginError: null as ScardName | null,
    /** What `listReaders` does instead of telling the reader. */
    list: null as (() => Promise<readonly ReaderStatus[]>) | null,
    connects: 0,
  };
  const service: SmartCardService = {
    libraryVersion: options.libraryVersion ?? null,
    listReaders: async () => (state.list === null ? [state.status] : state.list()),
    watch: (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    connect: async () => {
      state.connects++;
      if (state.connectError !== null) throw new PcscError(state.connectError);
      return {
        atr: state.status.atr,
        protocol: 'T=1',
        transmit: options.transmit ?? (async () => hex('6A82')),
        beginTransaction: async () => {
          if (state.beginError !== null) throw new PcscError(state.beginError);
        },
        endTransaction: done,
        reconnect: done,
        disconnect: done,
        attribute: async () => null,
        control: () => Promise.reject(new PcscError('SCARD_E_NOT_TRANSACTED')),
        ...options.connection,
      };
    },
    close: done,
  };
  return {
    service,
    state,
    /** Changes what the reader says of itself, and tells the watchers. */
    change(status: Partial<ReaderStatus>): void {
      state.status = { ...state.status, ...status };
      for (const watcher of watchers) watcher();
    },
  };
}
