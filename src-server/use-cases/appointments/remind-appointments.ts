import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { queueMail } from '../../mail/queue-mail.ts';
import { listToRemind, markReminded } from '../../repositories/appointments.ts';
import { sealAppointmentMail } from './appointment-mail.ts';
import { officeOfAppointment } from './view-appointment.ts';

/** Early enough to move or cancel it still. */
const AHEAD_MS = 48 * 60 * 60_000;
const BATCH = 100;

/**
 * Reminds the people whose appointment comes within two days, each once; not those who arranged it within these two days.
 * For the job runner; several instances may run it, one of them reminds.
 * @returns how many were reminded.
 */
export async function remindAppointments(deps: Pick<Deps, 'db' | 'vault' | 'random' | 'config' | 'clock' | 'failpoint' | 'mail'>): Promise<number> {
  const { db, clock, failpoint } = deps;
  let reminded = 0;
  const now = clock.now();
  const due = await listToRemind(db, { from: now, to: now + AHEAD_MS, before: now, limit: BATCH });
  for (const appointment of due) {
    const arrangedLate = appointment.state_at > appointment.starts_at - AHEAD_MS;
    const mail = arrangedLate ? null : await sealAppointmentMail(deps, 'reminder', appointment, await officeOfAppointment(db, appointment));
    const done = await db.transaction().execute(async (trx) => {
      if (!(await markReminded(trx, appointment, clock.now()))) return false;
      failpoint('appointment.reminded');
      if (mail === null) return false;
      await queueMail(trx, mail, clock.now());
      await appendAudit(trx, { at: clock.now(), event: 'appointment.reminded', subject: appointment.id, details: {} });
      return true;
    });
    if (done) reminded++;
  }
  deps.mail.kick();
  return reminded;
}
