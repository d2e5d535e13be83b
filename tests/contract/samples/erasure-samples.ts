import { randomUUID } from 'node:crypto';
import type { ERASURE_ROUTES } from '../../../src-shared/http/erasures.ts';
import type { SamplesOf, World } from './sample.ts';

export async function erasureSamples({ authority, otherHolder }: World): Promise<SamplesOf<typeof ERASURE_ROUTES>> {
  const erasureId = randomUUID();
  await authority.authority.deps.db
    .insertInto('erasure_requests')
    .values({ id: erasureId, account_id: otherHolder.accountId, state: 'requested', requested_at: authority.now, decided_at: null, decided_by: null, decision_reason: null, kept: null })
    .execute();
  const params = { erasureId };
  return {
    searchErasures: { body: { state: 'requested', cursor: null } },
    readErasure: { params, shared: true },
    decideErasure: { params, body: { decision: 'refused', reason: 'Un litige est en cours.' }, shared: true },
  };
}
