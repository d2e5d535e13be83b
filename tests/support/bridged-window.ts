import type { ClavisBridge } from '../../src-shared/ipc/verbs.ts';

/** The page's window, for code that runs inside it: `(window as unknown as BridgedWindow).clavis`. */
export interface BridgedWindow {
  readonly clavis: ClavisBridge;
}
