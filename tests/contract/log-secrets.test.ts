import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import { startAuthorityProcess } from '../support/authority-process.ts';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** Every route five times. */
const REQUESTS = 600;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let drawn = 0;
const draw = (): Buffer => createHash('sha256').update(`${seed} ${drawn++}`).digest();
/** The start of every secret of this run; each has more after it. */
const MARK = `Zk${draw().toString('hex', 0, 6)}`;
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
let running: ChildProcess | null = null;
beforeAll(async () => {
  console.log(`log: seed ${seed}`);
  dir = mkdtempSync(join(tmpdir(), 'clavis-log-'));
  database = engineOfTests() === 'postgres' ? await newTestDatabase() : null;
  const { url, child, exit } = await startAuthorityProcess({ CLAVIS_DATA_DIR: dir, CLAVIS_VAULT_PASSPHRASE: `${MARK}-passphrase`, ...(database === null ? {} : { DATABASE_URL: database.url }) });
  running = child;
  const port = Number(new URL(url).port);
  const ends: Array<Promise<string>> = [];
  for (const [i, choice] of fc.sample(choices, { seed, numRuns: REQUESTS }).entries()) {
    ends.push(speak(port, makeRequest(i, choice)));
    if (ends.length === 20) await Promise.all(ends.splice(0));
  }
  await Promise.all(ends);
  // No authority was made here: to whoever asks about a certificate that is an answer, and nothing to write about.
  expect((await fetch(`${url}/ocsp/${MARK}`, { headers: { connection: 'close' } })).status).toBe(200);
  child.kill('SIGTERM');
  ({ stderr: log } = await exit);
}, 120_000);
afterAll(async () => {
  running?.kill('SIGKILL');
  await database?.drop();
  rmSync(dir, { recursive: true });
});

const speak = async (port: number, request: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.end(request, 'latin1');
  return text(socket).catch(() => 'cut');
};
const secret = (): string => `${MARK}${draw().toString('base64url').slice(0, 16)}`;
const any = <T>(choices: readonly T[], i: number): T => choices[i % choices.length] as T;
/** What ends a line, moves a cursor or begins another record, as bytes and as escapes. */
const breaks = ['', '\r\n', '%0d%0a', '\u001b[2J', '%1b[31m', '","level":60,"msg":"', '\\n', '\u0085', '%e2%80%a8', '\u009b31m', '\b'];

const choices = fc.record({ path: fc.nat(4), ending: fc.nat(breaks.length - 1), body: fc.nat(3), method: fc.nat(4) });
type Choice = typeof choices extends fc.Arbitrary<infer T> ? T : never;

/** One request by hand: secrets in method, path, query, header names and values, body; some of it no HTTP at all. */
function makeRequest(i: number, choice: Choice): string {
  const routes = Object.values<Route>(ROUTES);
  const row = any(routes, i);
  const path = any([row.path.replace(/:\w+/gu, secret()), `/${secret()}`, `${row.path}?${secret()}=${secret()}`, `/%zz${secret()}`, `http://${secret()}/${secret()}`], choice.path) + any(breaks, choice.ending).replaceAll(/[\r\n ]/gu, '');
  const body = any([JSON.stringify({ serial: secret(), [secret()]: secret(), __proto__x: { a: secret() } }), `{"code":"${secret()}"`, secret(), `{"__proto__":"${secret()}"}`], choice.body);
  const method = any([row.method, row.method, row.method, 'PATCH', `X${secret()}`], choice.method);
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
