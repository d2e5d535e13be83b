import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHeads } from '../../src-server/audit/signed-heads.ts';
import { JOB_LEASE_MS, JobRunner } from '../../src-server/jobs/job-runner.ts';
import type { Job } from '../../src-server/jobs/job.ts';
import { makeJobs } from '../../src-server/jobs/jobs.ts';
import { listJobs } from '../../src-server/repositories/job-leases.ts';
import { openAuthority } from '../../src-server/open-authority.ts';
import { AuthorityFixture } from './authority-fixture.ts';

let authority: AuthorityFixture;
let exports: string;
const runners: JobRunner[] = [];
beforeEach(async () => {
  exports = mkdtempSync(join(tmpdir(), 'clavis-heads-'));
  authority = await AuthorityFixture.open({ config: { auditExportDir: join(exports, 'audit') } });
});
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close();
  await authority.close();
  rmSync(exports, { recursive: true });
});

const runner = (jobs: readonly Job[], deps = authority.authority.deps): JobRunner => {
  const made = new JobRunner(deps, jobs);
  runners.push(made);
  return made;
};

describe('jobs', () => {
  it('are run when they are due, by one of two instances', async () => {
    const other = await openAuthority(authority.authority.deps.config, { clock: { now: () => authority.now, sleep: () => Promise.resolve() }, vault: authority.authority.deps.vault });
    try {
      const ran: string[] = [];
      const jobsOf = (instance: string): readonly Job[] => [{ name: 'count', everyMs: 1_000, run: async () => void ran.push(instance) }];
      const pair = [runner(jobsOf('a')), runner(jobsOf('b'), other.deps)];
      for (let round = 1; round <= 20; round++) {
        await Promise.all(pair.map((one) => one.runDue()));
        await Promise.all(pair.map((one) => one.runDue()));
        expect(ran).toHaveLength(round);
        authority.now += 1_000;
      }
    } finally {
      await other.close();
    }
  });

  it('that are under way are nobody else’s, until their holder has been silent for a minute', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = 0;
    const slow: Job = { name: 'slow', everyMs: 1_000, run: () => (started++, held) };
    const first = runner([slow]);
    const running = first.runDue();
    await expect.poll(() => started).toBe(1);
    const second = runner([{ ...slow, run: async () => void started++ }]);
    authority.now += JOB_LEASE_MS - 1;
    await second.runDue();
    expect(started).toBe(1);
    authority.now += 1;
    await second.runDue();
    expect(started).toBe(2);
    // The one that was silent comes back, and does not undo what the other said.
    const after = await listJobs(authority.authority.deps.db);
    release();
    await running;
    expect(await listJobs(authority.authority.deps.db)).toEqual(after);
  });

  it('that fail are told, tried again later and later, and hold up no other', async () => {
    let broken = true;
    let ran = 0;
    const failing: Job = {
      name: 'failing',
      everyMs: 3_600_000,
      run: async () => {
        if (broken) throw new RangeError('secret of the job');
      },
    };
    const one = runner([failing, { name: 'other', everyMs: 3_600_000, run: async () => void ran++ }]);
    await one.runDue();
    expect(ran).toBe(1);
    const lease = async () => (await listJobs(authority.authority.deps.db)).find(({ name }) => name === 'failing');
    expect(await lease()).toMatchObject({ failures: 1, holder: null, leased_until: null, next_at: authority.now + 10_000, succeeded_at: null });
    authority.now += 10_000;
    await one.runDue();
    expect(await lease()).toMatchObject({ failures: 2, next_at: authority.now + 20_000 });
    broken = false;
    authority.now += 20_000;
    await one.runDue();
    expect(await lease()).toMatchObject({ failures: 0, succeeded_at: authority.now });
    expect(authority.logs.join('\n')).toContain('"job failed, will retry"');
    expect(authority.logs.join('\n')).not.toContain('secret of the job');
  });

  it('end with the authority: the one under way is asked to, and its lease is given back', async () => {
    let asked = false;
    const one = runner([{ name: 'long', everyMs: 1, run: (_deps, signal) => new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        asked = true;
        resolve();
      });
    }) }]);
    const running = one.runDue();
    await expect.poll(async () => (await listJobs(authority.authority.deps.db)).some(({ holder }) => holder !== null)).toBe(true);
    await one.close();
    await running;
    expect(asked).toBe(true);
    expect((await listJobs(authority.authority.deps.db)).map(({ holder }) => holder)).toEqual([null]);
  });
});

describe('the jobs there are', () => {
  it('have names of their own and do nothing wrong twice in a row, on an authority that has seen something', async () => {
    await authority.open();
    const jobs = makeJobs(authority.authority.deps.config);
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
    const all = runner(jobs);
    for (const pause of [0, 1, 3, 40].map((days) => days * 86_400_000)) {
      authority.now += pause;
      await all.runDue();
      expect((await listJobs(authority.authority.deps.db)).filter(({ failures }) => failures > 0)).toEqual([]);
    }
    expect(authority.logs.filter((line) => line.includes('"error"'))).toEqual([]);
    const { db } = authority.authority.deps;
    expect(await db.selectFrom('outbox').select('id').execute()).toEqual([]);
    expect(await db.selectFrom('rate_events').select('id').execute()).toEqual([]);
  });

  it('sign where the audit chain ends, outside the database and for everybody, once for each end', async () => {
    const all = runner(makeJobs({ auditHeadMs: 600_000 }));
    await all.runDue();
    authority.now += 600_000;
    await all.runDue();
    await authority.code();
    authority.now += 600_000;
    await all.runDue();
    const { heads } = (await authority.call('auditHeads')).body();
    const keys = (await authority.call('jwks')).body();
    const text = readFileSync(join(exports, 'audit', 'audit-heads.jsonl'), 'utf8');
    const inFile = await readHeads(text, keys);
    expect(inFile.toReversed()).toEqual(await readHeads(JSON.stringify({ heads }), keys));
    const last = (await authority.authority.deps.db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).execute())[0];
    expect(inFile.at(-1)).toMatchObject({ ...last, at: authority.now });
    expect(inFile).toHaveLength(2);
    // A head that somebody else signed, or that is something else we sign, is none.
    const forged = text.split('\n')[0]?.replace(/"jws":"([^.]+)\.([^.]+)\./u, (_, header: string, claims: string) => `"jws":"${header}.${Buffer.from(Buffer.from(claims, 'base64url').toString().replace('"seq":', '"seq":1')).toString('base64url')}.`) ?? '';
    await expect(readHeads(forged, keys)).rejects.toThrow('head 1 is none, or not signed by one of the keys');
    await expect(readHeads(text, { keys: keys.keys.slice(0, 1) })).rejects.toThrow('not signed');
  });
});
