import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const UNIT = new URL('../../../packaging/authority/clavis-authority.service', import.meta.url);
/** `systemd-analyze security`: 0 is closed, 10 is open; tenths. */
const EXPOSURE_MAX = 20;

let dir: string;
let unit: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-unit-'));
  unit = join(dir, 'clavis-authority.service');
  // The program is where it is installed, which is not here.
  writeFileSync(unit, readFileSync(UNIT, 'utf8').replace(/^ExecStart=\S+/mu, `ExecStart=${process.execPath}`));
});
afterAll(() => rmSync(dir, { recursive: true }));

const analyze = (...args: readonly string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

describe('the unit of systemd', () => {
  it('is understood to the last line', () => {
    const { status, stdout, stderr } = analyze('verify', unit);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('exposes little', () => {
    const { status, stdout } = analyze('security', '--offline=true', `--threshold=${EXPOSURE_MAX}`, unit);
    expect(status, stdout).toBe(0);
  });

  it('holds no secret and hands them over as credentials', () => {
    const text = readFileSync(UNIT, 'utf8');
    expect(text).not.toMatch(/Environment=(?:DATABASE_URL|SMTP_URL|PKCS11_PIN|CLAVIS_VAULT_PASSPHRASE)=/u);
    const credentials = [...text.matchAll(/^LoadCredential=([\w-]+):/gmu)].map(([, name]) => name);
    expect(credentials).toEqual(['database-url', 'smtp-url', 'pkcs11-pin']);
    for (const name of credentials) expect(text).toContain(`_FILE=%d/${name ?? ''}`);
  });
});
