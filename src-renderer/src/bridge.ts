import type { ClavisBridge } from '../../src-shared/ipc/verbs.ts';

declare global {
  interface Window {
    readonly clavis: ClavisBridge;
  }
}

/** Main, as the preload exposes it. The only place of the renderer that sees `window.clavis`. */
export const clavis: ClavisBridge = window.clavis;
