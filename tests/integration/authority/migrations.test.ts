import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src-server/db/migrate.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

describe('the schema on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it('is made once by five instances that start on an empty database at the same time', async () => {
    await server.admin('create database empty');
    const opened = await Promise.all([1, 2, 3, 4, 5].map((at) => openDatabase(server.url('empty'), at)));
    const rows = await opened[4]?.selectFrom('schema_migrations').selectAll().orderBy('id').execute();
    expect(rows?.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(new Set(rows?.map(({ applied_at: at }) => at)).size).toBe(1);
    await Promise.all(opened.map((db) => db.destroy()));
  });

  it('of a newer program is refused in one sentence', async () => {
    await server.admin('create database newer');
    const db = await openDatabase(server.url('newer'), 1);
    await db.insertInto('schema_migrations').values({ id: MIGRATIONS.length + 1, name: '9999-later', applied_at: 1 }).execute();
    await db.destroy();
    await expect(openDatabase(server.url('newer', 'tcp'), 2)).rejects.toThrow(
      /^the database newer on 127\.0\.0\.1:\d+ does not open: the database has the migration 9999-later, which this program does not know$/u,
    );
  });
});
