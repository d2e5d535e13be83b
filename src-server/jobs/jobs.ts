import { recordAuditHead } from '../audit/record-audit-head.ts';
import type { AuthorityConfig } from '../config.ts';
import { purge } from './purge.ts';
import type { Job } from './job.ts';

const HOUR = 60 * 60_000;

/** Everything the authority does by itself. */
export function makeJobs(config: Pick<AuthorityConfig, 'auditHeadMs'>): readonly Job[] {
  return [
    { name: 'auditHead', everyMs: config.auditHeadMs, run: recordAuditHead },
    { name: 'purge', everyMs: HOUR, run: purge },
  ];
}
