import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `nobody` and `nogroup` of Debian: owns nothing, may do nothing. */
const NOBODY = 65_534;

const isRoot = process.getuid?.() === 0;

/**
 * Lets a program be started as an ordinary user by whoever runs the tests. For root: its sandbox helper becomes setuid root, as
 * packages install it, and a script beside it gives root up before anything of it runs.
 * @param folder folder of the program; a copy of the test's own
 * @param owned folders that the ordinary user has to own
 * @returns what to start in place of the executable
 */
export function asOrdinaryUser(folder: string, executable: string, owned: readonly string[]): string {
  if (!isRoot) return join(folder, executable);
  const helper = join(folder, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
  for (const path of owned) {
    if (spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, path]).status !== 0) throw new Error(`chown ${path} failed`);
  }
  const script = join(folder, 'as-ordinary-user.sh');
  writeFileSync(script, `#!/bin/sh\nexec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups -- '${join(folder, executable)}' "$@"\n`, { mode: 0o755 });
  return script;
}
