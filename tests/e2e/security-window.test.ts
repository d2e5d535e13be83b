import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgedWindow } from '../support/bridged-window.ts';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';

let clavis: RunningClavis;
beforeAll(async () => {
  clavis = await startClavis();
});
afterAll(() => clavis.close());

describe('the window', () => {
  it('is one, isolated and sandboxed, whatever the defaults of its Electron', async () => {
    const preferences = await clavis.app.evaluate(({ webContents }) =>
      // Electron has it and does not document it.
      webContents.getAllWebContents().map((contents) => (Reflect.get(contents, 'getLastWebPreferences') as () => Record<string, unknown>).call(contents)),
    );
    expect(preferences).toHaveLength(1);
    expect(preferences[0]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
    });
    // Electron lists these when they are on, or as an empty text.
    for (const absent of ['nodeIntegrationInWorker', 'plugins', 'navigateOnDragDrop', 'spellcheck', 'enableBlinkFeatures'] as const) {
      expect(preferences[0]?.[absent]).toBeFalsy();
    }
    const spelling = await clavis.app.evaluate(({ webContents }) => webContents.getAllWebContents().some((contents) => contents.session.isSpellCheckerEnabled()));
    expect(spelling).toBe(false);
  });

  it('gives its page nothing of Node or Electron', async () => {
    const types = await clavis.page.evaluate(() =>
      ['require', 'process', 'Buffer', 'module', 'exports', 'global', 'setImmediate', 'electron', 'ipcRenderer', '__dirname'].map(
        (name) => typeof Reflect.get(globalThis, name),
      ),
    );
    expect(new Set(types)).toEqual(new Set(['undefined']));
  });

  it('shows app://clavis/ in a session that keeps nothing on disk', async () => {
    expect(clavis.page.url()).toBe('app://clavis/');
    const storage = await clavis.app.evaluate(({ webContents }) => webContents.getAllWebContents().map(({ session }) => session.storagePath));
    expect(storage).toEqual([null]);
  });
});

describe('window.clavis', () => {
  it('has the agreed surface and not a property more', async () => {
    const golden = Object.keys(JSON.parse(readFileSync('tests/unit/ipc/bridge-surface.golden.json', 'utf8')) as object);
    const surface = await clavis.page.evaluate(() => {
      const walk = (value: object, prefix: string): string[] =>
        Reflect.ownKeys(value).flatMap((key) => {
          const part: unknown = Reflect.get(value, key);
          const name = `${prefix}${String(key)}`;
          return typeof part === 'object' && part !== null ? walk(part, `${name}.`) : [`${name}: ${typeof part}`];
        });
      return walk((window as unknown as BridgedWindow).clavis, '');
    });
    expect(surface.sort()).toEqual(golden.map((name) => `${name}: function`).sort());
  });

  it('cannot be changed or replaced by the page', async () => {
    const outcome = await clavis.page.evaluate(() => {
      const { clavis: bridge } = window as unknown as BridgedWindow;
      const attempts = [
        () => Reflect.set(window, 'clavis', {}),
        () => Reflect.deleteProperty(window, 'clavis'),
        () => Reflect.defineProperty(window, 'clavis', { value: {} }),
        () => Reflect.set(bridge, 'app', {}),
        () => Reflect.set(bridge, 'extra', 1),
        () => Reflect.set(bridge.app, 'view', 1),
        () => Reflect.deleteProperty(bridge.app, 'view'),
        () => Reflect.setPrototypeOf(bridge, { extra: 1 }),
      ];
      return {
        done: attempts.filter((attempt) => attempt()).length,
        same: bridge === (window as unknown as BridgedWindow).clavis,
        frozen: Object.isFrozen(bridge) && Object.values(bridge).every((part) => typeof part === 'function' || Object.isFrozen(part)),
      };
    });
    expect(outcome).toEqual({ done: 0, same: true, frozen: true });
  });

  it('hands over nothing of the preload’s own world', async () => {
    const outcome = await clavis.page.evaluate(async () => {
      const { clavis: bridge } = window as unknown as BridgedWindow;
      const reply = bridge.app.view();
      const stop = bridge.on('app.changed', () => undefined);
      stop();
      return [
        bridge.app.view.constructor === Function,
        bridge.on.constructor === Function,
        stop.constructor === Function,
        reply instanceof Promise,
        Object.getPrototypeOf(await reply) === Object.prototype,
        Object.getPrototypeOf(bridge) === Object.prototype,
      ];
    });
    expect(outcome).toEqual([true, true, true, true, true, true]);
  });

  it('gives a listener the value and no event object', async () => {
    const received = await clavis.page.evaluate(async () => {
      const { clavis: bridge } = window as unknown as BridgedWindow;
      const told = new Promise<unknown[]>((resolve) => {
        const stop = bridge.on('app.changed', (...args: unknown[]) => {
          stop();
          resolve(args);
        });
      });
      await bridge.app.setLanguage({ language: 'en' });
      const args = await told;
      await bridge.app.setLanguage({ language: 'fr' });
      return { count: args.length, keys: Object.keys(args[0] as object) };
    });
    expect(received.count).toBe(1);
    expect(received.keys).toContain('language');
    expect(received.keys).not.toContain('sender');
  });
});
