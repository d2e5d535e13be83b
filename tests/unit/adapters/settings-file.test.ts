import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { settingsFile } from '../../../src-main/adapters/settings-file/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'clavis-settings-'));
const file = join(folder, 'settings.json');
const defaults = { language: 'fr', pkcs11Modules: [] } as const;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps modules, and reads a file from before there were any', () => {
  settingsFile(file, defaults).set({ language: 'en', pkcs11Modules: ['/opt/a.so'] });
  expect(settingsFile(file, defaults).get()).toEqual({ language: 'en', pkcs11Modules: ['/opt/a.so'] });
  writeFileSync(file, '{"language":"en"}');
  expect(settingsFile(file, defaults).get()).toEqual({ language: 'en', pkcs11Modules: [] });
});

it('refuses a relative path and a seventeenth module, and keeps what was', () => {
  const settings = settingsFile(file, defaults);
  settings.set({ language: 'en', pkcs11Modules: ['/opt/a.so'] });
  const written = readFileSync(file, 'utf8');
  expect(() => settings.set({ language: 'en', pkcs11Modules: ['a.so'] })).toThrow('callRejected');
  expect(() => settings.set({ language: 'en', pkcs11Modules: Array.from({ length: 17 }, (_, at) => `/opt/${at}.so`) })).toThrow('callRejected');
  expect(readFileSync(file, 'utf8')).toBe(written);
  expect(settings.get().pkcs11Modules).toEqual(['/opt/a.so']);
});

it('takes the defaults in place of a file with a path that is not absolute', () => {
  settingsFile(file, defaults).set({ language: 'en', pkcs11Modules: [] });
  writeFileSync(file, '{"language":"en","pkcs11Modules":["../a.so"]}');
  expect(settingsFile(file, defaults).get()).toEqual(defaults);
});
