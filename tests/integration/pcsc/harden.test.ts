import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';

/** Nobody: any user without rights. */
const ORDINARY_UID = 65_534;

/** A hardened Node of an ordinary user, and one that is not, seen by another process of the same user and by root. */
it('a hardened process leaves no core dump, and its own user cannot look into it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-harden-'));
  chmodSync(folder, 0o755);
  const node = join(folder, 'node');
  const addon = join(folder, 'clavis-pcsc.node');
  copyFileSync(process.execPath, node);
  copyFileSync(ADDON_PATH, addon);
  const asUser = process.getuid?.() === 0 ? { uid: ORDINARY_UID, gid: ORDINARY_UID } : {};
  const start = async (script: string) => {
    const child = spawn(node, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'], cwd: folder, ...asUser });
    const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    return { child, pid: child.pid ?? 0, said: said.trim() };
  };
  const peek = (pid: number): Promise<string> =>
    start(`try { require('fs').readFileSync('/proc/${pid}/environ'); require('fs').openSync('/proc/${pid}/mem'); console.log('seen') } catch (error) { console.log(error.code) }`).then(({ said }) => said);

  const plain = await start(`console.log('ready'); process.stdin.resume()`);
  const hard = await start(`console.log(JSON.stringify(require('${addon}').hardenProcess()) + require('fs').readdirSync('/proc/self/fd').length); process.stdin.resume()`);
  try {
    // What it needs of /proc/self it still reads.
    expect(hard.said).toMatch(/^\{"noCoreDump":true,"notDumpable":true\}\d+$/u);
    const core = /Max core file size\s+(\S+)\s+(\S+)/u.exec(readFileSync(`/proc/${hard.pid}/limits`, 'utf8'));
    expect(core?.slice(1)).toEqual(['0', '0']);
    expect([await peek(plain.pid), await peek(hard.pid)]).toEqual(['seen', 'EACCES']);
    const ended = once(hard.child, 'exit');
    hard.child.kill('SIGABRT');
    expect(await ended).toEqual([null, 'SIGABRT']);
    expect(readdirSync(folder).filter((name) => name.startsWith('core'))).toEqual([]);
    expect(existsSync(join(folder, 'core'))).toBe(false);
  } finally {
    plain.child.kill('SIGKILL');
    hard.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
