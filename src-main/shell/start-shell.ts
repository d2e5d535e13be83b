import { app, dialog, ipcMain, Menu, powerMonitor, type BrowserWindow } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { channelOf, type EventName, type IpcEvents } from '../../src-shared/ipc/verbs.ts';
import { CardHostProcess } from '../adapters/card-host-process/card-host-process.ts';
import { openKeyring } from '../adapters/keyring-process/keyring-process.ts';
import { localStoresSqlite } from '../adapters/local-store-sqlite/local-store-sqlite.ts';
import { Pkcs11Process } from '../adapters/pkcs11-process/pkcs11-process.ts';
import { logFile } from '../adapters/log-file/log-file.ts';
import type { ClavisApp } from '../app/clavis-app.ts';
import type { ClavisAppOptions } from '../app/compose.ts';
import { systemClock } from '../app/system-clock.ts';
import { openDoor } from '../ipc/door.ts';
import { isTrustedSender } from '../ipc/trusted-sender.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { registerAppScheme } from './app-scheme.ts';
import { receiveDeepLinks } from './receive-deep-links.ts';
import { electronDesktop } from './electron-desktop.ts';
import { lockDown } from './lock-down.ts';
import { setMenu } from './menu.ts';
import { personAtWindow } from './person-at-window.ts';
import { presenceAtWindow } from './presence-at-window.ts';
import { QuitQuestion } from './quit-question.ts';
import { APP_PAGE } from './resolve-app-path.ts';
import { spawnKeyring, spawnUtility } from './spawn-utility.ts';
import { createWindow, focusWindow, showPage } from './window.ts';

export interface ShellOptions {
  /** Makes the program; tests put another in its place. */
  readonly compose: (options: ClavisAppOptions) => Promise<ClavisApp>;
  /** Folder with the bundles `preload`, `renderer` and `card-host`. */
  readonly dist: string;
}

/** Longest wait for the program to put things away at the end, in milliseconds. */
const CLOSE_LIMIT_MS = 5000;
/** Steps of the wizard whose picture other programs may not take, where the system lets a window say so. */
const PROTECTED_STEPS = new Set(['pin', 'answers']);

/** Chromium's ways of taking the walls down or of looking in; a packaged build does not start with one of them. */
const REFUSED_SWITCHES = [
  'no-sandbox',
  'disable-web-security',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'js-flags',
  'load-extension',
];

/** Electron around the program: process, window, door, menu, links. Must be called while the main module is evaluated. */
export function startShell(options: ShellOptions): void {
  process.umask(0o077);
  // What people install is not negotiable; a development start as root lacks the sandbox, and says so.
  const refused = REFUSED_SWITCHES.find((name) => app.commandLine.hasSwitch(name));
  if (app.isPackaged && refused !== undefined) {
    process.stderr.write(`Clavis does not start with the switch ${refused}.\n`);
    app.exit(1);
    return;
  }
  const userData = app.isPackaged ? undefined : process.env['CLAVIS_USER_DATA'];
  if (userData !== undefined) app.setPath('userData', userData);
  mkdirSync(app.getPath('userData'), { recursive: true, mode: 0o700 });
  // Would take that switch away again, and Chromium's processes would refuse to run as root.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Forms need no graphics processor, and its drivers need not be in this program.
  app.disableHardwareAcceleration();
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerAppScheme();
  lockDown();
  Menu.setApplicationMenu(null);
  new Shell(options).start();
}

/** A library is loaded by the system, which cannot look into an archive: it lies beside it. */
const unpacked = (path: string): string => path.replace('app.asar', 'app.asar.unpacked');

