import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { readAuditHead } from './audit/audit-head.ts';
import { recordAuditHead } from './audit/record-audit-head.ts';
import { buildApp } from './build-app.ts';
import { ChangeStreams } from './changes/change-streams.ts';
import type { AuthorityConfig } from './config.ts';
import { CommitBell } from './db/commit-bell.ts';
import { hearChanges } from './db/hear-changes.ts';
import type { Deps } from './deps.ts';
import { watchSilentConnections } from './http/silent-connections.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { makeJobs } from './jobs/jobs.ts';
import { MailDispatcher } from './mail/mail-dispatcher.ts';
import { mailFolder, type MailTransport } from './mail/mail-folder.ts';
import { openSmtp } from './mail/open-smtp.ts';
import { openMetrics } from './metrics/open-metrics.ts';
import { databaseLocation, openStores, type StoreParts } from './open-stores.ts';

export interface Authority {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  /** Listens and returns its address: "http://127.0.0.1:41234". */
  listen(): Promise<string>;
  /** Takes no more requests, finishes those under way, gives back what it leased, signs the last head, closes vault and database. */
  close(): Promise<void>;
}

/** What a test may put in place of the real thing. */
export interface AuthorityParts extends StoreParts {
  readonly transport: MailTransport;
}

const MAIL_FOLDER = 'mails';
/** How long requests under way may take once the authority stops. */
const LAST_REQUESTS_MS = 20_000;
/** How long a connection that has sent nothing may still say something then. */
const SILENCE_MS = 100;

/** Composition root: the one place where the authority's parts are made and joined. */
export async function openAuthority(config: AuthorityConfig, parts: Partial<AuthorityParts> = {}): Promise<Authority> {
  const metrics = openMetrics(config);
  const commits = new CommitBell();
  const stores = metrics.measure(await openStores(config, { ...parts, onPools: metrics.watchPools, onCommit: () => commits.ring() }));
  const folder = mailFolder(join(config.dataDir, MAIL_FOLDER));
  let address = 'http://127.0.0.1';
  let phase: ReturnType<Deps['phase']> = 'serving';
  const base = { ...stores, publicUrl: () => config.publicUrl ?? address, phase: () => phase };
  const mail = new MailDispatcher(base, parts.transport ?? openSmtp(config) ?? folder, metrics.countMail);
  const { log } = stores;
  const changes = new ChangeStreams({
    ...stores,
    hear: (heard) => hearChanges(databaseLocation(config), (told) => commits.onRing(told), heard, (code) => log.warn({ code }, 'listening for changes was cut off')),
  });
  const deps: Deps = { ...base, mail, changes };
  const jobs = new JobRunner(deps, makeJobs(config), metrics.countJob);
  const app = buildApp(deps, folder);
  const endSilent = watchSilentConnections(app.server);
  metrics.watch(app, deps);
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    phase = 'draining';
    if (app.server.listening) await wait(config.drainMs);
    phase = 'refusing';
    await changes.close();
    await endRequests(app, endSilent);
    await jobs.close();
    await mail.close();
    await signLastHead(deps);
    await logAuditHead(deps);
    await metrics.close();
    await stores.vault.close();
    await stores.db.destroy();
  };
  return {
    app,
    deps,
    async listen() {
      address = await app.listen({ host: config.host, port: config.port });
      await metrics.listen(deps.log);
      await logAuditHead(deps);
      mail.kick();
      jobs.start();
      return address;
    },
    close: () => (closing ??= close()),
  };
}

/** Those under way finish; what takes longer than a person waits is cut off. */
async function endRequests(app: FastifyInstance, endSilent: () => void): Promise<void> {
  const silence = setInterval(endSilent, SILENCE_MS);
  const done = new AbortController();
  const cut = wait(LAST_REQUESTS_MS, undefined, { signal: done.signal }).then(() => app.server.closeAllConnections(), () => undefined);
  await app.close();
  clearInterval(silence);
  done.abort();
  await cut;
}

async function logAuditHead({ db, log }: Deps): Promise<void> {
  const { seq, hash } = await readAuditHead(db);
  log.info({ auditSeq: seq, auditHash: hash }, 'audit head');
}

/** What was done last is signed, too; without a vault the head is still in the log. */
async function signLastHead(deps: Deps): Promise<void> {
  try {
    await recordAuditHead(deps);
  } catch (cause) {
    deps.log.error({ error: cause instanceof Error ? cause.name : 'unknown' }, 'audit head not signed');
  }
}
