import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareProgram } from '../../scripts/launch/prepare-launch.ts';
import { stopChild } from '../../scripts/launch/stop-child.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { finishPackage } from '../../scripts/package/after-pack.ts';
import { FUSES } from '../../scripts/package/fuses.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';

/**
 * The package as electron-builder makes it, with whatever Electron is at hand in place of the one that ships: what is in it, and
 * what it does with the switches and variables that turn an Electron into something else. Run by an ordinary user.
 */
let folder: string;
let unpacked: string;
let home: string;
let executable: string;
let display: VirtualDisplay;

beforeAll(async () => {
  const runtime = await prepareProgram();
  display = await startVirtualDisplay();
  folder = mkdtempSync(join(tmpdir(), 'clavis-package-'));
  chmodSync(folder, 0o755);
  const dist = join(folder, 'electron');
  cpSync(dirname(runtime.executable), dist, { recursive: true, filter: (source) => !source.endsWith('default_app.asar') });
  // The stand-in for the Electron that ships may be too old to have the newest fuses; all that it has are set.
  const wire = await getCurrentFuseWire(runtime.executable);
  const present = Object.entries(FUSES).filter(([key]) => !/^\d+$/u.test(key) || Object.hasOwn(wire, key));
  const fuses = { ...Object.fromEntries(present), version: FUSES.version, strictlyRequireAllFuses: false } as const;
  await build({
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      electronDist: dist,
      electronVersion: runtime.version,
      directories: { output: join(folder, 'out') },
      afterPack: (context) => finishPackage(context, fuses),
    },
  });
  unpacked = join(folder, 'out', 'linux-unpacked');
  home = join(folder, 'home');
  mkdirSync(home);
  executable = asOrdinaryUser(unpacked, 'clavis', [home]);
}, 180_000);
/** As if it had never been started. */
const forget = (): void => rmSync(join(home, '.config'), { recursive: true, force: true });
beforeEach(forget);
afterAll(async () => {
  await display.stop();
  rmSync(folder, { recursive: true, force: true });
});

