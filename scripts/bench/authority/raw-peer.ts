/**
 * The peer of B9, a process of its own: the queries and replies of four routes in Fastify over better-sqlite3 or pg, and nothing else.
 * Whoever calls is believed (`x-account`, `x-session`); nothing is parsed, limited, audited, made idempotent or checked on its way out.
 * `node raw-peer.ts LOCATION`; prints {"listening":"http://..."}.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import process from 'node:process';
import { hashRaw } from '@node-rs/argon2';
import SqliteDatabase from 'better-sqlite3';
import Fastify from 'fastify';
import pg from 'pg';
import { DEFAULT_CA } from '../../../src-server/ca/ca-config.ts';
import { readCatalogue } from '../../../src-server/catalogue/catalogue.ts';
import { makeConfig } from '../../../src-server/config.ts';
import { isPostgresUrl } from '../../../src-server/db/database-location.ts';
import { readTerms } from '../../../src-server/terms/terms.ts';
import type { Account } from '../../../src-server/repositories/accounts.ts';
import type { AccountSession } from '../../../src-server/repositories/account-sessions.ts';
import type { RequestDocument } from '../../../src-server/repositories/documents.ts';
import type { RequestEventRow } from '../../../src-server/repositories/request-events.ts';
import type { CertificateRequest } from '../../../src-server/repositories/requests.ts';
import { ABSOLUTE_MS, FRESH_MS, sessionEnd } from '../../../src-server/access/session-limits.ts';
import { whoIs } from '../../../src-server/use-cases/accounts/own/view-account.ts';
import { requestOf } from '../../../src-server/use-cases/requests/view-request.ts';
import type { ModifyRequest } from '../../../src-shared/http/requests.ts';
import { requestValues } from '../../../src-server/use-cases/requests/request-values.ts';

type Rows = (sql: string, params: readonly unknown[]) => Promise<readonly unknown[]>;
interface Store {
  readonly rows: Rows;
  readonly write: <T>(work: (rows: Rows) => Promise<T>) => Promise<T>;
}

const ACCOUNT = 'select * from accounts where id = $1';
const ACCOUNT_OF = 'select * from accounts where email_key = $1';
const SESSION = 'select * from account_sessions where id = $1';
const REQUEST = 'select * from requests where id = $1 and account_id = $2';
const DOCUMENTS = 'select * from documents where request_id = $1 order by created_at, id';
const EVENTS = 'select * from request_events where request_id = $1 order by position';
const LAST = 'select max(position) as last from request_events where request_id = $1';
const ADD_EVENT = 'insert into request_events (id, request_id, position, at, kind, state, actor, account_id, details) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)';
const ADD_SESSION = 'insert into account_sessions (id, account_id, token_hash, method, client, created_at, authenticated_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8)';

/** Prepared once each. */
function openSqlite(file: string): Store {
  const db = new SqliteDatabase(file, { timeout: 10_000 });
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) db.pragma(pragma);
  const statements = new Map<string, SqliteDatabase.Statement>();
  const rows: Rows = async (sql, params) => {
    const statement = statements.get(sql) ?? db.prepare(sql.replaceAll(/\$\d+/gu, '?'));
    statements.set(sql, statement);
    return statement.reader ? statement.all(...params) : [statement.run(...params)];
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    rows,
    write(work) {
      const mine = last.then(async () => {
        db.exec('begin immediate');
        const result = await work(rows);
        db.exec('commit');
        return result;
      });
      last = mine;
      return mine;
    },
  };
}

function openPostgres(url: string): Store {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const on = (client: pg.Pool | pg.PoolClient): Rows => async (sql, params) => (await client.query({ name: createHash('sha256').update(sql).digest('hex').slice(0, 40), text: sql, values: [...params] })).rows as unknown[];
  return {
    rows: on(pool),
    async write(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(on(client));
        await client.query('commit');
        return result;
      } finally {
        client.release();
      }
    },
  };
}

const location = process.argv[2] ?? '';
const store = isPostgresUrl(location) ? openPostgres(location) : openSqlite(location);
const config = makeConfig({ dataDir: '/nowhere', ca: DEFAULT_CA });
const catalogue = readCatalogue(config.catalogueFile);
const terms = readTerms(config.termsDir);
const { rows } = store;
const app = Fastify();
const header = (headers: Readonly<Record<string, unknown>>, name: string): string => String(headers[name]);

app.get('/v1/account', async ({ headers }) => {
  const [account] = (await rows(ACCOUNT, [header(headers, 'x-account')])) as [Account];
  const [session] = (await rows(SESSION, [header(headers, 'x-session')])) as [AccountSession];
  const { id, method, created_at: created, authenticated_at: shown } = session;
  const ends = { idleUntil: sessionEnd(session, account.role), expiresAt: created + ABSOLUTE_MS[account.role], freshUntil: shown + FRESH_MS };
  return { ...whoIs({ terms }, account), session: { sessionId: id, method, ...ends }, now: Date.now() };
});

app.get<{ Params: { id: string } }>('/v1/requests/:id', async ({ headers, params: { id } }) => {
  const [request] = (await rows(REQUEST, [id, header(headers, 'x-account')])) as [CertificateRequest];
  return requestOf(catalogue, request, (await rows(DOCUMENTS, [id])) as RequestDocument[], (await rows(EVENTS, [id])) as RequestEventRow[], 'holder');
});

app.put<{ Params: { id: string }; Body: ModifyRequest }>('/v1/requests/:id', async ({ headers, params: { id }, body }) => {
  const accountId = header(headers, 'x-account');
  return store.write(async (within) => {
    const [before] = (await within(REQUEST, [id, accountId])) as [CertificateRequest];
    const now = Date.now();
    const values = requestValues(body, before.number, now);
    const names = Object.keys(values);
    const set = names.map((name, index) => `${name} = $${index + 1}`).join(', ');
    const update = `update requests set ${set}, revision = revision + 1 where id = $${names.length + 1} and revision = $${names.length + 2} returning number, state, revision`;
    const [{ number, state, revision }] = (await within(update, [...Object.values(values), id, body.revision])) as [CertificateRequest];
    const [{ last }] = (await within(LAST, [id])) as [{ last: number }];
    await within(ADD_EVENT, [randomUUID(), id, last + 1, now, 'modified', state, 'holder', accountId, '{}']);
    return { requestId: id, number, state, revision };
  });
});

app.post<{ Body: { email: string; password: string } }>('/v1/logins', async ({ headers, body }, reply) => {
  const [account] = (await rows(ACCOUNT_OF, [body.email.toLowerCase()])) as [Account];
  const { argon2 } = config;
  await hashRaw(body.password, { salt: randomBytes(16), memoryCost: argon2.memoryKib, timeCost: argon2.timeCost, parallelism: argon2.parallelism, outputLen: 32 });
  const [id, token, now] = [randomUUID(), randomBytes(32).toString('base64url'), Date.now()];
  const agent = header(headers, 'user-agent');
  await store.write((within) => within(ADD_SESSION, [id, account.id, createHash('sha256').update(token).digest('hex'), 'password', agent, now, now, now]));
  const session = { authenticated_at: now, created_at: now, seen_at: now } as AccountSession;
  void reply.code(201);
  return { sessionId: id, sessionToken: token, role: account.role, termsPending: false, idleUntil: sessionEnd(session, account.role), expiresAt: now + ABSOLUTE_MS[account.role], now };
});

process.stdout.write(`${JSON.stringify({ listening: await app.listen({ host: '127.0.0.1', port: 0 }) })}\n`);
process.stdin.resume();
process.stdin.once('end', () => process.exit());
