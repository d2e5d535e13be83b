import type { AUDIT_ROUTES } from '../../../src-shared/http/audit.ts';
import type { SamplesOf } from './sample.ts';

export const auditSamples: SamplesOf<typeof AUDIT_ROUTES> = {
  auditHeads: {},
  searchAudit: { body: { from: null, until: null, event: null, subject: null, cursor: null, limit: 50 } },
};
