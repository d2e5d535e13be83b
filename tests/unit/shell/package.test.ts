import { FuseV1Options } from '@electron/fuses';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FUSES } from '../../../scripts/package/fuses.ts';

const builder = readFileSync('electron-builder.yml', 'utf8');

/** Entries of a list at the top level of the file. */
function listOf(key: string): readonly string[] {
  const block = new RegExp(`^${key}:\\n((?: {2}- .*\\n)+)`, 'mu').exec(builder)?.[1] ?? '';
  return block
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^ {2}- /u, ''));
}

describe('the package', () => {
  it('holds the bundles and nothing else', () => {
    expect(listOf('files')).toEqual([
      '"!**/*"',
      'package.json',
      'dist/main/main.js',
      'dist/card-host/card-host.js',
      'dist/pkcs11/pkcs11.js',
      'dist/keyring/keyring.js',
      'dist/local-store/local-store.js',
      'dist/preload/preload.cjs',
      'dist/renderer/index.html',
      'dist/renderer/assets/*.{js,css,woff2}',
      'dist/native/*.node',
    ]);
    expect(builder).toContain('\nasar: true\n');
    // The system's loader reads addons from the disk.
    expect(builder).toContain('\nasarUnpack: dist/native/*.node\n');
    expect(builder).not.toMatch(/extraResources|extraFiles/u);
  });

  it('sets all nine fuses, each as it must be', () => {
    const fuses = Object.values(FuseV1Options).filter((option) => typeof option === 'number');
    expect(fuses).toHaveLength(9);
    expect(FUSES.strictlyRequireAllFuses).toBe(true);
    const on = fuses.filter((option) => FUSES[option] === true).map((option) => FuseV1Options[option]);
    const off = fuses.filter((option) => FUSES[option] === false).map((option) => FuseV1Options[option]);
    expect(on).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'WasmTrapHandlers']);
    expect(off).toEqual([
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'LoadBrowserProcessSpecificV8Snapshot',
      'GrantFileProtocolExtraPrivileges',
    ]);
    expect(builder).toContain('\nafterPack: ./scripts/package/after-pack.ts\n');
  });

  it('answers to the scheme of the links, and takes none of them for a switch', () => {
    expect(builder).toContain('schemes: [clavis]');
    expect(builder.match(/executableArgs:.*/gu)).toEqual(['executableArgs: ["--"]']);
    expect(readFileSync('src-main/shell/receive-deep-links.ts', 'utf8')).toContain("setAsDefaultProtocolClient(APP_SCHEME, process.execPath, ['--'])");
  });
});
