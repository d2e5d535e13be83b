import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { makeConfig, type AuthorityConfig } from '../../src-server/config.ts';
import type { Database } from '../../src-server/db/schema.ts';
import { openAuthority, type Authority, type AuthorityParts } from '../../src-server/open-authority.ts';
import { REHEARSAL_PEOPLE, type RehearsalPerson } from '../../src-server/seed/rehearsal-people.ts';
import { registerCertificates } from '../../src-server/seed/personalisation.ts';
import { fileVault } from '../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import type { Vault } from '../../src-server/vault/vault.ts';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { seedDemo } from '../../src-server/seed/seed-demo.ts';
import { errorReply, ROUTES, type RouteName } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import type { UnblockProfile } from '../../src-shared/http/unblock.ts';

/** Cheapest argon2id there is: the tests are about who may try, not about what a try costs. */
const CHEAP_ARGON2 = { memoryKib: 64, timeCost: 1, parallelism: 1 };
export const EMBEDDED_TOKEN = 'embedded-token-of-the-tests-0123456789';
export const CERTIFICATE = 'c0'.repeat(32);

let vaultOfTests: Promise<Vault> | null = null;
function memoryVault(): Promise<Vault> {
  vaultOfTests ??= newVaultSecrets().then((secrets) => fileVault(secrets));
  return vaultOfTests;
}

/** A serial no dossier has. */
export const UNKNOWN_SERIAL = '8025000100000000';

export interface Reply<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** @throws when the reply was a refusal or not of the contract. */
  readonly body: () => Body;
  /** @throws when the reply was no refusal of the contract. */
  readonly refusal: () => z.output<typeof errorReply>['error'];
}

export interface CallInput {
  readonly sessionId?: string;
  /** Parameters of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly bearer?: string;
  readonly body?: unknown;
  /** Content-Type of a body that is no JSON. */
  readonly type?: string;
  readonly idempotencyKey?: string;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An authority on a folder of its own, with a clock that only the test moves and every log line kept. */
export class AuthorityFixture {
  readonly dir: string;
  readonly logs: string[] = [];
  readonly people: readonly RehearsalPerson[];
  now = Date.UTC(2026, 10, 23, 9, 0, 0);
  /** How the authority waits: not at all, unless a test says so. */
  sleep: (ms: number) => Promise<void> = () => Promise.resolve();
  #authority: Authority | null = null;
  #database: TestDatabase | null = null;
  #config: AuthorityConfig;
  readonly #parts: Partial<AuthorityParts>;

  constructor(options: { readonly config?: Partial<AuthorityConfig>; readonly parts?: Partial<AuthorityParts>; readonly people?: readonly RehearsalPerson[]; readonly dir?: string } = {}) {
    this.dir = options.dir ?? mkdtempSync(join(tmpdir(), 'clavis-authority-'));
    this.people = options.people ?? REHEARSAL_PEOPLE;
    this.#parts = options.parts ?? {};
    this.#config = makeConfig({
      dataDir: this.dir,
      vaultPassphrase: 'passphrase of the tests',
      publicUrl: 'https://authority.example',
      embeddedToken: EMBEDDED_TOKEN,
      argon2: CHEAP_ARGON2,
      ...options.config,
    });
  }

  /** @param options.vaultInFile keys in a file as in the program; otherwise held in memory, which spares opening it. */
  static async open(options: ConstructorParameters<typeof AuthorityFixture>[0] & { readonly vaultInFile?: boolean } = {}): Promise<AuthorityFixture> {
    const vault = options.vaultInFile === true ? {} : { vault: await memoryVault() };
    const fixture = new AuthorityFixture({ ...options, parts: { ...vault, ...options.parts } });
    try {
      await fixture.start();
      await seedDemo(fixture.authority.deps, fixture.people);
      await registerCertificates(fixture.authority.deps, fixture.person().serial, [CERTIFICATE]);
      return fixture;
    } catch (cause) {
      await fixture.close();
      throw cause;
    }
  }

  get authority(): Authority {
    if (this.#authority === null) throw new Error('the authority is closed');
    return this.#authority;
  }

  /** Where its data are, for a second program on them. */
  get location(): Pick<AuthorityConfig, 'dataDir' | 'databaseUrl'> {
    return { dataDir: this.dir, databaseUrl: this.#config.databaseUrl };
  }

  async start(): Promise<void> {
    if (engineOfTests() === 'postgres' && this.#config.databaseUrl === null) {
      this.#database = await newTestDatabase();
      this.#config = { ...this.#config, databaseUrl: this.#database.url };
    }
    const write = (level: string) => (fields: object, message: string) => {
      this.logs.push(JSON.stringify({ level, ...fields, message }));
    };
    this.#authority = await openAuthority(this.#config, {
      clock: { now: () => this.now, sleep: (ms) => this.sleep(ms) },
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      ...this.#parts,
    });
  }

  /** As if the process had ended and begun again. */
  async restart(): Promise<void> {
    await this.authority.close();
    await this.start();
  }

  async close(): Promise<void> {
    await this.#authority?.close();
    this.#authority = null;
    await this.#database?.drop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  person(index = 0): RehearsalPerson {
    const person = this.people[index];
    if (person === undefined) throw new Error(`no person ${index}`);
    return person;
  }

  async call<Name extends RouteName>(name: Name, input: CallInput = {}): Promise<Reply<z.output<(typeof ROUTES)[Name]['reply']>>> {
    const { method, path, reply, status, consumes }: Route = ROUTES[name];
    const params: Readonly<Record<string, string>> = { sessionId: input.sessionId ?? '', ...input.params };
    const response = await this.authority.app.inject({
      method,
      url: path.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(params[key] ?? '')),
      ...(input.body === undefined ? {} : { payload: input.body as object }),
      headers: {
        ...(input.type === undefined && consumes === null ? {} : { 'content-type': input.type ?? consumes?.[0] ?? '' }),
        ...(input.bearer === undefined ? {} : { authorization: `Bearer ${input.bearer}` }),
        ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
        ...input.headers,
      },
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      bytes: response.rawPayload,
      body: () => {
        if (response.statusCode !== status) throw new Error(`${name}: ${response.statusCode} ${response.body}`);
        return reply.parse(JSON.parse(response.body)) as z.output<(typeof ROUTES)[Name]['reply']>;
      },
      refusal: () => errorReply.parse(JSON.parse(response.body)).error,
    };
  }

  /** Asks for a link and reads its code in the mail. */
  async code(index = 0): Promise<string> {
    this.now += 1;
    (await this.call('requestLink', { body: { serial: this.person(index).serial, certificateSha256: null, language: 'fr' } })).body();
    const { mails } = await this.mailbox();
    const code = mails.find(({ to }) => to === this.person(index).email)?.link?.split('#')[1];
    if (code === undefined) throw new Error('the newest mail to this person has no link');
    return code;
  }

  async mailbox(): Promise<z.output<(typeof ROUTES)['mailbox']['reply']>> {
    await this.authority.deps.mail.flush();
    return (await this.call('mailbox', { bearer: EMBEDDED_TOKEN })).body();
  }

  openBody(code: string, index = 0): { code: string; serial: string; profile: UnblockProfile; blocked: boolean } {
    const { serial, profile } = this.person(index);
    return { code, serial, profile, blocked: true };
  }

  /** A session, from the mail on. */
  async open(index = 0): Promise<Holder> {
    const code = await this.code(index);
    const opened = (await this.call('openSession', { body: this.openBody(code, index), idempotencyKey: randomUUID() })).body();
    const right = this.person(index).questions.map(({ answer }) => answer);
    return new Holder(this, { sessionId: opened.sessionId, bearer: opened.sessionToken }, opened.questions.map(({ id }) => id), right);
  }
}

