import type { IpcHandlers } from '../ipc/handlers.ts';

/** The program without its window: what the shell drives, and what tests drive in the shell's place. */
export interface ClavisApp {
  readonly handlers: IpcHandlers;
  /** A `clavis://` address given by the system or by a second instance: untrusted text. Shows a page, does nothing else. */
  receiveDeepLink(text: string): void;
  /** Drops what is held in memory, gives the token back, stops the card host. */
  close(): Promise<void>;
}
