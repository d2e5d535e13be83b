import { CompiledQuery, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isDatabaseBusy } from '../../../src-server/db/database-errors.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import type { Database } from '../../../src-server/db/schema.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

let server: PostgresServer;
let count = 0;
let db: Kysely<Database>;
let other: Kysely<Database>;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  const name = `named_${count++}`;
  await server.admin(`create database ${name}`);
  // One connection for reads, so that the statement is where it was.
  db = await openDatabase(server.url(name), 1, { poolMax: 1 });
  other = await openDatabase(server.url(name), 1);
  return async () => {
    await db.destroy();
    await other.destroy();
  };
});

const read = async (trx = db): Promise<number> => (await trx.selectFrom('offices').selectAll().where('id', '=', 'nobody').execute()).length;
const named = async (): Promise<unknown> => (await db.executeQuery(CompiledQuery.raw("select count(*) as named from pg_prepared_statements where statement like '%from \"offices\"%'"))).rows[0];

test('a statement is prepared once on a connection', async () => {
  for (let times = 0; times < 3; times++) expect(await read()).toBe(0);
  expect(await named()).toEqual({ named: 1 });
});

test('a migration under it: read again at once; a transaction is told to come back, and then it works', async () => {
  await read();
  await db.transaction().execute((trx) => read(trx));
  await other.executeQuery(CompiledQuery.raw('alter table offices add column newer text'));
  expect(await read()).toBe(0);
  await expect(db.transaction().execute((trx) => read(trx))).rejects.toSatisfy(isDatabaseBusy);
  expect([await db.transaction().execute((trx) => read(trx)), await read()]).toEqual([0, 0]);
});

test('a pooler that keeps no statements: from then on they have no names', async () => {
  await read();
  await db.executeQuery(CompiledQuery.raw('deallocate all'));
  expect([await read(), await read()]).toEqual([0, 0]);
  expect(await named()).toEqual({ named: 0 });
});
