/** What the addon gives JavaScript. Bytes are copied in and out; the copies inside are zeroed once used. */
export interface ClavisPcsc {
  /** Finds the system's PC/SC library, once; `path` names another one (tests). To be called before the classes are used. */
  loadLibrary(path?: string): { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: string };
  /** No core dump; on Linux no ptrace by the same user either. For the process that sees PINs. */
  hardenProcess(): { readonly noCoreDump: boolean; readonly notDumpable: boolean };
  /** Threads of the addon alive in this environment. */
  threadCount(): number;
  readonly Context: new () => NativeContext;
  readonly Connection: new () => NativeConnection;
  /** Calls back with null for a change (also once at first), or with why there is nothing to watch; goes on by itself. */
  readonly Monitor: new (listener: (error: ScardError | null) => void) => NativeMonitor;
}

/** Rejections of every promise below. */
export interface ScardError extends Error {
  /** Name as in winscard.h, "SCARD_UNKNOWN" for a number without one. */
  readonly scard: string;
  readonly number: number;
  /** The function of PC/SC that failed. */
  readonly call: string;
}

export interface NativeReader {
  readonly name: string;
  /** dwEventState of SCardGetStatusChange. */
  readonly state: number;
  readonly atr: Uint8Array;
}

export interface NativeContext {
  readers(): Promise<readonly NativeReader[]>;
  close(): Promise<void>;
}

export interface NativeLink {
  /** SCARD_PROTOCOL_T0 is 1, SCARD_PROTOCOL_T1 is 2; 0 over a direct connection, which needs no card. */
  readonly protocol: number;
  readonly atr: Uint8Array;
}

/** Its calls run one after the other on a thread of its own. Share modes: 1 exclusive, 2 shared, 3 direct; dispositions: 0 leaves, 1 resets. */
export interface NativeConnection {
  open(reader: string, share: number): Promise<NativeLink>;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Blocks the connection's thread for as long as another program is in a transaction. */
  beginTransaction(): Promise<void>;
  endTransaction(disposition: number): Promise<void>;
  reconnect(initialization: number): Promise<NativeLink>;
  disconnect(disposition: number): Promise<void>;
  attribute(id: number): Promise<Uint8Array>;
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
  /** Lets go at once: the call under way is waited for by its thread alone, which then ends transaction and connection. */
  abandon(): void;
}

export interface NativeMonitor {
  stop(): void;
}
