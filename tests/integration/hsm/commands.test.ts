import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOFTHSM_MODULE, SoftHsm } from '../../support/softhsm.ts';

/** What an operator types, as processes: a token made ready, an authority that serves from it, a rotation beside it. */
const MAIN = join(import.meta.dirname, '../../../src-server/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'clavis-hsm-commands-'));
const pinFile = join(folder, 'pin');
let hsm: SoftHsm;
let pin: string;

beforeAll(() => {
  hsm = new SoftHsm();
  ({ pin } = hsm.token('Clavis'));
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
});
afterAll(() => {
  hsm.remove();
  rmSync(folder, { recursive: true });
});

const environment = (changes: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env['PATH'],
  SOFTHSM2_CONF: process.env['SOFTHSM2_CONF'],
  CLAVIS_DATA_DIR: join(folder, 'data'),
  PKCS11_MODULE: SOFTHSM_MODULE,
  PKCS11_TOKEN_LABEL: 'Clavis',
  PKCS11_PIN_FILE: pinFile,
  ...changes,
});
const run = (command: string, env: ReturnType<typeof environment> = environment()) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command], { env, encoding: 'utf8' });
  return { status, out: stdout.trim().split('\n'), err: stderr.trim() };
};

describe('an operator with a token', () => {
  it('is told to make it ready before it serves', () => {
    const { status, err } = run('vault-status');
    expect([status, err]).toEqual([1, expect.stringContaining('holds no whole vault (missing: clavis mac, clavis seal, clavis card wrap, clavis admin master')]);
    expect(err).toContain('run init-vault');
  });

  it('makes it ready once; again changes nothing', () => {
    const first = run('init-vault');
    expect([first.status, first.err]).toEqual([0, '']);
    expect(first.out[0]).toMatch(/^made: clavis mac, clavis seal, /u);
    const again = run('init-vault');
    expect([again.status, again.out[0]]).toEqual([0, 'whole already, nothing was made']);
    expect(again.out.slice(1)).toEqual(first.out.slice(1));
    expect(first.out.slice(1)).toEqual([
      expect.stringMatching(/^vault: pkcs11, Clavis \(SoftHSM v2, [0-9a-f]+\)$/u),
      expect.stringMatching(/^signing key: receipts, P-256, sha256 of its SPKI [0-9a-f]{64}$/u),
      expect.stringMatching(/^signing key: audit-heads, P-256, /u),
      expect.stringMatching(/^admin master key: version 1, key check value [0-9A-F]{6}, current$/u),
    ]);
    expect(existsSync(join(folder, 'data', 'vault.json'))).toBe(false);
  });

  it('serves from it, rotates beside it; when it ends or is killed, its process of the module ends, too, even one that hangs', async () => {
    for (const end of ['SIGTERM', 'SIGKILL'] as const) {
      const authority = spawn(process.execPath, [MAIN], { env: environment(), stdio: ['ignore', 'pipe', 'ignore'] });
      const ended = once(authority, 'exit');
      const said = await Promise.race([once(authority.stdout, 'data'), ended.then(() => ['{}'])]);
      const { listening } = JSON.parse(String(said[0])) as { listening: string };
      const jwks = (await (await fetch(`${listening}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
      expect(jwks.keys).toHaveLength(2);
      const modules = childrenOf(authority.pid ?? 0);
      expect(modules).toHaveLength(1);
      if (end === 'SIGTERM') expect(run('rotate-admin-key')).toMatchObject({ status: 0, out: [expect.stringMatching(/^made: version 2, key check value [0-9A-F]{6}; /u)] });
      else process.kill(modules[0] ?? 0, 'SIGSTOP');
      authority.kill(end);
      await ended;
      await expect.poll(() => modules.filter(isRunning), { timeout: 15_000 }).toEqual([]);
    }
    expect(run('vault-status').out.slice(-2)).toEqual([expect.stringContaining('version 1'), expect.stringMatching(/version 2, .*, current$/u)]);
  });

  it('hears in one sentence what is wrong', () => {
    const wrong = join(folder, 'wrong-pin');
    writeFileSync(wrong, '0000-0000\n', { mode: 0o600 });
    expect(run('vault-status', environment({ PKCS11_PIN_FILE: wrong })).err).toContain('the token Clavis refuses the PIN; it was presented once, and is not again');
    chmodSync(wrong, 0o644);
    expect(run('vault-status', environment({ PKCS11_PIN_FILE: wrong })).err).toContain('can be read or written by others');
    const { PKCS11_MODULE: _, ...half } = environment();
    expect(spawnSync(process.execPath, [MAIN, 'vault-status'], { env: half, encoding: 'utf8' }).stderr).toContain('PKCS11_MODULE: is missing beside the other PKCS11 variables');
    expect(run('vault-status').status).toBe(0);
  });

  it('cannot put another vault under a database that was used with one', () => {
    const other = hsm.token('Other');
    writeFileSync(join(folder, 'other-pin'), `${other.pin}\n`, { mode: 0o600 });
    const elsewhere = environment({ PKCS11_TOKEN_LABEL: 'Other', PKCS11_PIN_FILE: join(folder, 'other-pin') });
    const refused = run('init-vault', elsewhere);
    expect([refused.status, refused.err]).toEqual([1, expect.stringContaining('this is not the vault that the database was used with')]);
    expect(run('vault-status', elsewhere).err).toContain('this is not the vault that the database was used with');
  });

  it('finds the PIN in nothing that was written', () => {
    const files = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name)).includes(pin), name).toBe(false);
  });
});

describe('a vault file', () => {
  it('that is gone from under a database in use is not made anew', () => {
    const env = { PATH: process.env['PATH'], CLAVIS_DATA_DIR: join(folder, 'file') };
    const command = (name: string) => spawnSync(process.execPath, [MAIN, name], { env, encoding: 'utf8' });
    expect(command('init-vault').stdout).toContain('vault: file');
    expect(command('rotate-admin-key').status).toBe(0);
    rmSync(join(folder, 'file', 'vault.json'));
    const refused = command('vault-status');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('is gone, and the database was used with it')]);
    expect(existsSync(join(folder, 'file', 'vault.json'))).toBe(false);
  });
});

/** Its children, as the kernel lists them (proc(5)). */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

/** Also false for one that ended and that nobody has waited for. */
function isRunning(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') X';
  return !/\) [XZ]/u.test(stat);
}
