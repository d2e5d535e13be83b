import { app, dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Desktop } from '../ports/desktop.ts';
import { openableAddress } from './external-links.ts';
import { printPdf } from './print-pdf.ts';
import { saveFile } from './save-file.ts';

const LIBRARY_EXTENSION: Partial<Record<NodeJS.Platform, string>> = { win32: 'dll', darwin: 'dylib' };

/**
 * The desktop by Electron's means.
 * @param window the window that dialogs belong to, while there is one
 * @param own the shell's: it knows other reasons to protect the window, and asks before the end
 */
export function electronDesktop(window: () => BrowserWindow | null, own: Pick<Desktop, 'protectScreen' | 'answerQuit'>): Desktop {
  /** Where to put a file of this name; null when the person cancelled. */
  async function choosePlace(suggestedName: string): Promise<string | null> {
    const options = { defaultPath: join(app.getPath('documents'), basename(suggestedName)) };
    const parent = window();
    const { canceled, filePath } = await (parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options));
    return canceled || filePath === '' ? null : filePath;
  }

  return {
    ...own,
    printPdf,
    reloadWindow: () => window()?.webContents.reload(),
    async openExternal(address) {
      const openable = openableAddress(address);
      if (openable === null) throw new AppError('notAvailable');
      await shell.openExternal(openable);
    },
    async saveTextFile({ suggestedName, text }) {
      const path = await choosePlace(suggestedName);
      if (path === null) return false;
      await writeFile(path, text, { mode: 0o600 });
      return true;
    },
    async saveFile({ suggestedName, bytes }) {
      const path = await choosePlace(suggestedName);
      if (path === null) return false;
      await saveFile(path, bytes);
      return true;
    },
    async chooseLibrary() {
      const options: OpenDialogOptions = {
        properties: ['openFile'],
        filters: [{ name: 'PKCS#11', extensions: [LIBRARY_EXTENSION[process.platform] ?? 'so'] }],
      };
      const parent = window();
      const { canceled, filePaths } = await (parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}
