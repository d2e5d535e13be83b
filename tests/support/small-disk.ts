import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own in memory, so small that it fills up. Mounting takes root. */
export class SmallDisk {
  readonly folder: string;

  constructor(kib: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'clavis-disk-'));
    run('mount', ['-t', 'tmpfs', '-o', `size=${kib}k,mode=0700`, 'tmpfs', this.folder]);
    chmodSync(this.folder, 0o700);
  }

  setReadOnly(readOnly: boolean): void {
    run('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, this.folder]);
  }

  resize(kib: number): void {
    run('mount', ['-o', `remount,size=${kib}k`, this.folder]);
  }

  remove(): void {
    run('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): void {
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.error?.message ?? ran.stderr}`);
}
