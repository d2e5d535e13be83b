import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mimeOf, resolveAppPath, servableFiles } from '../../../src-main/shell/resolve-app-path.ts';

const files = new Set(['index.html', 'assets/index-a1.js', 'assets/inter.woff2']);

describe('resolveAppPath', () => {
  it('finds the page and its files', () => {
    expect(resolveAppPath('app://clavis/', files)).toBe('index.html');
    expect(resolveAppPath('app://clavis/index.html', files)).toBe('index.html');
    expect(resolveAppPath('app://clavis/assets/index-a1.js', files)).toBe('assets/index-a1.js');
  });

  it.each([
    'app://clavis',
    'app://clavis/..',
    'app://clavis/../index.html',
    'app://clavis/assets/../index.html',
    'app://clavis/./index.html',
    'app://clavis/%2e%2e/index.html',
    'app://clavis/assets/%2e%2e/index.html',
    'app://clavis/assets%2findex-a1.js',
    'app://clavis/assets%5cindex-a1.js',
    'app://clavis/assets\\index-a1.js',
    'app://clavis/%252e%252e/index.html',
    'app://clavis/index.html%00',
    'app://clavis/index.html\0.png',
    'app://clavis//index.html',
    'app://clavis//etc/passwd',
    'app://clavis///server/share/index.html',
    'app://clavis/C:/index.html',
    'app://clavis/C%3A/index.html',
    'app://clavis/index.html.',
    'app://clavis/index.html ',
    'app://clavis/INDEX.HTML',
    'app://clavis/Assets/index-a1.js',
    'app://clavis/index.html?x',
    'app://clavis/?x',
    'app://clavis/index.html#x',
    'app://clavis/index.html/',
    'app://clavis/assets',
    'app://clavis/assets/',
    'app://clavis/__proto__',
    'app://clavis-evil/index.html',
    'app://clavis.evil/index.html',
    'app://clavis:80/index.html',
    'app://user@clavis/index.html',
    'app://evil/index.html',
    'APP://clavis/index.html',
    'file:///index.html',
    'index.html',
    '',
  ])('finds nothing at %j', (address) => {
    expect(resolveAppPath(address, files)).toBeNull();
  });
});

describe('servableFiles', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('lists ordinary files of known kinds, and neither links nor anything else', () => {
    const root = mkdtempSync(join(tmpdir(), 'clavis-files-'));
    folders.push(root);
    mkdirSync(join(root, 'app', 'assets'), { recursive: true });
    for (const name of ['index.html', 'assets/a.js', 'assets/a.js.map', 'notes.txt', '.env', 'assets/.hidden.js', 'a b.js', 'evil.html ']) {
      writeFileSync(join(root, 'app', name), 'x');
    }
    writeFileSync(join(root, 'outside.js'), 'x');
    symlinkSync(join(root, 'outside.js'), join(root, 'app', 'link.js'));
    symlinkSync(root, join(root, 'app', 'folder'));
    expect([...servableFiles(join(root, 'app'))].sort()).toEqual(['assets/a.js', 'index.html']);
  });
});

describe('mimeOf', () => {
  it('knows what the page is made of and nothing else', () => {
    expect(mimeOf('a/b.js')).toBe('text/javascript; charset=utf-8');
    expect(mimeOf('index.html')).toBe('text/html; charset=utf-8');
    expect([mimeOf('a.map'), mimeOf('a'), mimeOf('.js'), mimeOf('a.JS')]).toEqual([null, null, null, null]);
  });
});
