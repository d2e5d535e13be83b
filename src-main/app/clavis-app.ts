import type { Loss } from '../../src-shared/domain/quit.ts';
import type { IpcHandlers } from '../ipc/handlers.ts';
import type { Presence } from '../use-cases/account/idle-timer.ts';

/** The program without its window: what the shell drives, and what tests drive in the shell's place. */
export interface ClavisApp {
  readonly handlers: IpcHandlers;
  /** A `clavis://` address given by the system or by a second instance: untrusted text. Shows a page, does nothing else. */
  receiveDeepLink(text: string): void;
  /** A key or a button in the window, sleep and lock of the computer: by these a sign-in that nobody uses ends. */
  present(presence: Presence): void;
  /** The window shows its page anew: nothing that was on screen is there. */
  pageBegan(): void;
  /** What a person is asked about before the end; empty where nothing would be lost. */
  wouldBeLost(): Promise<readonly Loss[]>;
  /** Drops what is held in memory, gives the token back, stops the card host. */
  close(): Promise<void>;
}
