import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnNodeHost } from '../../src-main/adapters/card-host-process/host-child.ts';
import type { KeyringProcessDeps } from '../../src-main/adapters/keyring-process/keyring-process.ts';
import { KEYTAR_PATH } from '../../scripts/native-paths.ts';

const PASSWORD = 'correct horse';
const ENTRY = join(import.meta.dirname, '../../src-main/keyring/keyring-process.ts');

/**
 * A session bus and a gnome-keyring of the test's own, all their files in one folder. The bus starts nothing by itself: a daemon that
 * was killed stays dead.
 */
export class KeyringSession {
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #bus: ChildProcess;
  #daemon: ChildProcess | null = null;

  private constructor(folder: string, bus: ChildProcess, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#bus = bus;
    this.env = env;
  }

  /** @param policy more of the bus's policy, as its XML */
  static async open(policy = ''): Promise<KeyringSession> {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-keyring-'));
    const place = (name: string): string => {
      mkdirSync(join(folder, name), { mode: 0o700 });
      return join(folder, name);
    };
    const config = join(folder, 'bus.conf');
    writeFileSync(
      config,
      `<busconfig><type>session</type><listen>unix:dir=${place('bus')}</listen><auth>EXTERNAL</auth>
       <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>${policy}</policy></busconfig>`,
    );
    const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [address] = (await once(bus.stdout, 'data')) as [Buffer];
    const env = {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      HOME: place('home'),
      XDG_RUNTIME_DIR: place('run'),
      XDG_DATA_HOME: place('data'),
      XDG_CONFIG_HOME: place('config'),
      XDG_CACHE_HOME: place('cache'),
      DBUS_SESSION_BUS_ADDRESS: address.toString().trim(),
    };
    return new KeyringSession(folder, bus, env);
  }

  /** Starts the daemon: opened with its password, or locked as after a login without one. */
  async start(state: 'unlocked' | 'locked'): Promise<void> {
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...(state === 'unlocked' ? ['--unlock'] : [])], {
      env: this.env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#daemon = daemon;
    daemon.stdin.end(PASSWORD);
    const owned = (): boolean => /string ":/u.test(this.#busctl('GetNameOwner'));
    const started = Date.now();
    while (!owned()) {
      if (daemon.exitCode !== null || Date.now() - started > 10_000) throw new Error('gnome-keyring-daemon did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #busctl(method: string): string {
    const asked = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', `org.freedesktop.DBus.${method}`, 'string:org.freedesktop.secrets'];
    return spawnSync('dbus-send', asked, { env: this.env, encoding: 'utf8' }).stdout;
  }

  /** Stops it in its tracks, as a daemon that hangs. */
  freeze(): void {
    this.#daemon?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#daemon?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = null;
    if (daemon === null || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const gone = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await gone;
  }

  /** Another program that reads the keyring, as a judge. Null when it finds nothing. */
  secretTool(account: string): string | null {
    const found = spawnSync('secret-tool', ['lookup', 'service', 'Clavis', 'account', account], { env: this.env, encoding: 'utf8' });
    return found.status === 0 ? found.stdout : null;
  }

  /** Labels of everything that is kept there. */
  labels(): readonly string[] {
    const found = spawnSync('secret-tool', ['search', '--all', 'service', 'Clavis'], { env: this.env, encoding: 'utf8' });
    return Array.from(`${found.stdout}${found.stderr}`.matchAll(/^label = (.*)$/gmu), (match) => match[1] ?? '');
  }

  /** How the program opens it; `spawned` counts its processes. */
  deps(more: Partial<KeyringProcessDeps> = {}): KeyringProcessDeps & { readonly spawned: { pid: number | undefined }[] } {
    const spawned: { pid: number | undefined }[] = [];
    return {
      spawned,
      spawn: () => {
        const child = spawnNodeHost(ENTRY, this.env);
        spawned.push(child);
        return child;
      },
      nativePath: KEYTAR_PATH,
      log: { event: () => undefined },
      // A machine full of other tests is slow, not without a keyring.
      limits: { call: 20_000 },
      ...more,
    };
  }

  async close(): Promise<void> {
    await this.kill();
    const gone = once(this.#bus, 'exit');
    this.#bus.kill('SIGKILL');
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
