import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { mailFolder, type MailFolder } from '../../src-server/mail/mail-folder.ts';
import { seedRehearsal } from '../../src-server/seed/rehearsal.ts';
import type { RehearsalPerson } from '../../src-server/seed/rehearsal-people.ts';
import { startRoundRobinProxy, type RoundRobinProxy } from './round-robin-proxy.ts';

const MAIN = fileURLToPath(new URL('../../src-server/main.ts', import.meta.url));
const PASSPHRASE = 'passphrase of the cluster';
/** Cheapest argon2id there is, for what the seed stores: answers are judged at the cost they were stored with. */
const CHEAP_ARGON2 = { memoryKib: 64, timeCost: 1, parallelism: 1 };

interface Instance {
  readonly child: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }>;
}

/** Real authority processes on one PostgreSQL database and one vault, each with a data directory of its own, behind a proxy. */
export class AuthorityCluster {
  readonly instances: readonly Instance[];
  readonly proxy: RoundRobinProxy;
  readonly #folder: string;

  private constructor(parts: { readonly instances: readonly Instance[]; readonly proxy: RoundRobinProxy; readonly folder: string }) {
    this.instances = parts.instances;
    this.proxy = parts.proxy;
    this.#folder = parts.folder;
  }

  /** @param options.people whose dossiers are there when it starts */
  static async start(options: { readonly databaseUrl: string; readonly count: number; readonly people: readonly RehearsalPerson[] }): Promise<AuthorityCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-cluster-'));
    const shared = join(folder, 'shared');
    const seeded = await seedRehearsal({ dataDir: shared, databaseUrl: options.databaseUrl, vaultPassphrase: PASSPHRASE, people: options.people, argon2: CHEAP_ARGON2 });
    await seeded.close();
    const started = await Promise.allSettled(
      Array.from({ length: options.count }, (_, i) => startInstance(join(folder, `instance-${i}`), { DATABASE_URL: options.databaseUrl, CLAVIS_VAULT_FILE: join(shared, 'vault.json') })),
    );
    const instances = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      for (const { child } of instances) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
      throw failed.reason;
    }
    return new AuthorityCluster({ instances, proxy: await startRoundRobinProxy(instances.map(({ url }) => url)), folder });
  }

  instance(index: number): Instance {
    const instance = this.instances[index];
    if (instance === undefined) throw new Error(`no instance ${index}`);
    return instance;
  }

  /** Mails that any of them has sent, newest first. */
  async mails(): Promise<Awaited<ReturnType<MailFolder['list']>>> {
    const lists = await Promise.all(this.instances.map(({ dataDir }) => mailFolder(join(dataDir, 'mails')).list(10_000)));
    return lists.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  async close(): Promise<void> {
    for (const { child } of this.instances) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await Promise.all(this.instances.map(({ exit }) => exit));
    await this.proxy.close();
    rmSync(this.#folder, { recursive: true });
  }
}

async function startInstance(dataDir: string, env: Readonly<Record<string, string>>): Promise<Instance> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', CLAVIS_DATA_DIR: dataDir, CLAVIS_VAULT_PASSPHRASE: PASSPHRASE, CLAVIS_EXIT_WITH_PARENT: '1', CLAVIS_PUBLIC_URL: 'https://authority.example', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = text(child.stderr);
  const exit = new Promise<Awaited<Instance['exit']>>((resolve) => {
    child.once('close', (code, signal) => {
      void said.then((stderr) => resolve({ code, signal, stderr }));
    });
  });
  const line = await Promise.race([createInterface({ input: child.stdout })[Symbol.asyncIterator]().next(), exit]);
  if (!('value' in line) || line.done === true) throw new Error(`an instance did not start: ${(await exit).stderr}`);
  return { child, url: (JSON.parse(line.value) as { listening: string }).listening, dataDir, exit };
}
