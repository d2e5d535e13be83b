import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, boundsOfDay, dateAt, slotAt, slotsOfDay } from '../../../src-server/domain/appointment-slots.ts';
import type { OfficeOpening } from '../../../src-shared/http/offices.ts';

const clock = fc.integer({ min: 0, max: 23 * 60 + 59 }).map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
const hours = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: clock, to: clock }).filter(({ from, to }) => from < to);
const zone = fc.constantFrom('Europe/Paris', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'Pacific/Apia', 'UTC');
const opening: fc.Arbitrary<OfficeOpening> = fc.record({
  timeZone: zone,
  slotMinutes: fc.integer({ min: 10, max: 240 }),
  desks: fc.constant(1),
  weekly: fc.array(hours, { minLength: 1, maxLength: 10 }),
  closedOn: fc.constant([]),
});
const date = fc.integer({ min: 0, max: 4 * 366 }).map((days) => addDays('2025-01-01', days));

/** "2026-11-25 09:30" by an independent way: the locale of Sweden writes it so. */
const wall = (at: number, timeZone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);

describe('slots of any office on any day', () => {
  it('begin within its hours by the wall clock, never overlap, lie within the day, and are found again', () => {
    fc.assert(
      fc.property(opening, date, (office, day) => {
        const slots = slotsOfDay(office, day);
        const { from, to } = boundsOfDay(day, office.timeZone);
        for (const [i, { startsAt, endsAt }] of slots.entries()) {
          const [shownDay, shownTime = ''] = wall(startsAt, office.timeZone).split(' ');
          expect(shownDay).toBe(day);
          expect(office.weekly.some((one) => one.from <= shownTime && shownTime < one.to)).toBe(true);
          expect(endsAt - startsAt).toBe(office.slotMinutes * 60_000);
          expect(startsAt).toBeGreaterThanOrEqual(Math.max(from, slots[i - 1]?.endsAt ?? from));
          expect(startsAt).toBeLessThan(to);
          expect(dateAt(startsAt, office.timeZone)).toBe(day);
        }
        for (const slot of [slots[0], slots.at(-1)]) if (slot !== undefined) expect(slotAt(office, slot.startsAt)).toEqual(slot);
      }),
      { numRuns: 100 },
    );
  });

  it('days follow each other without a gap', () => {
    fc.assert(
      fc.property(zone, date, (timeZone, day) => {
        const bounds = boundsOfDay(day, timeZone);
        expect(boundsOfDay(addDays(day, 1), timeZone).from).toBe(bounds.to);
        expect(wall(bounds.from, timeZone).slice(0, 10)).toBe(day);
        expect(wall(bounds.from - 60_000, timeZone).slice(0, 10)).not.toBe(day);
      }),
      { numRuns: 400 },
    );
  });
});
