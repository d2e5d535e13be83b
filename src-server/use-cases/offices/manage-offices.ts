import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { changeOfficeRequest, createOfficeRequest, OfficeReply } from '../../../src-shared/http/offices.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { listOpenAppointments } from '../../repositories/appointments.ts';
import { findOffice, insertOffice, updateOffice, type Office } from '../../repositories/offices.ts';
import { officeOf } from './view-office.ts';

type OfficeFields = z.output<typeof createOfficeRequest>;

/** A new registration office, open from now on. */
export async function createOffice(deps: Deps, call: OnceCall & { readonly body: OfficeFields }): Promise<OfficeReply> {
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const office: Office = { id: deps.random.uuid(), ...columnsOf(call.body), revision: 1, created_at: now, closed_at: null };
    await insertOffice(trx, office);
    deps.failpoint('offices.written');
    await appendAudit(trx, { at: now, event: 'office.created', subject: office.id, details: { by: call.actor.accountId } });
    return officeOf(office);
  });
  deps.failpoint('offices.committed');
  return reply;
}

/**
 * Changes an office, or closes it: requests it has stay with it, it takes no new ones.
 * @throws AppError notFound | officeChangedMeanwhile {revision}
 */
export async function changeOffice(deps: Deps, call: OnceCall & { readonly params: { readonly officeId: string }; readonly body: z.output<typeof changeOfficeRequest> }): Promise<OfficeReply> {
  const { params, body, actor } = call;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const before = await findOffice(trx, params.officeId);
    if (before === null) throw new AppError('notFound');
    if (before.revision !== body.revision) throw new AppError('officeChangedMeanwhile', { revision: before.revision });
    const values = { ...columnsOf(body), closed_at: body.open ? null : (before.closed_at ?? now) };
    if (!(await updateOffice(trx, before, values))) throw new AppError('officeChangedMeanwhile', { revision: before.revision });
    deps.failpoint('offices.written');
    // Appointments are told by the office's clock.
    const touched = officeOf(before).opening.timeZone === body.opening.timeZone ? [] : await listOpenAppointments(trx, before.id);
    for (const { id, account_id: accountId } of touched) await noteChange(trx, { accountId, kind: 'appointment', id, at: now });
    await appendAudit(trx, { at: now, event: 'office.changed', subject: before.id, details: { by: actor.accountId, open: body.open, revision: before.revision + 1 } });
    return officeOf({ ...before, ...values, revision: before.revision + 1 });
  });
  deps.failpoint('offices.committed');
  return reply;
}

function columnsOf({ name, address, phone, email, opening }: OfficeFields): Pick<Office, 'name' | 'address' | 'phone' | 'email' | 'opening'> {
  return { name, address: canonicalJson(address), phone, email, opening: canonicalJson(opening) };
}
