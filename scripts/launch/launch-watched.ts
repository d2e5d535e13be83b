import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import type { ElectronCommand } from './electron-command.ts';

/** Keeps the program from being ready before whoever watches it is there. */
export const HOLD_READY = join(import.meta.dirname, 'hold-ready.cjs');

export interface WatchedOptions {
  /** Chromium's own sandbox, which Playwright gives up unless it is told not to. */
  readonly chromiumSandbox?: boolean;
  /** Where `HOLD_READY` is, for a user who may not read this folder. */
  readonly holdReady?: string;
}

/**
 * Starts Electron under Playwright, for tests, the demo and benchmarks. Playwright holds `ready` by itself for an Electron that it finds by
 * itself alone; a page that began to load while it attaches is never seen by it.
 */
export function launchWatched({ executable, args, env }: ElectronCommand, options: WatchedOptions = {}): Promise<ElectronApplication> {
  const { chromiumSandbox = false, holdReady = HOLD_READY } = options;
  return _electron.launch({ executablePath: executable, chromiumSandbox, args: ['-r', holdReady, ...args], env: { ...env } });
}
