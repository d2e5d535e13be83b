import type { z } from 'zod';
import type { slotsSearch, SlotsReply } from '../../../src-shared/http/appointments.ts';
import type { Deps } from '../../deps.ts';
import { addDays, boundsOfDay, slotsOfDay } from '../../domain/appointment-slots.ts';
import { appointmentsWithin } from '../../repositories/appointments.ts';
import { openOffice } from './find-desk.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What can still be booked at an office, by day. @throws AppError notFound */
export async function searchSlots({ db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>, { officeId, from, days }: z.output<typeof slotsSearch>): Promise<SlotsReply> {
  const office = await openOffice(db, officeId);
  const { opening } = office;
  const { timeZone, desks } = opening;
  const now = clock.now();
  const last = now + config.policy.appointments.daysAhead * DAY_MS;
  const dates = Array.from({ length: days }, (_, i) => addDays(from, i));
  const span = { from: boundsOfDay(from, timeZone).from, to: boundsOfDay(addDays(from, days - 1), timeZone).to };
  const booked = await appointmentsWithin(db, officeId, span);
  return {
    timeZone,
    days: dates.map((date) => ({
      date,
      slots: slotsOfDay(opening, date)
        .filter(({ startsAt }) => startsAt > now && startsAt <= last)
        .map((slot) => {
          const taken = booked.filter((one) => one.desk <= desks && one.starts_at < slot.endsAt && one.ends_at > slot.startsAt).map(({ desk }) => desk);
          return { ...slot, free: desks - new Set(taken).size };
        })
        .filter(({ free }) => free > 0),
    })),
  };
}
