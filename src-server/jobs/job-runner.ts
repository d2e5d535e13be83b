import type { Deps } from '../deps.ts';
import { ensureJob, leaveJob, renewJob, takeJob } from '../repositories/job-leases.ts';
import type { Job } from './job.ts';

/** How long a job is one instance's without a word from it: after a death in the middle, the job waits for so long. */
export const JOB_LEASE_MS = 60_000;
const RENEW_MS = JOB_LEASE_MS / 3;
const LOOK_MS = 5_000;
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 30 * 60_000;

export type JobOutcome = 'done' | 'failed';

/** Runs the jobs that are due, one after the other, those that no other instance runs. A failure is logged and tried again, later and later. */
export class JobRunner {
  readonly #deps: Deps;
  readonly #jobs: readonly Job[];
  readonly #holder: string;
  readonly #tell: (job: string, outcome: JobOutcome) => void;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: Deps, jobs: readonly Job[], tell: (job: string, outcome: JobOutcome) => void = () => undefined) {
    this.#deps = deps;
    this.#jobs = jobs;
    this.#holder = deps.random.uuid();
    this.#tell = tell;
  }

  /** Looks every few seconds, from now on. */
  start(): void {
    this.#timer ??= setInterval(() => void this.runDue(), LOOK_MS).unref();
    void this.runDue();
  }

  /** Resolves when everything that is due now, and that this instance got, was run. */
  async runDue(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#running ??= this.#runAll().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** Asks the job under way to end, and waits for it; its lease is given back. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#stop.abort();
    await this.#running;
  }

  async #runAll(): Promise<void> {
    for (const job of this.#jobs) {
      if (this.#stop.signal.aborted) return;
      try {
        await this.#runOne(job);
      } catch (cause) {
        // The database did not answer: everything is as it was, or the lease runs out.
        this.#deps.log.error({ job: job.name, error: nameOf(cause) }, 'job not run');
      }
    }
  }

  async #runOne(job: Job): Promise<void> {
    const { db, clock, log } = this.#deps;
    await ensureJob(db, job.name, clock.now());
    const lease = await takeJob(db, job.name, this.#holder, clock.now(), JOB_LEASE_MS);
    if (lease === null) return;
    const heart = setInterval(() => void this.#renew(job), RENEW_MS).unref();
    try {
      await job.run(this.#deps, this.#stop.signal);
    } catch (cause) {
      const failures = lease.failures + 1;
      const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS, job.everyMs);
      log.error({ job: job.name, failures, error: nameOf(cause) }, 'job failed, will retry');
      this.#tell(job.name, 'failed');
      await leaveJob(db, job.name, this.#holder, { failures, next_at: clock.now() + pause });
      return;
    } finally {
      clearInterval(heart);
    }
    this.#deps.failpoint('job.done');
    const now = clock.now();
    await leaveJob(db, job.name, this.#holder, { failures: 0, succeeded_at: now, next_at: now + job.everyMs });
    this.#tell(job.name, 'done');
  }

  async #renew(job: Job): Promise<void> {
    const { db, clock, log } = this.#deps;
    try {
      if (!(await renewJob(db, job.name, this.#holder, clock.now(), JOB_LEASE_MS))) log.warn({ job: job.name }, 'job outlived its lease');
    } catch (cause) {
      log.warn({ job: job.name, error: nameOf(cause) }, 'lease of a job not renewed');
    }
  }
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown';
}
