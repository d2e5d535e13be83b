import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findModules, isModuleFile, moduleIdOf } from '../../../src-main/pkcs11/find-modules.ts';
import { KNOWN_MODULES } from '../../../src-main/pkcs11/known-modules.ts';

const folder = mkdtempSync(join(tmpdir(), 'clavis-modules-'));
const at = (name: string): string => join(folder, name);
for (const name of ['kit', 'lib']) mkdirSync(at(name));
for (const name of ['known.so', 'lib/by-name.so', 'lib/p11-kit-trust.so', 'added.so']) writeFileSync(at(name), '');
symlinkSync(at('known.so'), at('same.so'));
writeFileSync(at('kit/a.module'), '# a comment\nmodule: by-name.so\npriority: 1\n');
writeFileSync(at('kit/b.module'), 'module: p11-kit-trust.so\n');
writeFileSync(at('kit/c.module'), 'module: ../kit/a.module\n');
writeFileSync(at('kit/d.module'), `module: ${at('absent.so')}\n`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const search = (added: readonly string[]) =>
  findModules({
    platform: 'linux',
    added,
    known: [{ name: 'Known', paths: [at('absent.so'), at('known.so')] }],
    p11KitFolders: [at('kit'), at('no-such-folder')],
    p11KitLibraries: [at('lib')],
  });

describe('modules', () => {
  it('are the known ones, p11-kit’s and the added ones that are there, each once', () => {
    const found = search([at('added.so'), at('same.so'), at('absent.so'), 'added.so', `${folder}/../${folder.split('/').at(-1) ?? ''}/known.so`, folder]);
    expect(found.map(({ name, source }) => `${name} ${source}`)).toEqual(['Known known', 'by-name.so known', 'added.so settings']);
  });

  it('have an id that is stable and tells no path', () => {
    const [, , added] = search([at('added.so')]);
    expect(added?.moduleId).toBe(moduleIdOf(at('added.so')));
    expect(added?.moduleId).toMatch(/^[0-9a-f]{32}$/u);
  });

  it('are never relative', () => {
    expect(isModuleFile('known.so', 'linux')).toBe(false);
    expect(isModuleFile('./known.so', 'linux')).toBe(false);
    expect(isModuleFile('known.dll', 'win32')).toBe(false);
    const paths = Object.entries(KNOWN_MODULES).flatMap(([platform, known]) => known.flatMap((module) => module.paths.map((path) => ({ platform, path }))));
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter(({ platform, path }) => !(platform === 'win32' ? /^C:\\/u : /^\//u).test(path))).toEqual([]);
  });
});
