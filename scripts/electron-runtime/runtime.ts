/** An Electron that can be started here. */
export interface ElectronRuntime {
  /** Absolute path of the executable. */
  readonly executable: string;
  /** Electron's version, without `v`. */
  readonly version: string;
  readonly source: 'installed' | 'official download' | 'offline archive';
}

/** Says one line to whoever started the command. */
export type Say = (line: string) => void;
