/** Software for tokens that is on this computer, as its files and the system's own lists tell. Loads none of it. */
export interface InstalledSoftware {
  list(): Promise<readonly InstalledDriver[]>;
}

export interface InstalledDriver {
  /** Stable for one file, and tells no path. */
  readonly id: string;
  /** "OpenSC", or the file's name. */
  readonly name: string;
  /** As the system's list of packages tells it; null where none does. */
  readonly version: string | null;
}