const log = (): string => {
  const file = join(home, '.config', 'clavis', 'logs', 'clavis.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** Starts the packaged program. The authority it is told of is not there: it starts all the same. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(executable, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, DISPLAY: display.display, CLAVIS_AUTHORITY_URL: 'http://127.0.0.1:9', ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, said: () => said };
}

/** Starts, waits until the program says that it runs, and ends it. Gives what it wrote meanwhile. */
async function runUntilStarted(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  forget();
  const { child, said } = start(args, env);
  try {
    await expect.poll(log, { timeout: 30_000 }).toContain('"event":"started"');
  } finally {
    await stopChild(child);
  }
  // Told to end while its page was still loading: an orderly end all the same.
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  return said();
}

interface ArchiveFolder {
  readonly files: Readonly<Record<string, Partial<ArchiveFolder>>>;
}

/** Paths of the files in an asar archive: a Chromium pickle with the length of a JSON text at byte 12 and the text after it. */
function filesIn(archive: Buffer): string[] {
  const list = (parent: ArchiveFolder, prefix: string): string[] =>
    Object.entries(parent.files).flatMap(([name, { files }]) => (files === undefined ? [`${prefix}/${name}`] : list({ files }, `${prefix}/${name}`)));
  return list(JSON.parse(archive.subarray(16, 16 + archive.readUInt32LE(12)).toString('utf8')) as ArchiveFolder, '');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the package', () => {
  it('holds one archive with the bundles, no default application, no maps, tests, sources or keys', () => {
    expect(readdirSync(join(unpacked, 'resources')).toSorted()).toEqual(['app.asar', 'app.asar.unpacked']);
    expect(readdirSync(join(unpacked, 'resources', 'app.asar.unpacked'), { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
      'dist',
      'dist/native',
      'dist/native/clavis-pcsc.node',
      'dist/native/keytar.node',
      'dist/native/pkcs11.node',
      'dist/native/sqlite.node',
    ]);
    const archive = readFileSync(join(unpacked, 'resources', 'app.asar'));
    const files = filesIn(archive).map((path) => path.replace(/-[\w-]{8}\./u, '-HASH.'));
    expect(files.sort()).toEqual([
      '/dist/card-host/card-host.js',
      '/dist/keyring/keyring.js',
      '/dist/local-store/local-store.js',
      '/dist/main/main.js',
      '/dist/native/clavis-pcsc.node',
      '/dist/native/keytar.node',
      '/dist/native/pkcs11.node',
      '/dist/native/sqlite.node',
      '/dist/pkcs11/pkcs11.js',
      '/dist/preload/preload.cjs',
      '/dist/renderer/assets/index-HASH.css',
      '/dist/renderer/assets/index-HASH.js',
      '/dist/renderer/assets/inter-cyrillic-ext-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-cyrillic-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-greek-ext-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-greek-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-latin-ext-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-latin-wght-normal-HASH.woff2',
      '/dist/renderer/assets/inter-vietnamese-wght-normal-HASH.woff2',
      '/dist/renderer/index.html',
      '/package.json',
    ]);
    expect(archive.toString('latin1')).not.toMatch(/sourceMappingURL=|--no-sandbox|BEGIN (?:RSA |EC )?PRIVATE KEY/u);
  });

  it('has its fuses blown as written down', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'clavis'));
    const options = Object.values(FuseV1Options).filter((option): option is FuseV1Options => typeof option === 'number' && wire[option] !== undefined);
    expect(options.length).toBeGreaterThanOrEqual(8);
    const expected = options.map((option) => [FuseV1Options[option], FUSES[option] === true ? FuseState.ENABLE : FuseState.DISABLE]);
    expect(options.map((option) => [FuseV1Options[option], wire[option]])).toEqual(expected);
  });

  it('starts, in its own folder whatever a development variable says', async () => {
    await runUntilStarted([], { CLAVIS_USER_DATA: join(home, 'elsewhere') });
    expect(existsSync(join(home, 'elsewhere'))).toBe(false);
  });

  it('runs no script given by ELECTRON_RUN_AS_NODE', async () => {
    const marker = join(home, 'node');
    const said = await runUntilStarted(['-e', `require('fs').writeFileSync('${marker}', 'x')`], { ELECTRON_RUN_AS_NODE: '1' });
    expect(existsSync(marker)).toBe(false);
    expect(said).not.toContain('SyntaxError');
  });

  it('loads no code given by NODE_OPTIONS or -r', async () => {
    const marker = join(home, 'required');
    const script = join(folder, 'evil.cjs');
    writeFileSync(script, `require('fs').writeFileSync('${marker}', 'x');`);
    await runUntilStarted(['-r', script, `--require=${script}`], { NODE_OPTIONS: `--require=${script}` });
    expect(existsSync(marker)).toBe(false);
  });

  it('opens no inspector, neither when started nor by a signal', async () => {
    const port = await freePort();
    const { child, said } = start([`--inspect=127.0.0.1:${port}`, `--inspect-brk=127.0.0.1:${port}`]);
    try {
      await expect.poll(log, { timeout: 30_000 }).toContain('"event":"started"');
      child.kill('SIGUSR1');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await expect(fetch(`http://127.0.0.1:${port}/json`)).rejects.toThrow();
      await expect(fetch('http://127.0.0.1:9229/json')).rejects.toThrow();
      expect(said()).not.toContain('Debugger listening');
    } finally {
      await stopChild(child);
    }
  });

  it('ignores an application beside its archive', async () => {
    const marker = join(home, 'beside');
    const beside = join(unpacked, 'resources', 'app');
    mkdirSync(beside);
    writeFileSync(join(beside, 'package.json'), '{"name":"evil","main":"main.js"}');
    writeFileSync(join(beside, 'main.js'), `require('fs').writeFileSync('${marker}', 'x');`);
    try {
      await runUntilStarted([]);
      await runUntilStarted([beside]);
    } finally {
      rmSync(beside, { recursive: true });
    }
    expect(existsSync(marker)).toBe(false);
  });

  it.each(['--no-sandbox', '--remote-debugging-port=0', '--remote-debugging-pipe', '--disable-web-security', '--gpu-launcher=true', '--renderer-cmd-prefix=true'])(
    'does not start with %s',
    async (argument) => {
      const { child, said } = start([argument]);
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(said()).toContain('Clavis does not start with the switch');
      expect(log()).toBe('');
    },
  );
});
