import { describe, expect, it } from 'vitest';
import { addDays, boundsOfDay, dateAt, instantOf, slotAt, slotsOfDay } from '../../../src-server/domain/appointment-slots.ts';
import { calendarEntry } from '../../../src-server/mail/calendar-entry.ts';
import type { OfficeOpening } from '../../../src-shared/http/offices.ts';

const opening = (change: Partial<OfficeOpening> = {}): OfficeOpening => ({ timeZone: 'Europe/Paris', slotMinutes: 30, desks: 1, weekly: [{ weekday: 7, from: '01:00', to: '04:00' }], closedOn: [], ...change });
const HOUR = 3_600_000;
const utc = (...parts: [number, number, number, number?, number?]): number => Date.UTC(...parts);
const times = (date: string, change: Partial<OfficeOpening> = {}): string[] => slotsOfDay(opening(change), date).map(({ startsAt }) => new Date(startsAt).toISOString().slice(11, 16));

describe('slots of a day', () => {
  it('leave out what the wall clock never shows when clocks are put forward', () => {
    // 29 March 2026: 2 h becomes 3 h in Paris, at 1 h UTC. The slot of 1 h 30 is over at 3 h.
    expect(times('2026-03-29')).toEqual(['00:00', '00:30', '01:00', '01:30']);
    expect(times('2026-03-22')).toEqual(['00:00', '00:30', '01:00', '01:30', '02:00', '02:30']);
  });

  it('come once when clocks are put back, and none begins before the one before is over', () => {
    // 25 October 2026: 3 h becomes 2 h in Paris, at 1 h UTC.
    const slots = slotsOfDay(opening(), '2026-10-25');
    expect(slots.map(({ startsAt }) => new Date(startsAt).toISOString().slice(11, 16))).toEqual(['23:00', '23:30', '00:00', '00:30', '02:00', '02:30']);
    for (const [i, slot] of slots.entries()) expect(slot.startsAt).toBeGreaterThanOrEqual(slots[i - 1]?.endsAt ?? 0);
  });

  it('are those of the zone: an island half an hour from its neighbours, a day without midnight', () => {
    expect(instantOf('2026-10-04', 2 * 60 + 15, 'Australia/Lord_Howe')).toBeNull();
    expect(instantOf('2026-10-04', 2 * 60 + 30, 'Australia/Lord_Howe')).toBe(utc(2026, 9, 3, 15, 30));
    const { from, to } = boundsOfDay('2026-09-06', 'America/Santiago');
    expect([new Date(from).toISOString(), (to - from) / HOUR]).toEqual(['2026-09-06T04:00:00.000Z', 23]);
  });

  it('are none on a day it is closed, nor one that would end after hours; hours that overlap count once', () => {
    expect(times('2026-03-22', { closedOn: ['2026-03-22'] })).toEqual([]);
    expect(times('2026-03-22', { slotMinutes: 50 })).toEqual(['00:00', '00:50', '01:40']);
    const twice = [{ weekday: 7, from: '01:00', to: '02:00' }, { weekday: 7, from: '01:15', to: '02:15' }];
    expect(times('2026-03-22', { weekly: twice })).toEqual(['00:00', '00:30']);
  });

  it('are found by their beginning alone', () => {
    expect(slotAt(opening(), utc(2026, 2, 22, 0, 30))).toEqual({ startsAt: utc(2026, 2, 22, 0, 30), endsAt: utc(2026, 2, 22, 1, 0) });
    expect(slotAt(opening(), utc(2026, 2, 22, 0, 31))).toBeNull();
  });
});

describe('days', () => {
  it('are those of a calendar', () => {
    expect([addDays('2026-02-28', 1), addDays('2028-02-28', 1), addDays('2026-12-31', 1)]).toEqual(['2026-03-01', '2028-02-29', '2027-01-01']);
    expect([dateAt(utc(2026, 10, 26, 23), 'Europe/Paris'), dateAt(utc(2026, 10, 26, 23), 'UTC'), dateAt(utc(2026, 10, 27, 3), 'America/New_York')]).toEqual(['2026-11-27', '2026-11-26', '2026-11-26']);
  });
});

describe('a calendar entry', () => {
  const entry = calendarEntry({
    uid: 'a@clavis.example', sequence: 2, cancelled: false, stampedAt: utc(2026, 10, 23, 9), startsAt: utc(2026, 10, 27, 8), endsAt: utc(2026, 10, 27, 8, 30),
    summary: 'Rendez-vous\u202F: Bureau; de, Nantes', location: `1 rue de l’Égalité\n${'é'.repeat(60)}`, organizer: { name: 'Bureau "X"\r\nEvil: 1', address: 'bureau@clavis.example' },
  });

  it('is lines of at most 75 octets, with CRLF, escaped, and nothing smuggled in', () => {
    for (const line of entry.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(entry.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    const unfolded = entry.replaceAll('\r\n ', '');
    expect(unfolded).toContain('DTSTART:20261127T080000Z\r\nDTEND:20261127T083000Z');
    expect(unfolded).toContain('SUMMARY:Rendez-vous\u202F: Bureau\\; de\\, Nantes');
    expect(unfolded).toContain(`LOCATION:1 rue de l’Égalité\\n${'é'.repeat(60)}`);
    expect(unfolded).toContain('ORGANIZER;CN="Bureau XEvil: 1":mailto:');
    expect(unfolded).not.toMatch(/^Evil/mu);
    expect(unfolded).toContain('METHOD:PUBLISH');
  });
});
