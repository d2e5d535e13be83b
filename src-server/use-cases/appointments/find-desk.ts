import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { Deps } from '../../deps.ts';
import { slotAt, type Slot } from '../../domain/appointment-slots.ts';
import { appointmentsWithin } from '../../repositories/appointments.ts';
import { findOffice } from '../../repositories/offices.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { officeOf } from '../offices/view-office.ts';

const DAY_MS = 24 * 60 * 60_000;

/** @throws AppError notFound, also for an office that is closed for good */
export async function openOffice(db: Queryable, officeId: string): Promise<OfficeReply> {
  const office = await findOffice(db, officeId);
  if (office === null || office.closed_at !== null) throw new AppError('notFound');
  return officeOf(office);
}

/** The slot that begins then, if it may be booked now. @throws AppError slotClosed */
export function requireSlot({ config }: Pick<Deps, 'config'>, office: OfficeReply, startsAt: number, now: number): Slot {
  const slot = startsAt > now && startsAt <= now + config.policy.appointments.daysAhead * DAY_MS ? slotAt(office.opening, startsAt) : null;
  if (slot === null) throw new AppError('slotClosed');
  return slot;
}

/**
 * The first desk that is free for all of this time. What overlaps counts, whatever the opening hours were when it was booked.
 * @param except an appointment that is about to leave its place. @throws AppError slotTaken
 */
export async function findDesk(db: Queryable, office: OfficeReply, slot: Slot, except: string | null): Promise<number> {
  const there = await appointmentsWithin(db, office.officeId, { from: slot.startsAt, to: slot.endsAt });
  const taken = new Set(there.filter(({ id }) => id !== except).map(({ desk }) => desk));
  for (let desk = 1; desk <= office.opening.desks; desk++) if (!taken.has(desk)) return desk;
  throw new AppError('slotTaken');
}
