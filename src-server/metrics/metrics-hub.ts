import type { FastifyInstance } from 'fastify';
import type { DatabasePools } from '../db/postgres-dialect.ts';
import type { Deps, Log } from '../deps.ts';
import type { JobOutcome } from '../jobs/job-runner.ts';
import type { MailOutcome } from '../mail/mail-dispatcher.ts';
import type { Stores } from '../open-stores.ts';

/** Who counts what the authority does. */
export interface MetricsHub {
  /** The same stores, their vault measured. */
  readonly measure: (stores: Stores) => Stores;
  readonly watchPools: (pools: DatabasePools) => void;
  readonly countMail: (outcome: MailOutcome) => void;
  readonly countJob: (job: string, outcome: JobOutcome) => void;
  /** Counts the requests of the application, and reads the rest from `deps` when somebody asks. */
  readonly watch: (app: FastifyInstance, deps: Deps) => void;
  /** Begins to answer Prometheus. */
  readonly listen: (log: Log) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Nobody asks, nothing is counted. */
export const noMetrics: MetricsHub = {
  measure: (stores) => stores,
  watchPools: () => undefined,
  countMail: () => undefined,
  countJob: () => undefined,
  watch: () => undefined,
  listen: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
