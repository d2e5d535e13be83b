import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { makeConfig } from '../../../src-server/config.ts';
import type { Deps } from '../../../src-server/deps.ts';
import { openAuthority } from '../../../src-server/open-authority.ts';
import { insertAccount } from '../../../src-server/repositories/accounts.ts';
import { insertDocument } from '../../../src-server/repositories/documents.ts';
import { listOffices } from '../../../src-server/repositories/offices.ts';
import { seedOffice } from '../../../src-server/seed/seed-office.ts';
import { startSession } from '../../../src-server/use-cases/accounts/sign-in/start-session.ts';
import { createRequest } from '../../../src-server/use-cases/requests/create-request.ts';
import type { CreateRequest } from '../../../src-shared/http/requests.ts';
import { startPostgres, type PostgresServer } from '../../../tests/support/postgres-server.ts';
import { stopChild } from '../../launch/stop-child.ts';

export const PASSPHRASE = 'passphrase of the benches';
export const PASSWORD = 'Orage-bleu-74!';
const MAIN = join(import.meta.dirname, '../../../src-server/main.ts');
export type BenchEngine = 'sqlite' | 'postgres';

/** A person of the load: signed in, with a draft of their own. */
export interface BenchAccount {
  readonly accountId: string;
  readonly sessionId: string;
  readonly bearer: string;
  readonly email: string;
  readonly requestId: string;
  readonly draft: CreateRequest;
}

/** A folder and, if asked, a PostgreSQL of its own; whatever was started ends with `close`. */
export class BenchWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'clavis-bench-authority-'));
  readonly postgres: PostgresServer | null;
  readonly #children: ChildProcess[] = [];

  private constructor(postgres: PostgresServer | null) {
    this.postgres = postgres;
  }

  /** PostgreSQL as operators have it: each commit is on the disk before it is told, as SQLite's are. */
  static async open(engine: BenchEngine): Promise<BenchWorld> {
    const postgres = engine === 'postgres' ? await startPostgres({ durable: true }) : null;
    await postgres?.admin('create database clavis');
    return new BenchWorld(postgres);
  }

  get databaseUrl(): string | null {
    return this.postgres?.url('clavis') ?? null;
  }

  get dataDir(): string {
    return join(this.folder, 'authority');
  }

  /** Works on the stores as the authority would, which is not listening. */
  async seed<T>(work: (deps: Deps) => Promise<T>): Promise<T> {
    const authority = await openAuthority(makeConfig({ dataDir: this.dataDir, databaseUrl: this.databaseUrl, vaultPassphrase: PASSPHRASE, publicUrl: 'http://127.0.0.1:1' }));
    try {
      return await work(authority.deps);
    } finally {
      await authority.close();
    }
  }

  /** The same data once more, for the peer. @returns its location */
  async copy(): Promise<string> {
    if (this.postgres === null) {
      cpSync(this.dataDir, join(this.folder, 'peer'), { recursive: true });
      return join(this.folder, 'peer', 'authority.sqlite');
    }
    await this.postgres.admin('create database peer template clavis');
    return this.postgres.url('peer');
  }

  /** @returns the origin it listens on */
  async start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] ?? '', ...env } });
    this.#children.push(child);
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`${script} ended with ${code ?? 'a signal'}`)));
    });
    return new URL((JSON.parse(line) as { listening: string }).listening).origin;
  }

  authority(dataDir = this.dataDir): Promise<string> {
    return this.start(MAIN, [], {
      CLAVIS_DATA_DIR: dataDir,
      CLAVIS_VAULT_FILE: join(this.dataDir, 'vault.json'),
      CLAVIS_VAULT_PASSPHRASE: PASSPHRASE,
      CLAVIS_PUBLIC_URL: 'http://127.0.0.1:1',
      CLAVIS_EXIT_WITH_PARENT: '1',
      // The limit of logins counts networks: each login of the load comes from one of its own.
      CLAVIS_TRUSTED_PROXIES: '127.0.0.1',
      ...(this.databaseUrl === null ? {} : { DATABASE_URL: this.databaseUrl }),
    });
  }

  async close(): Promise<void> {
    for (const child of this.#children) await stopChild(child);
    await this.postgres?.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** People who are signed in, each with a draft that has three documents announced. */
export async function seedAccounts(deps: Deps, count: number): Promise<readonly BenchAccount[]> {
  const { db, random, passwords, terms, clock } = deps;
  await seedOffice(deps);
  const officeId = (await listOffices(db))[0]?.id ?? '';
  const password = await passwords.enrol(PASSWORD, random.bytes(16));
  const accounts: BenchAccount[] = [];
  for (let index = 0; index < count; index++) {
    const [accountId, email, now] = [random.uuid(), `holder-${index}@example.org`, clock.now()];
    const name = { first_name: 'Camille', last_name: 'Martin', language: 'fr', role: 'holder', office_id: null } as const;
    const session = await db.transaction().execute(async (trx) => {
      await insertAccount(trx, { id: accountId, email, email_key: email, ...name, password, terms_version: terms.current.version, confirmed_at: now, disabled_at: null, created_at: now });
      return startSession(trx, { random }, { accountId, method: 'password', agent: 'bench', now });
    });
    const draft = draftAt(officeId);
    const actor = { accountId, sessionId: session.id, role: 'holder', officeId: null, language: 'fr' } as const;
    const { requestId } = await createRequest(deps, { route: 'createRequest', params: {}, body: draft, actor, idempotencyKey: randomUUID() });
    for (const kind of ['identityDocument', 'entityRegistration', 'applicationForm'] as const) {
      const verdict = { verdict: null, verdict_reason: null, verdict_text: null, judged_by: null, judged_at: null };
      const document = { id: random.uuid(), request_id: requestId, kind, file_name: `${kind}.pdf`, type: 'application/pdf', size: 1_000, sha256: '0'.repeat(64), ...verdict } as const;
      await db.transaction().execute((trx) => insertDocument(trx, { ...document, created_at: now, received_at: null, dropped_at: null }));
    }
    accounts.push({ accountId, sessionId: session.id, bearer: session.token, email, requestId, draft });
  }
  return accounts;
}

function draftAt(officeId: string): CreateRequest {
  const address = { street: '3 rue de l’Église', postalCode: '35400', city: 'Saint-Malo', country: 'FR' };
  return {
    productId: 'sceau-signature-cle',
    officeId,
    establishment: { name: 'Émeraude & Fils', siren: '732829320', siret: '73282932000074', address },
    holder: { firstName: 'Zoé', lastName: 'L’Hôpital', email: 'zoe@emeraude.example', phone: '+33 2 99 00 12 34' },
  };
}
