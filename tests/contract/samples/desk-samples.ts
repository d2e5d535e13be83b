import { randomUUID } from 'node:crypto';
import type { DESK_ROUTES } from '../../../src-shared/http/desk-routes.ts';
import type { SamplesOf, World } from './sample.ts';

const IDENTITY = { documentType: 'passport', documentExpires: '2030-01-31', matches: true, refusal: null };

export async function deskSamples({ authority, operator }: World): Promise<SamplesOf<typeof DESK_ROUTES>> {
  const { db } = authority.authority.deps;
  const { office_id: officeId } = await db.selectFrom('accounts').select('office_id').where('id', '=', operator.accountId).executeTakeFirstOrThrow();
  const { serial } = authority.person(2);
  await db.updateTable('dossiers').set({ office_id: officeId }).where('serial', '=', serial).execute();
  const approvalId = randomUUID();
  await db
    .insertInto('approvals')
    .values({ id: approvalId, kind: 'reopenAnswers', subject: serial, office_id: officeId, requested_by: null, reason: 'Venu au guichet', details: '{"language":"fr"}', state: 'pending', created_at: authority.now, expires_at: authority.now + 3_600_000, decided_by: null, decided_at: null, decision_reason: null })
    .execute();
  return {
    searchApprovals: { body: { state: 'pending', kind: null, cursor: null } },
    readApproval: { params: { approvalId } },
    decideApproval: { params: { approvalId }, body: { decision: 'approved', reason: 'Vu' } },
    openUnblockTicket: { params: { serial }, body: { identity: IDENTITY, reason: 'PIN oublié', language: 'fr' } },
    reopenAnswers: { params: { serial }, body: { identity: IDENTITY, reason: 'Venu au guichet', language: 'fr' } },
  };
}
