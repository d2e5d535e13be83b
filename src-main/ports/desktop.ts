import type { QuitAnswer } from '../../src-shared/domain/quit.ts';

/** What the desktop does for the program; implemented by the shell, the only place that knows Electron. */
export interface Desktop {
  /** Opens an https address (http on loopback) in the person's browser. @throws AppError notAvailable for any other. */
  openExternal(address: string): Promise<void>;
  /** Asks where to save a text and writes it. False when the person cancelled. */
  saveTextFile(input: { readonly suggestedName: string; readonly text: string }): Promise<boolean>;
  /**
   * Asks where to save a file, then has its bytes made, then writes it whole. False when the person cancelled: nothing was made then.
   * @throws what `bytes` throws; no file is left then
   */
  saveFile(input: { readonly suggestedName: string; readonly bytes: () => Promise<Uint8Array> }): Promise<boolean>;
  /** Hands a PDF to the program that prints them on this system, whose own dialog follows. False when there is none. */
  printPdf(bytes: Uint8Array): Promise<boolean>;
  /** Loads the window anew: nothing that its page held is left. */
  reloadWindow(): void;
  /** Other programs may not take a picture of the window, where the system lets a window say so. */
  protectScreen(protect: boolean): void;
  /** What became of the question before the end, which the shell has asked on the page. */
  answerQuit(answer: QuitAnswer): void;
  /** Asks for a shared library of a PKCS#11 module. Its absolute path, or null when the person cancelled. */
  chooseLibrary(): Promise<string | null>;
}
