import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pinBlockOf, searchCanaries } from '../../scripts/demo/canary.ts';
import { runTool } from '../../scripts/run-tool.ts';
import { dumpPostgres } from '../../src-server/db/postgres-tools.ts';
import { REHEARSAL_PEOPLE } from '../../src-server/seed/rehearsal-people.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { SoftHsm } from '../support/softhsm.ts';

/** Of the demo: the PIN it chooses, and what each of its answers begins with. */
const PIN = '7294';
const ANSWER_WORDS = ['Hortensia ', 'Périgueux ', 'Nougatine ', 'Sémaphore '];

const reportSchema = z.object({ ok: z.boolean(), scenario: z.string(), receiptValid: z.boolean(), canaryHits: z.number(), triesBefore: z.number(), triesAfter: z.number() });

/** `npm run demo` as it is, with an authority whose database is a PostgreSQL server and whose keys are in a token. */
describe('npm run demo on PostgreSQL and PKCS#11', () => {
  let postgres: PostgresServer;
  let hsm: SoftHsm;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-demo-pg-'));
    mkdirSync(temporary());
    postgres = await startPostgres();
    await postgres.admin('create database clavis');
    hsm = new SoftHsm();
    const { module, tokenLabel, pin } = hsm.token('Clavis demo');
    env = { DATABASE_URL: postgres.url('clavis', 'tcp'), PKCS11_MODULE: module, PKCS11_TOKEN_LABEL: tokenLabel, PKCS11_PIN: pin, SOFTHSM2_CONF: process.env['SOFTHSM2_CONF'] ?? '' };
  });
  afterAll(async () => {
    hsm?.remove();
    await postgres?.close();
    rmSync(folder, { recursive: true });
  });

  /** What a run has to itself, and leaves empty. */
  const temporary = (): string => join(folder, 'tmp');
  const demo = (keep: string) =>
    spawnSync(process.execPath, ['scripts/demo.ts', '--pin', PIN, '--out', join(folder, 'pictures')], { encoding: 'utf8', timeout: 150_000, env: { ...process.env, ...env, CLAVIS_DEMO_KEEP: keep, TMPDIR: temporary() } });

  it('unblocks a token from the mail to the receipt, and leaves no secret in the database', async () => {
    await runTool(process.execPath, ['src-server/main.ts', 'init-vault'], { ...env, CLAVIS_DATA_DIR: join(folder, 'vault') });
    const keep = join(folder, 'kept');
    const { stdout, stderr } = demo(keep);
    const report = reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    expect(report, stderr).toEqual({ ok: true, scenario: 'unblock', receiptValid: true, canaryHits: 0, triesBefore: 0, triesAfter: 3 });
    expect(readdirSync(temporary())).toEqual([]);

    // The dump of somebody else's program; and all there is is in PostgreSQL and the token.
    const file = join(folder, 'database.sql');
    await dumpPostgres(env['DATABASE_URL'] ?? '', file, 'plain');
    const dump = readFileSync(file, 'utf8');
    const holds = [REHEARSAL_PEOPLE[0]?.serial ?? '', 'result.confirmed', env['PKCS11_PIN'] ?? ''].map((text) => dump.includes(text));
    expect(holds).toEqual([true, true, false]);
    expect(searchCanaries([file], { answers: ANSWER_WORDS, pin: PIN, pinBlock: pinBlockOf(PIN) })).toEqual({ hits: [], scanned: 1 });
    for (const name of ['authority.sqlite', 'vault.json', 'vault-passphrase']) expect(existsSync(join(keep, 'authority', name)), name).toBe(false);
  });

  it('does not begin anew where tokens are known', () => {
    const { status, stdout, stderr } = demo(join(folder, 'none'));
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('takes a PostgreSQL database that knows no token yet');
    expect(readdirSync(temporary())).toEqual([]);
  });
});
