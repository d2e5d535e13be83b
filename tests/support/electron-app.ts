import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { launchWatched } from '../../scripts/launch/launch-watched.ts';
import { prepareLaunch, type LaunchOptions, type PreparedLaunch } from '../../scripts/launch/prepare-launch.ts';
import { startVirtualDisplay } from '../../scripts/launch/virtual-display.ts';

export interface RunningClavis {
  readonly app: ElectronApplication;
  /** The window's page, its first screen there. */
  readonly page: Page;
  readonly launch: PreparedLaunch;
  readonly dataDir: string;
  /** What Electron wrote on standard error so far. */
  readonly stderr: () => string;
  /** Ends the program, its authority and its display, and removes its data. */
  close(): Promise<void>;
}

export interface StartOptions extends Partial<Omit<LaunchOptions, 'dataDir'>> {
  /** Arguments of the program. */
  readonly args?: readonly string[];
}

/**
 * The real program in a real Electron, with a rehearsal of its own: authority, blocked virtual card, display, all in temporary
 * folders. French, unless `env` says otherwise.
 */
export async function startClavis(options: StartOptions = {}): Promise<RunningClavis> {
  const dataDir = mkdtempSync(join(tmpdir(), 'clavis-e2e-'));
  const closers: (() => Promise<void>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const display = await startVirtualDisplay();
    closers.push(() => display.stop());
    const launch = await prepareLaunch({
      fresh: true,
      ...options,
      dataDir,
      env: { DISPLAY: display.display, LANGUAGE: 'fr', ...options.env },
    });
    closers.push(() => launch.stop());
    const app = await launchWatched({ ...launch.electron, args: [...launch.electron.args, ...(options.args ?? [])] });
    closers.push(() => app.close());
    let stderr = '';
    app.process().stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const page = await app.firstWindow();
    // What stands there while the program is still being made has a heading, too.
    await page.getByTestId('rail-tokens').waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    return { app, page, launch, dataDir, stderr: () => stderr, close };
  } catch (error) {
    await close();
    throw error;
  }
}
