import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../scripts/with-lock.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-lock-'));
  lock = join(folder, 'deep', 'work.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('withLock', () => {
  it('lets one in at a time, and the lock go whatever happens', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      if (most > 1) throw new Error('two inside');
    };
    await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
    expect(most).toBe(1);
    await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over the lock of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await withLock(lock, async () => undefined);
    writeFileSync(lock, String(gone));
    expect(await withLock(lock, async () => 'done')).toBe('done');
  });

  it('waits for a living process', async () => {
    await withLock(lock, async () => undefined);
    writeFileSync(lock, String(process.ppid));
    let done = false;
    const waiting = withLock(lock, async () => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(done).toBe(false);
    rmSync(lock);
    await waiting;
    expect(done).toBe(true);
  });
});
