import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteChange } from '../../../src-server/changes/note-change.ts';
import { makeConfig } from '../../../src-server/config.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import type { Database } from '../../../src-server/db/schema.ts';
import { insertAccount } from '../../../src-server/repositories/accounts.ts';
import { readTerms } from '../../../src-server/terms/terms.ts';
import { startSession } from '../../../src-server/use-cases/accounts/sign-in/start-session.ts';
import { AuthorityCluster } from '../../support/authority-cluster.ts';
import { EventStream } from '../../support/event-stream.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { makeTemplate, newTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let server: PostgresServer;
let database: TestDatabase;
let cluster: AuthorityCluster;
let db: Kysely<Database>;
let bearer: string;
beforeAll(async () => {
  server = await startPostgres();
  database = await newTestDatabase(await makeTemplate(server));
  cluster = await AuthorityCluster.start({ databaseUrl: database.url, count: 3, people: [] });
  db = await openDatabase(database.url, Date.now());
  bearer = await signedIn();
});
afterAll(async () => {
  await db.destroy();
  await cluster.close();
  await database.drop();
  await server.close();
});

/** A holder, straight into the database. @returns their bearer token */
async function signedIn(): Promise<string> {
  const id = randomUUID();
  const now = Date.now();
  const { current } = readTerms(makeConfig({ dataDir: '' }).termsDir);
  const random = { bytes: (size: number) => randomBytes(size), uuid: () => randomUUID() };
  return db.transaction().execute(async (trx) => {
    const person = { first_name: 'Camille', last_name: 'Martin', email: 'camille@atelier.example', email_key: 'camille@atelier.example', language: 'fr', role: 'holder' } as const;
    await insertAccount(trx, { ...person, id, office_id: null, password: null, terms_version: current.version, confirmed_at: now, disabled_at: null, created_at: now });
    await noteChange(trx, { accountId: id, kind: 'account', id, at: now });
    return (await startSession(trx, { random }, { accountId: id, method: 'password', agent: 'tests', now })).token;
  });
}

/** At one instance. @returns the newest revision afterwards */
async function change(index: number, language: 'fr' | 'en'): Promise<number> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const { url } = cluster.instance(index);
  const response = await fetch(`${url}/v1/account/language`, { method: 'PUT', headers, body: JSON.stringify({ language }) });
  expect(response.status).toBe(200);
  const feed = await fetch(`${url}/v1/changes`, { method: 'POST', headers, body: JSON.stringify({ cursor: null, limit: 500 }) });
  const { items } = (await feed.json()) as { readonly items: ReadonlyArray<{ readonly revision: number }> };
  return items.at(-1)?.revision ?? 0;
}

async function until(stream: EventStream, revision: number): Promise<void> {
  for (let told = await stream.changed(); told !== revision; told = await stream.changed()) {
    if (told === null || told > revision) throw new Error(`told ${told}, not ${revision}`);
  }
}

describe('three instances on one database', () => {
  it('stream what any of them commits, sooner than the next look at the table', async () => {
    const streams = await Promise.all([0, 1, 2].map((index) => EventStream.open(cluster.instance(index).url, bearer)));
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const revision = await change(i % 3, i % 2 === 0 ? 'en' : 'fr');
      const committed = performance.now();
      await Promise.all(streams.map((stream) => until(stream, revision)));
      waits.push(performance.now() - committed);
    }
    // By looks alone, each two seconds from the last, the slowest of three takes a second and a half on average: four short waits would be a wonder.
    expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(300);
    for (const stream of streams) stream.leave();
  });

  it('go on where the line on which they listen is cut', async () => {
    const stream = await EventStream.open(cluster.instance(1).url, bearer);
    await until(stream, await change(0, 'en'));
    const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`.execute(db);
    expect(rows.length).toBeGreaterThan(0);
    await until(stream, await change(2, 'fr'));
    stream.leave();
  });
});
