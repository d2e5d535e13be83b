/** What a copy is opened with. */
export interface OpenStore {
  readonly folder: string;
  /** `storeName` of the account. */
  readonly name: string;
  /** 32 bytes. Null: there is no keyring to keep it, so nothing is kept, and a file that is there is left alone. */
  readonly key: Uint8Array | null;
  /** True: the key was made just now, there is none that an older file was sealed with. */
  readonly keyIsNew: boolean;
  readonly now: number;
  /** Native part of better-sqlite3; null: where its package has it. */
  readonly addon: string | null;
  /** Something in the file could not be read: it is set aside, whatever it looks like now. */
  readonly distrust?: boolean;
}
