import { app, BrowserWindow, nativeTheme, session } from 'electron';
import { serveApp } from './app-scheme.ts';
import { APP_PAGE } from './resolve-app-path.ts';

/** Without the `persist:` prefix: nothing the page keeps reaches the disk, and nothing is left of it after a start. */
const PARTITION = 'clavis';
/** `--ground` of the renderer's palette: no flash before its first paint. */
const GROUND = { light: '#F5F7FA', dark: '#10161E' } as const;
/** A page that dies is shown again, this many times within `CRASH_WINDOW_MS`; main holds all state. */
const CRASHES_MAX = 3;
const CRASH_WINDOW_MS = 60_000;

export interface WindowFiles {
  readonly preload: string;
  /** Folder of the renderer's bundle. */
  readonly renderer: string;
}

/** The one window. Loads nothing yet: see `showPage`. */
export function createWindow(files: WindowFiles): BrowserWindow {
  const partition = session.fromPartition(PARTITION, { cache: false });
  serveApp(partition, files.renderer);
  const window = new BrowserWindow({
    title: 'Clavis',
    width: 1180,
    height: 780,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      session: partition,
      preload: files.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
}

/** Loads the page, and again when its process dies. */
export async function showPage(window: BrowserWindow, onGone: (reason: string) => void): Promise<void> {
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    onGone(reason);
    const now = performance.now();
    crashes.push(now);
    if (crashes.filter((at) => now - at < CRASH_WINDOW_MS).length > CRASHES_MAX) window.destroy();
    else void window.loadURL(APP_PAGE);
  });
  await window.loadURL(APP_PAGE);
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
