import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';
import { openDatabase } from '../../src-server/db/open-database.ts';
import type { PostgresServer } from './postgres-server.ts';

/** Address of the server of this run, without a database: set for the processes of a vitest project on PostgreSQL. */
export const SERVER_VARIABLE = 'CLAVIS_TEST_POSTGRES';
const TEMPLATE = 'clavis_template';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export type Engine = 'sqlite' | 'postgres';

/** The engine that the tests of this process run on. */
export function engineOfTests(): Engine {
  return process.env[SERVER_VARIABLE] === undefined ? 'sqlite' : 'postgres';
}

/** Makes the database that all others are copied from; returns what `SERVER_VARIABLE` is to hold. */
export async function makeTemplate(server: PostgresServer): Promise<string> {
  await server.admin(`create database ${TEMPLATE}`);
  const db = await openDatabase(server.url(TEMPLATE), 1);
  await db.destroy();
  return server.url('');
}

/** A database of the test's own at the newest schema, copied in some 30 ms. */
export async function newTestDatabase(server: string = process.env[SERVER_VARIABLE] ?? ''): Promise<TestDatabase> {
  const name = `clavis_${randomBytes(6).toString('hex')}`;
  await run(server, `create database ${name} template ${TEMPLATE}`);
  return { url: `${server}${name}`, drop: () => run(server, `drop database ${name} with (force)`) };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
