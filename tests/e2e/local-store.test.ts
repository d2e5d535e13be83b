import { createPackageWithOptions } from '@electron/asar';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronCommand } from '../../scripts/launch/electron-command.ts';
import { prepareProgram } from '../../scripts/launch/prepare-launch.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { change, item } from '../support/store-fixture.ts';

/** The bundle of the copy's thread in Electron's main process, out of a folder and out of an archive. It says one line for each answer. */
const PROGRAM = `
const { app } = require('electron');
const { Worker } = require('node:worker_threads');
const { join } = require('node:path');
const calls = JSON.parse(process.env.CALLS, (name, value) => (name === 'key' ? new Uint8Array(Buffer.from(value, 'hex')) : value));
app.whenReady().then(() => {
  const worker = new Worker(join(__dirname, 'local-store', 'local-store.js'));
  const next = (id) => (id < calls.length ? worker.postMessage({ id, call: calls[id] }) : worker.terminate().then(() => app.exit(0)));
  worker.on('error', (error) => { process.stdout.write(JSON.stringify({ error: String(error) }) + '\\n'); app.exit(1); });
  worker.on('message', (message) => {
    process.stdout.write(JSON.stringify(message) + '\\n');
    next(message.id + 1);
  });
  next(0);
});
`;

describe('the local copy in Electron', () => {
  let folder: string;
  let display: VirtualDisplay;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-store-e2e-'));
    display = await startVirtualDisplay();
    await prepareProgram();
    const program = join(folder, 'program');
    mkdirSync(program);
    writeFileSync(join(program, 'package.json'), '{"main":"main.js","type":"commonjs"}');
    writeFileSync(join(program, 'main.js'), PROGRAM);
    cpSync('dist/local-store', join(program, 'local-store'), { recursive: true });
    writeFileSync(join(program, 'local-store', 'package.json'), '{"type":"module"}');
    cpSync('dist/native', join(program, 'native'), { recursive: true });
    await createPackageWithOptions(program, join(folder, 'program.asar'), { unpack: '*.node' });
  });
  afterAll(async () => {
    await display.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(program: string, calls: readonly { readonly method: string; readonly args: readonly unknown[] }[]): Promise<readonly unknown[]> {
    const runtime = await prepareProgram();
    const command = electronCommand(runtime, join(folder, program), { env: { DISPLAY: display.display, CALLS: JSON.stringify(calls) } });
    const child = spawn(command.executable, [...command.args], { env: command.env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    return said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { readonly value?: unknown }).value ?? JSON.parse(line));
  }

  it.each(['program', 'program.asar'])('is written, sealed and read again, from %s', async (program) => {
    const copies = join(folder, `copies of ${program}`);
    const open = { method: 'open', args: [{ folder: copies, name: 'a'.repeat(32), key: '7f'.repeat(32), keyIsNew: false, now: 1, addon: resolve('dist/native/sqlite.node') }] };
    const items = Array.from({ length: 300 }, (_, index) => item(`r${String(index).padStart(4, '0')}`, 1, index === 7 ? { data: null } : {}));
    const queued = change();
    const written = await ask(program, [
      open,
      { method: 'apply', args: [{ items, cursor: 'c1', upToDateAt: 5 }] },
      { method: 'enqueue', args: [queued] },
      { method: 'markUnanswered', args: [queued.id, 'authorityUnreachable'] },
      { method: 'close', args: [] },
    ]);
    expect(written[0]).toEqual({ where: { place: 'disk' }, setAside: null });
    expect(readFileSync(join(copies, `${'a'.repeat(32)}.account`)).includes('Camille')).toBe(false);
    const read = await ask(program, [
      open,
      { method: 'mark', args: [] },
      { method: 'page', args: ['request', ''] },
      { method: 'read', args: ['request', 'r0299'] },
      { method: 'next', args: [] },
      { method: 'settle', args: [queued.id, [item('r0001', 2)]] },
      { method: 'changes', args: [] },
      { method: 'wipe', args: [] },
    ]);
    expect(read[0]).toEqual({ where: { place: 'disk' }, setAside: null });
    expect(read[1]).toEqual({ cursor: 'c1', syncedAt: 5 });
    expect(read[2]).toEqual({ objects: items.filter(({ data }) => data !== null).slice(0, 250), more: true });
    expect(read[3]).toEqual(items[299]);
    expect(read[4]).toEqual({ ...queued, state: 'sending', attempts: 0, problem: 'authorityUnreachable' });
    expect(read[6]).toEqual([]);
    expect(readdirSync(copies)).toEqual([]);
  });
});
