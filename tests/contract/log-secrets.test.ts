import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import { startAuthorityProcess } from '../support/authority-process.ts';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';

const REQUESTS = 400;
/** The start of every secret of this run; each has more after it. */
const MARK = `Zk${randomBytes(6).toString('hex')}`;
const logLine = z.strictObject({
  level: z.union([z.literal(30), z.literal(40), z.literal(50)]),
  time: z.iso.datetime(),
  requestId: z.uuid().optional(),
  method: z.string().regex(/^[A-Z-]{3,16}$/u).optional(),
  route: z.string().optional(),
  status: z.number().optional(),
  ms: z.number().optional(),
  auditSeq: z.number().optional(),
  auditHash: z.string().optional(),
  mail: z.uuid().optional(),
  kind: z.string().optional(),
  msg: z.enum(['audit head', 'request', 'mail sent']),
});

let dir: string;
let database: TestDatabase | null;
let log = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-log-'));
  database = engineOfTests() === 'postgres' ? await newTestDatabase() : null;
  const { url, child, exit } = await startAuthorityProcess({ CLAVIS_DATA_DIR: dir, CLAVIS_VAULT_PASSPHRASE: `${MARK}-passphrase`, ...(database === null ? {} : { DATABASE_URL: database.url }) });
  const port = Number(new URL(url).port);
  const ends: Array<Promise<string>> = [];
  for (let i = 0; i < REQUESTS; i++) {
    ends.push(speak(port, makeRequest(i)));
    if (ends.length === 20) await Promise.all(ends.splice(0));
  }
  await Promise.all(ends);
  child.kill('SIGTERM');
  ({ stderr: log } = await exit);
}, 120_000);
afterAll(async () => {
  await database?.drop();
  rmSync(dir, { recursive: true });
});

const speak = async (port: number, request: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.end(request, 'latin1');
  return text(socket).catch(() => 'cut');
};
const secret = (): string => `${MARK}${randomBytes(12).toString('base64url')}`;
const any = <T>(choices: readonly T[], i: number): T => choices[i % choices.length] as T;
/** What ends a line, moves a cursor or begins another record, as bytes and as escapes. */
const breaks = ['', '\r\n', '%0d%0a', '\u001b[2J', '%1b[31m', '","level":60,"msg":"', '\\n', '\u0085', '%e2%80%a8', '\u009b31m', '\b'];

/** One request by hand: secrets in method, path, query, header names and values, body; some of it no HTTP at all. */
function makeRequest(i: number): string {
  const routes = Object.values<Route>(ROUTES);
  const row = any(routes, i);
  const path = any([row.path.replace(/:\w+/gu, secret()), `/${secret()}`, `${row.path}?${secret()}=${secret()}`, `/%zz${secret()}`, `http://${secret()}/${secret()}`], randomInt(5)) + any(breaks, randomInt(breaks.length)).replaceAll(/[\r\n ]/gu, '');
  const body = any([JSON.stringify({ serial: secret(), [secret()]: secret(), __proto__x: { a: secret() } }), `{"code":"${secret()}"`, secret(), `{"__proto__":"${secret()}"}`], randomInt(4));
  const method = any([row.method, row.method, row.method, 'PATCH', `X${secret()}`], randomInt(5));
  const headers = [
    'host: x',
    'connection: close',
    `authorization: ${any(['Bearer ', 'Basic ', ''], i)}${secret()}`,
    `cookie: ${secret()}=${secret()}`,
    `user-agent: ${secret()}${any(breaks, i).replaceAll(/[\r\n]/gu, '')}`,
    `x-request-id: ${secret()}`,
    `x-forwarded-for: ${secret()}`,
    `idempotency-key: ${any([secret(), '11111111-1111-4111-8111-111111111111'], i)}`,
    `x-${secret()}: ${secret()}`,
    `content-type: ${any(['application/json', 'application/json', `text/${secret()}`, 'application/pdf'], i)}`,
    `content-length: ${body.length}`,
    ...(i % 17 === 0 ? [`broken header ${secret()}`] : []),
  ];
  return `${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}

describe('the log', () => {
  it('has a line for what was understood, each of named fields, in UTC', () => {
    const lines = log.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(REQUESTS / 5);
    const routes = new Set(['none', '/openapi.json', ...Object.values<Route>(ROUTES).map(({ path }) => path)]);
    for (const line of lines) {
      const parsed = logLine.safeParse(JSON.parse(line));
      expect(parsed.success, line).toBe(true);
      expect(parsed.data?.time.endsWith('Z')).toBe(true);
      if (parsed.data?.route !== undefined) expect(routes.has(parsed.data.route), line).toBe(true);
    }
  });

  it('holds no secret that was anywhere in a request, and nothing that a terminal or another program would obey', () => {
    expect(log.toLowerCase()).not.toContain(MARK.toLowerCase());
    // One newline a record, and no other control character, separator or escape.
    expect(log.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(log).not.toContain('"level":60');
  });

  it('nor does any file that was written', () => {
    const search = (folder: string): void => {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) search(path);
        else expect(readFileSync(path).includes(MARK), path).toBe(false);
      }
    };
    search(dir);
  });
});
