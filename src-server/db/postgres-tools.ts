import { spawn } from 'node:child_process';
import process from 'node:process';
import { describeDatabase } from './database-location.ts';

/** `pg_dump` in its own format, or as SQL that can be read: one snapshot, beside whoever works on the database. @throws Error with what the tool said last */
export async function dumpPostgres(url: string, file: string, format: 'custom' | 'plain' = 'custom'): Promise<void> {
  await run('pg_dump', [`--format=${format}`, '--no-owner', `--file=${file}`], url);
}

/** All or nothing, into a database without tables. Owner and rights are those of whoever connects. @throws Error */
export async function restorePostgres(url: string, file: string): Promise<void> {
  await run('pg_restore', ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', `--dbname=${environmentOf(url)['PGDATABASE'] ?? ''}`, file], url);
}

/** The address by environment: arguments can be read by everybody on the machine (libpq, "Environment Variables"). */
function environmentOf(url: string): Readonly<Record<string, string>> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const host = hostname === '' ? (searchParams.get('host') ?? '') : decodeURIComponent(hostname);
  const sslMode = searchParams.get('sslmode');
  const set = { PGHOST: host, PGPORT: port, PGUSER: decodeURIComponent(username), PGPASSWORD: decodeURIComponent(password), PGDATABASE: decodeURIComponent(pathname.slice(1)), PGSSLMODE: sslMode ?? '' };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== ''));
}

async function run(program: string, args: readonly string[], url: string): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', PGCONNECT_TIMEOUT: '10', ...environmentOf(url) } });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject('code' in cause && cause.code === 'ENOENT' ? new Error(`${program} is missing from this system. Run: sudo apt-get install -y postgresql-client`) : cause));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} on ${describeDatabase(url)}: ${said.trim().split('\n').at(-1) ?? 'failed'}`);
}
