import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { readAuditHead } from './audit/audit-head.ts';
import { recordAuditHead } from './audit/record-audit-head.ts';
import { buildApp } from './build-app.ts';
import type { AuthorityConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { makeJobs } from './jobs/jobs.ts';
import { MailDispatcher } from './mail/mail-dispatcher.ts';
import { mailFolder, type MailTransport } from './mail/mail-folder.ts';
import { openSmtp } from './mail/open-smtp.ts';
import { openStores, type StoreParts } from './open-stores.ts';

export interface Authority {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  /** Listens and returns its address: "http://127.0.0.1:41234". */
  listen(): Promise<string>;
  /** Takes no more requests, finishes those under way, empties the outbox, closes the database. */
  close(): Promise<void>;
}

/** What a test may put in place of the real thing. */
export interface AuthorityParts extends StoreParts {
  readonly transport: MailTransport;
}

const MAIL_FOLDER = 'mails';

/** Composition root: the one place where the authority's parts are made and joined. */
export async function openAuthority(config: AuthorityConfig, parts: Partial<AuthorityParts> = {}): Promise<Authority> {
  const stores = await openStores(config, parts);
  const folder = mailFolder(join(config.dataDir, MAIL_FOLDER));
  let address = 'http://127.0.0.1';
  const base = { ...stores, publicUrl: () => config.publicUrl ?? address };
  const mail = new MailDispatcher(base, parts.transport ?? openSmtp(config) ?? folder);
  const deps: Deps = { ...base, mail };
  const jobs = new JobRunner(deps, makeJobs(config));
  const app = buildApp(deps, folder);
  return {
    app,
    deps,
    async listen() {
      address = await app.listen({ host: config.host, port: config.port });
      await logAuditHead(deps);
      mail.kick();
      jobs.start();
      return address;
    },
    async close() {
      await app.close();
      await jobs.close();
      await mail.close();
      await signLastHead(deps);
      await logAuditHead(deps);
      await stores.vault.close();
      await stores.db.destroy();
    },
  };
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
