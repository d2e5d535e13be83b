import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { _electron } from 'playwright';
import { startVirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { prepareLaunch } from '../../scripts/launch/prepare-launch.ts';

/** `nobody` of Debian: an ordinary user, with no home and no rights. */
const ORDINARY = { uid: 65_534, gid: 65_534 };

/**
 * A copy of the runtime that an ordinary user may start, with its setuid helper as an installed package has it. Hard links but for the
 * helper: its mode is its own.
 */
function installFor(folder: string, executable: string): string {
  const from = dirname(executable);
  const to = join(folder, 'electron');
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    // Another file system: no links across.
    execFileSync('cp', ['-a', from, to]);
  }
  rmSync(join(to, 'chrome-sandbox'));
  copyFileSync(join(from, 'chrome-sandbox'), join(to, 'chrome-sandbox'));
  chmodSync(join(to, 'chrome-sandbox'), 0o4755);
  chmodSync(to, 0o755);
  return join(to, 'electron');
}

function giveAway(path: string): void {
  chownSync(path, ORDINARY.uid, ORDINARY.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) giveAway(join(path, entry.name));
    else chownSync(join(path, entry.name), ORDINARY.uid, ORDINARY.gid);
  }
}

// An ordinary user's own run of this tier has the sandbox in every other test.
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('for an ordinary user', () => {
  it('the program runs inside Chromium’s sandbox', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-sandbox-'));
    chmodSync(folder, 0o755);
    const own = join(folder, 'own');
    mkdirSync(own);
    const display = await startVirtualDisplay();
    const launch = await prepareLaunch({ dataDir: join(own, 'data'), fresh: true });
    try {
      const electron = installFor(folder, launch.electron.executable);
      const program = join(folder, 'program');
      cpSync('dist', join(program, 'dist'), { recursive: true });
      copyFileSync('package.json', join(program, 'package.json'));
      const wrapper = join(folder, 'as-ordinary-user');
      writeFileSync(wrapper, `#!/bin/sh\nexec setpriv --reuid=${ORDINARY.uid} --regid=${ORDINARY.gid} --clear-groups '${electron}' "$@"\n`, { mode: 0o755 });
      giveAway(own);
      const app = await _electron.launch({
        executablePath: wrapper,
        chromiumSandbox: true,
        args: ['--log-level=3', program],
        env: { ...launch.electron.env, DISPLAY: display.display, HOME: own, TMPDIR: own, XDG_CONFIG_HOME: own, XDG_CACHE_HOME: own },
      });
      try {
        const page = await app.firstWindow();
        await page.locator('[data-testid="token-card"][data-blocked="true"]').waitFor();
        const main = await app.evaluate(({ app: program_, BrowserWindow }) => ({
          uid: process.getuid?.(),
          unsandboxed: program_.commandLine.hasSwitch('no-sandbox'),
          pid: process.pid,
          page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
        }));
        expect(main).toMatchObject({ uid: ORDINARY.uid, unsandboxed: false });
        const namespaceOf = (pid: number): string => readlinkSync(`/proc/${pid}/ns/pid`);
        expect(namespaceOf(main.page)).not.toBe(namespaceOf(main.pid));
        expect(readFileSync(`/proc/${main.page}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/mu);
      } finally {
        await app.close();
      }
    } finally {
      await launch.stop();
      await display.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
