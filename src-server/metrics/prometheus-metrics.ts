import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DatabasePools } from '../db/postgres-dialect.ts';
import { refusalCodeOf } from '../http/refusal-codes.ts';
import { EVENT_STREAM } from '../http/send-events.ts';
import { AUTHORITY_ERROR_CODES } from '../http/status-of.ts';
import type { Deps } from '../deps.ts';
import type { MailOutcome } from '../mail/mail-dispatcher.ts';
import { listJobs } from '../repositories/job-leases.ts';
import { measuredVault } from './measured-vault.ts';
import type { MetricsHub } from './metrics-hub.ts';
import { metricsServer } from './metrics-server.ts';
import { readState } from './read-state.ts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MAIL_OUTCOMES: readonly MailOutcome[] = ['sent', 'retried', 'refused', 'tooLate', 'expired'];

/**
 * Everything that is told to Prometheus. Label values come from closed sets alone: the routes of the contract, statuses, methods
 * of the vault, names of jobs. Whatever is requested, there are no more series.
 */
export function prometheusMetrics({ host, port, version }: { readonly host: string; readonly port: number; readonly version: string }): MetricsHub {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'clavis_info', help: 'Version of the program', labelNames: ['version'], registers }).set({ version }, 1);
  const requests = new Histogram({
    name: 'clavis_http_request_duration_seconds',
    help: 'Requests by route, method and status',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: SECONDS,
    registers,
  });
  const refusals = new Counter({ name: 'clavis_refusals_total', help: 'Requests that were refused, by the code of the refusal: limits, wrong passwords, documents that are none', labelNames: ['code'] as const, registers });
  for (const code of AUTHORITY_ERROR_CODES) refusals.inc({ code }, 0);
  const vault = new Histogram({
    name: 'clavis_vault_duration_seconds',
    help: 'Calls of the vault',
    labelNames: ['operation', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  });
  const mails = new Counter({ name: 'clavis_mails_total', help: 'What became of mails', labelNames: ['outcome'] as const, registers });
  for (const outcome of MAIL_OUTCOMES) mails.inc({ outcome }, 0);
  const jobs = new Counter({ name: 'clavis_job_runs_total', help: 'Runs of jobs by this instance', labelNames: ['job', 'outcome'] as const, registers });
  let pools: DatabasePools | null = null;
  gauge(registry, 'clavis_database_connections', 'Connections to PostgreSQL', ['pool', 'state'], (set) => {
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(pools ?? {})) {
      set({ pool, state: 'busy' }, totalCount - idleCount);
      set({ pool, state: 'idle' }, idleCount);
      set({ pool, state: 'waiting' }, waitingCount);
    }
  });
  const server = metricsServer(registry, { host, port });

  return {
    measure: (stores) => ({
      ...stores,
      vault: measuredVault(stores.vault, (operation, outcome, seconds) => vault.observe({ operation, outcome }, seconds)),
    }),
    watchPools: (opened) => {
      pools = opened;
    },
    countMail: (outcome) => mails.inc({ outcome }),
    countJob: (job, outcome) => jobs.inc({ job, outcome }),
    watch(app, deps) {
      app.addHook('onResponse', async (request, reply) => {
        const code = refusalCodeOf(reply);
        if (code !== null) refusals.inc({ code });
        // How long a stream was open says nothing about how long anything took.
        if (reply.getHeader('content-type') === EVENT_STREAM) return;
        const method = METHODS.has(request.method) ? request.method : 'other';
        requests.observe({ route: request.routeOptions.url ?? 'none', method, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      });
      watchState(registry, deps);
    },
    listen: (log) => server.listen(log),
    close: () => server.close(),
  };
}

/** What is read when somebody asks: one look at the database for all of it. */
function watchState(registry: Registry, deps: Deps): void {
  gauge(registry, 'clavis_hashing', 'argon2id computations under way, and waiting for one to end', ['state'], (set) => {
    const { running, waiting } = deps.hashing();
    set({ state: 'running' }, running);
    set({ state: 'waiting' }, waiting);
  });
  gauge(registry, 'clavis_stopping', '1 once it was told to stop', [], (set) => set({}, deps.phase() === 'serving' ? 0 : 1));
  gauge(registry, 'clavis_state', 'What the database holds: mails that wait and since how many seconds, sessions, number of the last row of the audit', ['what'], async (set) => {
    for (const [what, value] of Object.entries(await readState(deps))) set({ what }, value);
  });
  gauge(registry, 'clavis_job_age_seconds', 'Since a job last succeeded on any instance; -1: never', ['job'], async (set) => {
    for (const { name, succeeded_at: at } of await listJobs(deps.db)) set({ job: name }, at === null ? -1 : (deps.clock.now() - at) / 1000);
  });
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  read: (set: (labels: Partial<Record<Label, string>>, value: number) => void) => void | Promise<void>,
): void {
  const made: Gauge<Label> = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect: () => read((labels, value) => made.set(labels as Record<Label, string>, value)),
  });
}
