import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Sources of these folders with their text; the rules below are about words that must not stand in them. */
function sources(...folders: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:tsx?|html|css)$/u.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );
}

const filesWith = (pattern: RegExp, ...folders: readonly string[]): readonly string[] =>
  sources(...folders)
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();

describe('what ships', () => {
  it('is read by these rules', () => {
    expect(sources('src-main', 'src-preload', 'src-renderer', 'src-shared').length).toBeGreaterThan(80);
  });

  it('never switches the sandbox off', () => {
    expect(filesWith(/--no-sandbox/u, 'src-main', 'src-preload', 'src-renderer', 'src-shared', 'src-server', 'src-simulator')).toEqual([]);
    expect(readFileSync('package.json', 'utf8')).not.toContain('--no-sandbox');
    expect(readFileSync('electron-builder.yml', 'utf8')).not.toMatch(/--no-sandbox|target:.*AppImage/u);
  });

  it('loads no file:// page', () => {
    expect(filesWith(/file:\/\/|loadFile/u, 'src-main', 'src-preload', 'src-renderer')).toEqual([]);
  });

  it('gives app: two privileges', () => {
    const text = readFileSync('src-main/shell/app-scheme.ts', 'utf8');
    expect(text.match(/privileges: \{[^}]*\}/gu)).toEqual(['privileges: { standard: true, secure: true }']);
    expect(filesWith(/registerSchemesAsPrivileged/u, 'src-main')).toEqual(['src-main/shell/app-scheme.ts']);
  });

  it('names ipcMain in the door’s file and where the shell opens it, and calls it in the door alone', () => {
    expect(filesWith(/\bipcMain\b/u, 'src-main')).toEqual(['src-main/ipc/door.ts', 'src-main/shell/start-shell.ts']);
    expect(filesWith(/\bipcMain\s*\./u, 'src-main')).toEqual(['src-main/ipc/door.ts']);
    expect(filesWith(/\bipcRenderer\b/u, 'src-preload')).toEqual(['src-preload/bridge.ts', 'src-preload/preload.ts']);
  });

  it('opens the person’s browser in one place, after the check', () => {
    expect(filesWith(/shell\.openExternal/u, 'src-main')).toEqual(['src-main/shell/electron-desktop.ts']);
  });

  it('starts no crash reporter', () => {
    expect(filesWith(/crashReporter/u, 'src-main', 'src-preload')).toEqual([]);
  });

  it('writes no markup from strings', () => {
    expect(filesWith(/dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/u, 'src-renderer')).toEqual([]);
  });
});