class Shell {
  readonly #options: ShellOptions;
  readonly #log: Log;
  readonly #question = new QuitQuestion({
    wouldBeLost: async () => (await this.#program?.wouldBeLost()) ?? [],
    pageIsThere: () => this.#window !== null && !this.#window.webContents.isCrashed() && !this.#window.webContents.isLoadingMainFrame(),
    ask: (losses) => {
      this.#push('app.quitAsked', losses);
      this.#focus();
    },
    end: () => void this.#close(),
    sleep: (ms) => systemClock.sleep(ms),
  });
  #window: BrowserWindow | null = null;
  #program: ClavisApp | null = null;
  #language: Language | null = null;
  /** A link that came before the program was there. Only the last one counts. */
  #waitingLink: string | null = null;
  #closing = false;
  /** A step of the wizard, a page of a PIN. */
  #secrets = { step: false, entry: false };

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#log = logFile(join(app.getPath('userData'), 'logs'), systemClock);
  }

  start(): void {
    process.on('uncaughtException', (error) => this.#fail(error));
    process.on('unhandledRejection', (error) => this.#fail(error));
    receiveDeepLinks(
      (link) => this.#receive(link),
      () => this.#focus(),
    );
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => {
      event.preventDefault();
      this.#leave();
    });
    void app.whenReady().then(() => {
      // The end of the session, and who ends it from a terminal: not a wish that waits for an answer. From here on, because
      // Electron makes a wish to quit of them until then, and sets that up after the main module.
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void this.#close());
      powerMonitor.on('shutdown', () => void this.#close());
      return this.#open();
    });
  }

  async #open(): Promise<void> {
    const { compose, dist } = this.#options;
    const locale = app.getPreferredSystemLanguages()[0] ?? app.getLocale();
    const env = { ...process.env };
    // The token of the embedded authority is the program's now; no process that is started from here on inherits it.
    delete process.env['CLAVIS_EMBEDDED_TOKEN'];
    const window = createWindow({ preload: join(dist, 'preload', 'preload.cjs'), renderer: join(dist, 'renderer') });
    this.#window = window;
    window.on('close', (event) => {
      event.preventDefault();
      this.#leave();
    });
    window.on('closed', () => (this.#window = null));
    window.webContents.on('did-navigate', () => this.#program?.pageBegan());
    // The page begins to load at once, and what it asks waits at the door: by then the program is there, or nearly.
    const composed = compose({
      desktop: electronDesktop(() => this.#window, {
        protectScreen: (protect) => this.#protect({ entry: protect }),
        answerQuit: (answer) => this.#question.answer(answer),
      }),
      sink: (event, value) => this.#push(event, value),
      openCardHost: async ({ pcsc, virtualCardPath, virtualFaults }, log) =>
        new CardHostProcess({
          spawn: () => spawnUtility(join(dist, 'card-host', 'card-host.js'), 'Clavis card host'),
          // Faults are for development and tests: what people install makes none happen.
          config: {
            pcscAddonPath: pcsc ? unpacked(join(dist, 'native', 'clavis-pcsc.node')) : null,
            virtualCardPath,
            virtualFaults: app.isPackaged ? null : virtualFaults,
          },
          clock: systemClock,
          log,
        }),
      openPkcs11: (added, log) =>
        new Pkcs11Process({
          spawn: () => spawnUtility(join(dist, 'pkcs11', 'pkcs11.js'), 'Clavis PKCS#11'),
          config: {
            nativePath: unpacked(join(dist, 'native', 'pkcs11.node')),
            hardenPath: unpacked(join(dist, 'native', 'clavis-pcsc.node')),
          },
          search: () => ({ platform: process.platform, added: added() }),
          clock: systemClock,
          log,
        }),
      openKeyring: (log) =>
        openKeyring({
          spawn: () => spawnKeyring(join(dist, 'keyring', 'keyring.js')),
          nativePath: unpacked(join(dist, 'native', 'keytar.node')),
          log,
        }),
      openStores: (keyring, log) =>
        localStoresSqlite({
          folder: join(app.getPath('userData'), 'copies'),
          keyring,
          threadEntry: join(dist, 'local-store', 'local-store.js'),
          addon: unpacked(join(dist, 'native', 'sqlite.node')),
          clock: systemClock,
          log,
        }),
      electronVersion: process.versions.electron,
      userData: app.getPath('userData'),
      env,
      version: app.getVersion(),
      locale,
    });
    openDoor({
      ipcMain,
      program: composed,
      isTrustedSender: (event) => isTrustedSender(event, { webContentsId: window.webContents.id, page: APP_PAGE }),
      personActed: personAtWindow(window.webContents),
      log: this.#log,
      now: () => performance.now(),
    });
    const shown = showPage(window, (reason) => this.#log.event('page.gone', { reason }));
    const program = await composed;
    this.#program = program;
    presenceAtWindow(window.webContents, (presence) => program.present(presence));
    this.#setLanguage(this.#language ?? (locale.toLowerCase().startsWith('en') ? 'en' : 'fr'));
    if (this.#waitingLink !== null) this.#receive(this.#waitingLink);
    await shown;
  }

  #push<E extends EventName>(event: E, value: IpcEvents[E]): void {
    const pushed = { event, value } as { [K in EventName]: { event: K; value: IpcEvents[K] } }[EventName];
    if (pushed.event === 'app.changed') this.#setLanguage(pushed.value.language);
    if (pushed.event === 'unblock.changed') this.#protect({ step: PROTECTED_STEPS.has(pushed.value?.step ?? '') });
    this.#window?.webContents.send(channelOf(event), value);
  }

  /** A secret may be on screen for two reasons; the window is protected as long as one of them holds. */
  #protect(reason: { readonly step?: boolean; readonly entry?: boolean }): void {
    this.#secrets = { ...this.#secrets, ...reason };
    this.#window?.setContentProtection(this.#secrets.step || this.#secrets.entry);
  }

  #setLanguage(language: Language): void {
    if (language === this.#language) return;
    this.#language = language;
    setMenu(language);
  }

  #receive(link: string): void {
    if (this.#program === null) this.#waitingLink = link;
    else {
      this.#program.receiveDeepLink(link);
      this.#focus();
    }
  }

  #focus(): void {
    if (this.#window?.isVisible()) focusWindow(this.#window);
  }

  /** A person wants to go. */
  #leave(): void {
    if (!this.#closing) void this.#question.wish();
  }

  async #close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#window?.destroy();
    try {
      await Promise.race([this.#program?.close(), systemClock.sleep(CLOSE_LIMIT_MS)]);
    } catch (error) {
      this.#log.event('close.bug', { where: bugOf(error) });
    }
    app.exit(0);
  }

  /** A bug nobody caught. What is durable can be resumed; going on in an unknown state could not be. */
  #fail(error: unknown): void {
    // The end was asked for while something was still loading: what that says no longer matters.
    if (this.#closing) return;
    const known = error instanceof AppError ? `${error.code} ${Object.values(error.details).join(' ')}` : bugOf(error);
    this.#log.event('fatal', { where: known });
    process.stderr.write(`Clavis stops: ${known}\n`);
    if (app.isPackaged) dialog.showErrorBox('Clavis', `Clavis doit s’arrêter. Clavis has to stop.\n${known}`);
    app.exit(1);
  }
}
