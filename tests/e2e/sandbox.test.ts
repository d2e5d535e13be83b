import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { HOLD_READY, launchWatched } from '../../scripts/launch/launch-watched.ts';
import { prepareLaunch } from '../../scripts/launch/prepare-launch.ts';
import { startVirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';

it('the development build, too, runs inside Chromium’s sandbox for an ordinary user', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-sandbox-'));
  chmodSync(folder, 0o755);
  const own = join(folder, 'own');
  mkdirSync(own);
  const display = await startVirtualDisplay();
  const launch = await prepareLaunch({ dataDir: join(own, 'data'), fresh: true });
  try {
    const runtime = join(folder, 'electron');
    cpSync(dirname(launch.electron.executable), runtime, { recursive: true });
    const program = join(folder, 'program');
    cpSync('dist', join(program, 'dist'), { recursive: true });
    cpSync('package.json', join(program, 'package.json'));
    const holdReady = join(folder, 'hold-ready.cjs');
    cpSync(HOLD_READY, holdReady);
    const command = {
      executable: asOrdinaryUser(runtime, 'electron', [own]),
      args: ['--log-level=3', program],
      env: { ...launch.electron.env, DISPLAY: display.display, HOME: own, TMPDIR: own, XDG_CONFIG_HOME: own, XDG_CACHE_HOME: own },
    };
    const app = await launchWatched(command, { chromiumSandbox: true, holdReady });
    try {
      const page = await app.firstWindow();
      await page.locator('[data-testid="token-card"][data-blocked="true"]').waitFor();
      const main = await app.evaluate(({ app: program_, BrowserWindow }) => ({
        uid: process.getuid?.(),
        unsandboxed: program_.commandLine.hasSwitch('no-sandbox'),
        pid: process.pid,
        page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
      }));
      expect(main.unsandboxed).toBe(false);
      expect(main.uid).not.toBe(0);
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
