import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHeads } from '../../src-server/audit/signed-heads.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { JOB_LEASE_MS } from '../../src-server/jobs/job-runner.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import { MailRefused } from '../../src-server/mail/mail-refused.ts';
import { listJobs } from '../../src-server/repositories/job-leases.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { operate } from './operations-flow.ts';
import { placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('operations-crash-child.ts', import.meta.url));
const PLACES = placesOf('operations');

/** Fault matrix F11, for what nobody asks for: mails that end unsent, heads, jobs. */
describe('the authority killed in its own work', () => {
  it.each(PLACES)('at %s: whole or absent, and the next round finishes it', async (name) => {
    const heads = mkdtempSync(join(tmpdir(), 'clavis-heads-'));
    const transport = { deliver: () => Promise.reject(new MailRefused(550)), close: () => undefined };
    const authority = await AuthorityFixture.open({ vaultInFile: true, config: { auditExportDir: heads }, parts: { transport } });
    try {
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, authority.location.databaseUrl ?? '', heads], { encoding: 'utf8' });
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);

      authority.now += Math.max(JOB_LEASE_MS, MAIL_LEASE_MS) + 60_000;
      await authority.start();
      const { db } = authority.authority.deps;
      const agree = async (): Promise<void> => {
        const ended = await db.selectFrom('outbox').select(['id', 'payload']).where('ended_at', 'is not', null).execute();
        const told = await db.selectFrom('audit').select('subject').where('event', '=', 'mail.notSent').execute();
        expect(told.map(({ subject }) => subject).toSorted()).toEqual(ended.map(({ id }) => id).toSorted());
        expect(ended.every(({ payload }) => payload === null)).toBe(true);
        // Each head that anybody was given is of this chain.
        const file = join(heads, 'audit-heads.jsonl');
        const known = existsSync(file) ? await readHeads(readFileSync(file, 'utf8'), (await authority.call('jwks')).body()) : [];
        expect(await verifyAudit(db, known)).toMatchObject({ ok: true });
      };
      await agree();
      await operate(authority);
      await agree();
      expect(await db.selectFrom('outbox').select('id').where('ended_at', 'is', null).execute()).toEqual([]);
      for (const { holder, failures, succeeded_at: at } of await listJobs(db)) expect([holder, failures, at]).toEqual([null, 0, authority.now]);
    } finally {
      await authority.close();
      rmSync(heads, { recursive: true });
    }
  });
});
