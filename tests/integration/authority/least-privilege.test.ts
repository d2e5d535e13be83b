import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorityFixture } from '../../contract/authority-fixture.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

const MAIN = fileURLToPath(new URL('../../../src-server/main.ts', import.meta.url));
const RECIPE = fileURLToPath(new URL('../../../docs/how-to/run-on-postgresql.md', import.meta.url));

/** The recipe docs/how-to/run-on-postgresql.md, its SQL taken from the page. */
describe('an authority whose role does not own the tables', () => {
  let server: PostgresServer;
  let dir: string;
  let authority: AuthorityFixture | undefined;
  const url = (role: string, password: string): string => server.url('clavis', 'tcp').replace(/\/\/.*@/u, `//${role}:${password}@`);

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'clavis-roles-'));
    server = await startPostgres();
    const [roles, rights] = [...readFileSync(RECIPE, 'utf8').matchAll(/```sql\n(.*?)```/gsu)].map((match) => match[1] ?? '');
    await server.admin(...(roles ?? '').trim().split('\n'));
    const migrated = spawnSync(process.execPath, [MAIN, 'migrate'], { encoding: 'utf8', env: { DATABASE_URL: url('clavis_owner', 'OWNER-PASSWORD'), CLAVIS_DATA_DIR: dir } });
    expect(migrated.stderr).toBe('');
    expect(migrated.stdout).toMatch(/^ok: the database clavis on 127\.0\.0\.1:\d+ is at this program's schema\n$/u);
    const owner = new pg.Client({ connectionString: url('clavis_owner', 'OWNER-PASSWORD') });
    await owner.connect();
    await owner.query(rights ?? '');
    await owner.end();
    authority = await AuthorityFixture.open({ config: { databaseUrl: url('clavis', 'PASSWORD') } });
  });
  afterAll(async () => {
    await authority?.close();
    await server?.close();
    rmSync(dir, { recursive: true });
  });

  it('unblocks, from the mail to the receipt, and starts again', async () => {
    const holder = await authority?.open();
    (await holder?.answer(1, 'right'))?.body();
    (await holder?.challenge('0011223344556677'))?.body();
    expect((await holder?.report('done', 3))?.body()).toMatchObject({ state: 'confirmed' });
    await authority?.restart();
    expect((await authority?.mailbox())?.mails).toHaveLength(2);
  });

  it.each([
    ['update audit set subject = subject', '42501'],
    ['delete from audit', '42501'],
    ['truncate audit', '42501'],
    ['update audit_heads set seq = seq', '42501'],
    ['alter table audit disable trigger all', '42501'],
    ['drop table audit', '42501'],
    ['delete from schema_migrations', '42501'],
    ['create table more (id integer)', '42501'],
  ])('may not %s', async (statement, code) => {
    const db = authority?.authority.deps.db;
    if (db === undefined) throw new Error('no authority');
    await expect(sql.raw(statement).execute(db)).rejects.toMatchObject({ code });
  });

  it('says what is wrong with a password in one sentence that does not hold it', () => {
    const run = spawnSync(process.execPath, [MAIN], { encoding: 'utf8', env: { DATABASE_URL: url('clavis', 'geheim'), CLAVIS_DATA_DIR: dir } });
    expect([run.status, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/^clavis authority: the database clavis on 127\.0\.0\.1:\d+ does not open: password authentication failed for user "clavis"\n$/u);
    const verified = spawnSync(process.execPath, [MAIN, 'verify-audit', url('clavis', 'PASSWORD')], { encoding: 'utf8' });
    expect(verified.stdout).toMatch(/^ok: \d+ rows/u);
  });
});
