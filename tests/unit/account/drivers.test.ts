import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedSoftwareSystem } from '../../../src-main/adapters/installed-software-system/installed-software-system.ts';
import type { AuthorityCalls } from '../../../src-main/ports/authority-calls.ts';
import { isOlder } from '../../../src-main/use-cases/drivers/compare-versions.ts';
import { driverRows, offeredHere } from '../../../src-main/use-cases/drivers/driver-rows.ts';
import { driverVerbs } from '../../../src-main/use-cases/drivers/driver-verbs.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { DriverReply } from '../../../src-shared/http/drivers.ts';
import { tokenView } from '../../support/fake-ports.ts';

const BYTES = new TextEncoder().encode('a driver');
const offer = (more: Partial<DriverReply> = {}): DriverReply => ({
  id: 'opensc-linux',
  names: { fr: 'OpenSC pour Linux', en: 'OpenSC for Linux' },
  models: ['key-b'],
  systems: [{ os: 'linux', arch: 'x64' }],
  version: '4.3.1',
  fileName: 'opensc.deb',
  size: BYTES.length,
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  needed: 'forOtherPrograms',
  ...more,
});
const states = (version: string | null, driver = offer()): readonly (readonly string[])[] =>
  driverRows({ tokens: [tokenView()], offered: [driver], installed: [{ id: 'm', name: 'OpenSC', version }], language: 'fr' }).map(({ id, state }) => [id, state]);

describe('what this system has and needs', () => {
  it.each([
    ['0.9.9', '0.10', true],
    ['1:4.2.0-3+deb12', '4.2.0', false],
    ['4.3', '4.3.1', true],
    ['4.3.1', '4.3', false],
    ['0.23.0-0.3+deb12u2', '0.24.0', true],
  ])('compares %s and %s', (one, other, older) => {
    expect(isOlder(one, other)).toBe(older);
  });

  it('says what is there, what is old, what is missing and what nobody needs', () => {
    expect(states('4.3.1-1')).toEqual([['clavis', 'notNeeded'], ['opensc-linux', 'installed']]);
    expect(states('4.2.9')).toEqual([['clavis', 'notNeeded'], ['opensc-linux', 'outdated']]);
    expect(states(null)).toEqual([['clavis', 'notNeeded'], ['opensc-linux', 'unknown']]);
    const other = offer({ id: 'autre', names: { fr: 'Autre', en: 'Other' } });
    expect(states('1.0', other)).toEqual([['clavis', 'notNeeded'], ['autre', 'missing'], ['m', 'installed']]);
    expect(states('1.0', { ...other, needed: 'never' })[1]).toEqual(['autre', 'notNeeded']);
    expect(driverRows({ tokens: [], offered: [], installed: [], language: 'fr' })).toEqual([]);
  });

  it('offers what is for this system', () => {
    expect(offeredHere([offer()], 'linux', 'x64')).toHaveLength(1);
    expect(offeredHere([offer()], 'linux', 'arm64')).toHaveLength(0);
    expect(offeredHere([offer()], 'win32', 'x64')).toHaveLength(0);
  });
});

describe('a download', () => {
  const verbs = (driver: DriverReply, bytes: Uint8Array = BYTES) => {
    const saved: string[] = [];
    const call = async (route: string) => (route === 'listDrivers' ? { drivers: [driver] } : { bytes, type: '', fileName: null, maxAge: 0 });
    const made = driverVerbs({
      calls: { host: 'h', call } as unknown as AuthorityCalls,
      software: { list: async () => [] },
      clock: { now: () => 5, monotonic: () => 0, sleep: async () => undefined },
      settings: { get: () => ({ language: 'fr', pkcs11Modules: [] }), set: () => undefined },
      desktop: { saveFile: async ({ suggestedName }) => saved.push(suggestedName) > 0 },
      system: () => ({ os: 'Debian GNU', osVersion: '12', architecture: 'x64', session: 'local', sandbox: 'none' }),
      platform: 'linux',
      tokens: () => [],
    });
    return { made, saved };
  };

  it('is saved where its bytes are those of the list', async () => {
    const { made, saved } = verbs(offer());
    expect(await made['drivers.download']({ id: 'opensc-linux' })).toEqual({ saved: true });
    expect(saved).toEqual(['opensc.deb']);
    await expect(made['drivers.download']({ id: 'another' })).rejects.toMatchObject({ code: 'notFound' });
  });

  it('is not even asked about where they are not', async () => {
    for (const bytes of [new TextEncoder().encode('a driveR'), new Uint8Array(), BYTES.slice(1)]) {
      const { made, saved } = verbs(offer(), bytes);
      await expect(made['drivers.download']({ id: 'opensc-linux' })).rejects.toBeInstanceOf(AppError);
      expect(saved).toEqual([]);
    }
  });
});

it('asks the system’s list of packages which version a module has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-modules-'));
  try {
    const path = join(folder, 'opensc-pkcs11.so');
    writeFileSync(path, '');
    const asked: string[] = [];
    const software = installedSoftwareSystem({
      search: () => ({ platform: 'linux', added: [], known: [{ name: 'OpenSC', paths: [path] }], p11KitFolders: [] }),
      ask: async (program, args) => {
        asked.push(`${program} ${args.join(' ')}`);
        return args[0] === '--search' ? `opensc-pkcs11:amd64: ${path}\n` : '0.23.0-0.3+deb12u2\n';
      },
    });
    expect(await software.list()).toMatchObject([{ name: 'OpenSC', version: '0.23.0-0.3+deb12u2' }]);
    expect(asked).toEqual([`dpkg-query --search -- ${path}`, 'dpkg-query --show --showformat=${Version}\\n -- opensc-pkcs11']);
    const silent = installedSoftwareSystem({ search: () => ({ platform: 'linux', added: [path], known: [], p11KitFolders: [] }), ask: async () => null });
    expect(await silent.list()).toMatchObject([{ name: 'opensc-pkcs11.so', version: null }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
