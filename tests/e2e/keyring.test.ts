import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronCommand } from '../../scripts/launch/electron-command.ts';
import { prepareProgram } from '../../scripts/launch/prepare-launch.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import type { KeyringCall } from '../../src-main/keyring/keyring-rpc.ts';
import { KeyringSession } from '../support/keyring-session.ts';

/** The bundle of the keyring's process in a utility process of Electron, as the shell starts it. It says one line for each answer. */
const PROGRAM = `
const { app, utilityProcess } = require('electron');
const calls = JSON.parse(process.env.CALLS);
app.whenReady().then(() => {
  const child = utilityProcess.fork(process.env.BUNDLE, [], { serviceName: 'keyring', stdio: 'inherit', env: { ...process.env, LC_ALL: 'C' } });
  const next = (id) => (id < calls.length ? child.postMessage({ id, nativePath: process.env.NATIVE, call: calls[id] }) : app.exit(0));
  child.on('message', (message) => {
    process.stdout.write(JSON.stringify(message) + '\\n');
    next(message.id + 1);
  });
  next(0);
});
`;

describe('the keyring in Electron', () => {
  let folder: string;
  let display: VirtualDisplay;
  let session: KeyringSession;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-keyring-e2e-'));
    writeFileSync(join(folder, 'package.json'), '{"main":"main.js"}');
    writeFileSync(join(folder, 'main.js'), PROGRAM);
    display = await startVirtualDisplay();
    session = await KeyringSession.open();
    await session.start('unlocked');
  });
  afterAll(async () => {
    await session.close();
    await display.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the process answers to each call. */
  async function ask(calls: readonly KeyringCall[]): Promise<readonly unknown[]> {
    const runtime = await prepareProgram();
    const command = electronCommand(runtime, folder, {
      env: {
        ...(session.env as Record<string, string>),
        DISPLAY: display.display,
        BUNDLE: resolve('dist/keyring/keyring.js'),
        NATIVE: resolve('dist/native/keytar.node'),
        CALLS: JSON.stringify(calls),
      },
    });
    const child = spawn(command.executable, [...command.args], { env: command.env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    return said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as unknown);
  }

  it('keeps, reads and forgets secrets, which another program sees', async () => {
    const secret = 'clé 漢字 🔑';
    const answers = await ask([{ kind: 'probe' }, { kind: 'set', name: 'e2e', secret }, { kind: 'get', name: 'e2e' }]);
    expect(answers).toEqual([
      { kind: 'done', id: 0, value: true },
      { kind: 'done', id: 1, value: null },
      { kind: 'done', id: 2, value: secret },
    ]);
    expect(session.secretTool('e2e')).toBe(secret);
    expect(await ask([{ kind: 'delete', name: 'e2e' }, { kind: 'get', name: 'e2e' }])).toEqual([
      { kind: 'done', id: 0, value: true },
      { kind: 'done', id: 1, value: null },
    ]);
  });
});
