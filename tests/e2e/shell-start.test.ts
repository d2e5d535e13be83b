import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { startClavis } from '../support/electron-app.ts';

describe('a start with a link', () => {
  it('shows the page of the link and does nothing with it', async () => {
    const clavis = await startClavis({ args: ['--', `clavis://unblock/${'K'.repeat(43)}`] });
    try {
      const log = readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8');
      expect(log).toContain('"event":"link.received","wellFormed":true');
      expect(log).not.toContain('K'.repeat(43));
      await clavis.page.getByRole('button', { name: /débloquer|commencer|continuer/iu }).first().waitFor();
      expect(clavis.page.url()).toBe('app://clavis/');
      expect(clavis.launch.authority.log()).not.toContain('/sessions');
    } finally {
      await clavis.close();
    }
  });

  it('of an account’s mail shows its page and does nothing with it', async () => {
    const clavis = await startClavis({ args: ['--', `clavis://account/${'K'.repeat(43)}`] });
    try {
      await clavis.page.getByRole('heading', { level: 1, name: 'Un lien de confirmation est arrivé' }).waitFor();
      expect(clavis.page.url()).toBe('app://clavis/');
      const log = readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8');
      expect(log).toContain('"event":"link.received","wellFormed":true');
      expect(log).not.toContain('K'.repeat(43));
      expect(clavis.launch.authority.log()).not.toContain('/v1/accounts/confirmations');
    } finally {
      await clavis.close();
    }
  });
});

describe('npm start', () => {
  let dataDir: string;
  let display: VirtualDisplay;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'clavis-start-'));
    display = await startVirtualDisplay();
  });
  afterEach(async () => {
    await display.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (env: Readonly<Record<string, string>>): ChildProcess & { readonly said: () => string } => {
    const child = spawn(process.execPath, ['scripts/start.ts'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WAYLAND_DISPLAY: '', CLAVIS_REHEARSAL_DIR: dataDir, ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
    return Object.assign(child, { said: () => said });
  };

  it('says what to run instead where there is no display', async () => {
    const child = start({ DISPLAY: '' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(child.said().trim().split('\n')).toHaveLength(1);
    expect(child.said()).toContain('npm run demo');
  });

  it('ends everything it started when it is told to stop', async () => {
    const child = start({ DISPLAY: display.display });
    const log = join(dataDir, 'app', 'logs', 'clavis.log');
    await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8').includes('"event":"started"'), { timeout: 60_000 }).toBe(true);
    const authority = /Authority at (\S+),/u.exec(child.said())?.[1] ?? '';
    expect((await fetch(`${authority}/v1/health`).catch(() => fetch(authority))).status).toBeLessThan(500);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    await expect(fetch(authority)).rejects.toThrow();
    expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).toContain('"event":"stopped"');
  });
});
