import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDrivers } from '../../src-server/catalogue/drivers.ts';
import { AuthorityFixture } from './authority-fixture.ts';

const BYTES = Buffer.from('\0\u0001not a program', 'utf8');
const DRIVER = {
  id: 'module-c',
  names: { fr: 'Module C', en: 'Module C' },
  models: ['key-b'],
  systems: [{ os: 'linux', arch: 'x64' }],
  version: '2.0.1',
  fileName: 'module-c_2.0.1.deb',
  needed: 'always',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-drivers-'));
  writeFileSync(join(folder, DRIVER.fileName), BYTES);
  write([DRIVER]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (drivers: readonly unknown[]): void => writeFileSync(join(folder, 'drivers.json'), JSON.stringify({ drivers }));

describe('drivers of a provider', () => {
  let authority: AuthorityFixture;
  beforeEach(async () => {
    authority = await AuthorityFixture.open({ config: { driversDir: folder } });
  });
  afterEach(() => authority.close());

  it('are told to everybody with size and digest, and sent as they were when it started', async () => {
    const sha256 = createHash('sha256').update(BYTES).digest('hex');
    expect((await authority.call('listDrivers')).body()).toEqual({ drivers: [{ ...DRIVER, size: BYTES.length, sha256 }] });
    writeFileSync(join(folder, DRIVER.fileName), 'somebody else’s');
    const reply = await authority.call('downloadDriver', { params: { driverId: DRIVER.id } });
    expect(reply.status).toBe(200);
    expect(Buffer.from(reply.bytes).equals(BYTES)).toBe(true);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${DRIVER.fileName}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('are found by their id and by nothing else', async () => {
    for (const driverId of ['module-d', '..', 'drivers.json', DRIVER.fileName, '../drivers.json']) {
      expect((await authority.call('downloadDriver', { params: { driverId } })).refusal().code).toBe('notFound');
    }
  });
});

it('drivers of the rehearsal are there without a folder', async () => {
  const authority = await AuthorityFixture.open();
  const { drivers } = (await authority.call('listDrivers')).body();
  expect(drivers.length).toBeGreaterThan(1);
  for (const { id, sha256, size } of drivers) {
    const { bytes } = await authority.call('downloadDriver', { params: { driverId: id } });
    expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([size, sha256]);
  }
  await authority.close();
});

describe('a folder that is wrong stops the start with one sentence', () => {
  it.each([
    ['a driver twice', [DRIVER, DRIVER], 'drivers.json: drivers: two drivers have one id'],
    ['a key too many', [{ ...DRIVER, sha256: 'a'.repeat(64) }], 'drivers.json: drivers.0'],
    ['a name that leads elsewhere', [{ ...DRIVER, fileName: '../module.deb' }], 'drivers.json: drivers.0.fileName'],
    ['a file that is not there', [{ ...DRIVER, fileName: 'other.deb' }], 'other.deb is no file of it'],
    ['a link', [{ ...DRIVER, fileName: 'link.deb' }], 'link.deb is no file of it'],
    ['an empty file', [{ ...DRIVER, fileName: 'empty.deb' }], 'empty.deb is empty'],
  ])('%s', (_, drivers, sentence) => {
    symlinkSync(join(folder, DRIVER.fileName), join(folder, 'link.deb'));
    writeFileSync(join(folder, 'empty.deb'), '');
    write(drivers);
    expect(() => readDrivers(folder)).toThrow(`CLAVIS_DRIVERS_DIR: ${sentence}`);
  });

  it('no list, or one that is no JSON', () => {
    writeFileSync(join(folder, 'drivers.json'), '{');
    expect(() => readDrivers(folder)).toThrow('CLAVIS_DRIVERS_DIR: drivers.json is no JSON');
    rmSync(join(folder, 'drivers.json'));
    expect(() => readDrivers(folder)).toThrow('CLAVIS_DRIVERS_DIR: drivers.json is no file of it');
  });
});