/** The app's side of one session. */
export class Holder {
  readonly #fixture: AuthorityFixture;
  readonly credential: { readonly sessionId: string; readonly bearer: string };
  readonly #questionIds: readonly string[];
  readonly #right: readonly string[];

  constructor(fixture: AuthorityFixture, credential: { readonly sessionId: string; readonly bearer: string }, questionIds: readonly string[], right: readonly string[]) {
    this.#fixture = fixture;
    this.credential = credential;
    this.#questionIds = questionIds;
    this.#right = right;
  }

  attempt(number: number, which: 'right' | 'wrong' | readonly string[], attemptId: string = randomUUID()): {
    attemptId: string;
    attemptNumber: number;
    answers: Array<{ questionId: string; answer: string }>;
  } {
    const answers = which === 'right' ? this.#right : which === 'wrong' ? this.#right.map((answer) => `${answer}?`) : which;
    return { attemptId, attemptNumber: number, answers: this.#questionIds.map((questionId, i) => ({ questionId, answer: answers[i] ?? '' })) };
  }

  read(): ReturnType<typeof this.call<'readSession'>> {
    return this.call('readSession');
  }

  answer(number: number, which: 'right' | 'wrong' | readonly string[], attemptId?: string): ReturnType<typeof this.call<'submitAnswers'>> {
    return this.call('submitAnswers', this.attempt(number, which, attemptId));
  }

  challenge(challenge: string): ReturnType<typeof this.call<'requestResponse'>> {
    return this.call('requestResponse', { challenge });
  }

  report(outcome: 'done' | 'refused' | 'unknown', triesLeft: number | null = null, triesMax: number | null = triesLeft): ReturnType<typeof this.call<'reportResult'>> {
    return this.call('reportResult', { outcome, triesLeft, triesMax });
  }

  async call<Name extends RouteName>(name: Name, body?: unknown): Promise<Reply<z.output<(typeof ROUTES)[Name]['reply']>>> {
    return this.#fixture.call(name, { ...this.credential, ...(body === undefined ? {} : { body }) });
  }
}

/** Every row of every table that the database has, sorted and with all mails sent, for "nothing changed"; tables in `except` may change. */
export async function dumpTables(fixture: AuthorityFixture, except: ReadonlyArray<keyof Database> = []): Promise<readonly string[]> {
  const { db, mail } = fixture.authority.deps;
  // A mail of an earlier call may still be under way: its mark is no change of what is being judged.
  await mail.flush();
  const rows: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    if (except.some((table) => table === name)) continue;
    for (const row of await db.selectFrom(name as keyof Database).selectAll().execute()) rows.push(`${name} ${JSON.stringify(row)}`);
  }
  return rows.toSorted();
}
