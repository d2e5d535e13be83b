import { randomUUID } from 'node:crypto';
import type { DESK_ROUTES } from '../../../src-shared/http/desk-routes.ts';
import type { SamplesOf, World } from './sample.ts';

const IDENTITY = { documentType: 'passport', documentExpires: '2030-01-31', matches: true, refusal: null };

export async function deskSamples({ authority, operator, holder, otherAdministrator, otherOperator }: World): Promise<SamplesOf<typeof DESK_ROUTES>> {
  const { db } = authority.authority.deps;
  const { office_id: officeId } = await db.selectFrom('accounts').select('office_id').where('id', '=', operator.accountId).executeTakeFirstOrThrow();
  const { serial } = authority.person(2);
  await db.updateTable('dossiers').set({ office_id: officeId, email: holder.email }).where('serial', '=', serial).execute();
  const approvalId = randomUUID();
  await db
    .insertInto('approvals')
    .values({ id: approvalId, kind: 'reopenAnswers', subject: serial, office_id: officeId, requested_by: null, reason: 'Venu au guichet', details: '{"language":"fr"}', state: 'pending', created_at: authority.now, expires_at: authority.now + 3_600_000, decided_by: null, decided_at: null, decision_reason: null })
    .execute();
  const place = { account_id: holder.accountId, office_id: officeId ?? '', request_id: null, serial, purpose: 'answers', desk: 1, revision: 1, created_at: authority.now, state_at: authority.now, reminded_at: null } as const;
  const [booked, checkedIn] = [randomUUID(), randomUUID()];
  const startsAt = authority.now + 72 * 3_600_000;
  await db
    .insertInto('appointments')
    .values([
      { ...place, id: booked, state: 'booked', starts_at: startsAt, ends_at: startsAt + 1_800_000 },
      { ...place, id: checkedIn, state: 'checkedIn', starts_at: authority.now, ends_at: authority.now + 1_800_000 },
    ])
    .execute();
  const staff = { accountId: otherAdministrator.accountId };
  return {
    searchApprovals: { body: { state: 'pending', kind: null, cursor: null } },
    readApproval: { params: { approvalId } },
    decideApproval: { params: { approvalId }, body: { decision: 'approved', reason: 'Vu' } },
    openUnblockTicket: { params: { serial }, body: { identity: IDENTITY, reason: 'PIN oublié', language: 'fr' } },
    inviteStaff: { body: { firstName: 'Élise', lastName: 'Morin', email: 'elise.morin@exemple.fr', role: 'operator', officeId, language: 'fr' } },
    searchStaff: { body: { text: null, role: null, officeId: null, cursor: null } },
    readStaff: { params: staff, shared: true },
    changeStaff: { params: staff, body: { role: 'administrator', officeId: null }, shared: true },
    inviteStaffAgain: { params: { accountId: otherOperator.accountId }, body: {}, shared: true },
    disableStaff: { params: staff, body: { reason: 'Départ' }, shared: true },
    enableStaff: { params: staff, body: { reason: 'Retour' }, shared: true },
    searchSlots: { body: { officeId, from: '2026-11-24', days: 7 } },
    bookAppointment: { body: { officeId, startsAt, purpose: 'answers', requestId: null, serial } },
    searchAppointments: { body: { cursor: null } },
    readAppointment: { params: { appointmentId: booked } },
    moveAppointment: { params: { appointmentId: booked }, body: { startsAt: startsAt + 1_800_000, revision: 1 } },
    cancelAppointment: { params: { appointmentId: booked }, body: { revision: 1 } },
    dayAtDesk: { body: { date: '2026-11-23' } },
    searchDesk: { body: { requestNumber: null, serial } },
    moveDeskAppointment: { params: { appointmentId: checkedIn }, body: { to: 'done', revision: 1 } },
    noteIdentity: { params: { appointmentId: checkedIn }, body: { identity: IDENTITY } },
    reopenAnswers: { params: { serial }, body: { identity: IDENTITY, reason: 'Venu au guichet', language: 'fr' } },
  };
}
