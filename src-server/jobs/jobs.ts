import { recordAuditHead } from '../audit/record-audit-head.ts';
import type { AuthorityConfig } from '../config.ts';
import { purgeUnconfirmed } from '../use-cases/accounts/purge-unconfirmed.ts';
import { remindAppointments } from '../use-cases/appointments/remind-appointments.ts';
import { expireRequests } from '../use-cases/requests/expire-requests.ts';
import { purgeDocuments } from '../use-cases/requests/purge-documents.ts';
import { purge } from './purge.ts';
import { renewLists } from './renew-lists.ts';
import type { Job } from './job.ts';

const HOUR = 60 * 60_000;

/** Everything the authority does by itself. */
export function makeJobs(config: Pick<AuthorityConfig, 'auditHeadMs'>): readonly Job[] {
  return [
    { name: 'auditHead', everyMs: config.auditHeadMs, run: recordAuditHead },
    { name: 'purge', everyMs: HOUR, run: purge },
    { name: 'purgeUnconfirmed', everyMs: HOUR, run: async (deps) => void (await purgeUnconfirmed(deps)) },
    { name: 'revocationLists', everyMs: HOUR / 4, run: renewLists },
    { name: 'expireRequests', everyMs: HOUR, run: async (deps) => void (await expireRequests(deps)) },
    { name: 'purgeDocuments', everyMs: HOUR, run: async (deps) => void (await purgeDocuments(deps)) },
    { name: 'remindAppointments', everyMs: HOUR / 4, run: async (deps) => void (await remindAppointments(deps)) },
  ];
}
