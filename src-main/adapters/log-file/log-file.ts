import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** The file is renamed to `.1` when it passes this many bytes; one older file is kept. */
const ROTATE_AT = 1024 * 1024;

/** JSON lines in `folder/clavis.log`, mode 0600. A log that cannot be written is no reason to stop: the line is dropped. */
export function logFile(folder: string, clock: Clock): Log {
  const path = join(folder, 'clavis.log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    event(name, fields = {}) {
      const line = JSON.stringify({ at: new Date(clock.now()).toISOString(), event: name, ...fields });
      try {
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT) renameSync(path, `${path}.1`);
        appendFileSync(path, `${line}\n`, { mode: 0o600 });
      } catch (error) {
        process.stderr.write(`log not written: ${error instanceof Error ? error.name : 'error'}\n`);
      }
    },
  };
}
