import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../src-server/db/open-database.ts';
import { databaseLocation } from '../../src-server/open-stores.ts';
import { seedRehearsal } from '../../src-server/seed/rehearsal.ts';
import { startAuthorityProcess, type AuthorityProcess } from '../support/authority-process.ts';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';

let dir: string;
let database: TestDatabase | null;
let running: AuthorityProcess[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-stop-'));
  database = engineOfTests() === 'postgres' ? await newTestDatabase() : null;
  running = [];
});
afterEach(async () => {
  for (const { child, exit } of running) {
    child.kill('SIGKILL');
    await exit;
  }
  await database?.drop();
  rmSync(dir, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<AuthorityProcess> {
  const one = await startAuthorityProcess({ CLAVIS_DATA_DIR: dir, CLAVIS_VAULT_PASSPHRASE: 'passphrase of the tests', ...(database === null ? {} : { DATABASE_URL: database.url }), ...env });
  running.push(one);
  return one;
}

/** A connection of its own, spoken by hand: what is sent when is the test's to say. */
class Speaker {
  readonly socket: Socket;
  readonly ended: Promise<string>;
  constructor(url: string) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.ended = text(this.socket).catch(() => 'cut');
  }
  async say(words: string): Promise<void> {
    await new Promise((resolve) => {
      this.socket.write(words, resolve);
    });
  }
}
const BODY = JSON.stringify({ serial: '8025000100000000', certificateSha256: null, language: 'fr' });
const HEAD = `POST /v1/unblock-requests HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;
const refusesConnections = async (url: string): Promise<boolean> => fetch(`${url}/health`).then(() => false, () => true);

describe('told to stop', () => {
  it('finishes what is under way, takes nothing new, gives back its leases and ends with 0', async () => {
    const rehearsal = await seedRehearsal({ dataDir: dir, databaseUrl: database?.url ?? null, vaultPassphrase: 'passphrase of the tests', argon2: { memoryKib: 64, timeCost: 1, parallelism: 1 } });
    await rehearsal.close();
    const { url, child, exit } = await start();
    const under = new Speaker(url);
    await under.say(HEAD + BODY.slice(0, 10));
    // The server has its head: a second request on another connection was answered after it.
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    await expect.poll(() => refusesConnections(url)).toBe(true);
    await under.say(BODY.slice(10));
    const reply = await under.ended;
    expect(reply).toMatch(/^HTTP\/1\.1 202 /u);
    expect(reply.toLowerCase()).toContain('\r\nconnection: close\r\n');
    const { code, stderr } = await exit;
    expect([code, stderr.split('\n').filter((line) => line.includes('"level":50'))]).toEqual([0, []]);
    const db = openReadOnly(databaseLocation({ dataDir: dir, databaseUrl: database?.url ?? null }));
    expect(await db.selectFrom('outbox').select('id').where('leased_until', 'is not', null).execute()).toEqual([]);
    expect(await db.selectFrom('job_leases').select('name').where('holder', 'is not', null).execute()).toEqual([]);
    const [head] = await db.selectFrom('audit_heads').select('seq').orderBy('at', 'desc').execute();
    const [last] = await db.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).execute();
    expect(head?.seq).toBe(last?.seq);
    await db.destroy();
  });

  it('is not ready at once, serves for as long as it drains, and ends connections with their reply', async () => {
    const { url, child, exit } = await start({ CLAVIS_DRAIN_MS: '2000' });
    child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(503);
    const before = await fetch(`${url}/ready`);
    expect(await before.json()).toMatchObject({ error: { code: 'authorityFailure', details: { database: 'ok', stopping: true } } });
    const served = await fetch(`${url}/health`);
    expect([served.status, served.headers.get('connection')]).toEqual([200, 'close']);
    expect((await exit).code).toBe(0);
  });

  it('refuses a new request on a connection that is still open, in the one shape', async () => {
    const { url, child, exit } = await start();
    const under = new Speaker(url);
    // Two requests in one breath: the second is read when the first is answered, which is after the signal.
    await under.say(HEAD + BODY.slice(0, 10));
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    await expect.poll(() => refusesConnections(url)).toBe(true);
    await under.say(`${BODY.slice(10)}GET /health HTTP/1.1\r\nhost: x\r\n\r\n`);
    const said = await under.ended;
    expect(said).toMatch(/^HTTP\/1\.1 202 /u);
    expect(said.match(/HTTP\/1\.1 200 /gu)).toBeNull();
    expect((await exit).code).toBe(0);
  });

  it('twice, ends at once', async () => {
    const { url, child, exit } = await start({ CLAVIS_DRAIN_MS: '60000' });
    child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(503);
    const before = performance.now();
    child.kill('SIGTERM');
    expect((await exit).code).toBe(1);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('waits for nobody who has opened a connection and said nothing', async () => {
    const { url, child, exit } = await start();
    const silent = new Speaker(url);
    await once(silent.socket, 'connect');
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const before = performance.now();
    child.kill('SIGTERM');
    expect((await exit).code).toBe(0);
    // Without that it is the twenty seconds of the next test.
    expect(performance.now() - before).toBeLessThan(15_000);
    expect(await silent.ended).not.toContain('HTTP/');
  });

  it('cuts off a request that never ends, after twenty seconds', async () => {
    const { url, child, exit } = await start();
    const endless = new Speaker(url);
    await endless.say(HEAD + BODY.slice(0, 10));
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const before = performance.now();
    child.kill('SIGTERM');
    expect((await exit).code).toBe(0);
    expect(performance.now() - before).toBeGreaterThan(19_000);
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(await endless.ended).not.toMatch(/^HTTP\/1\.1 20/u);
  }, 60_000);
});
