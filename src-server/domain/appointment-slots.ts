import type { OfficeOpening } from '../../src-shared/http/offices.ts';

/** A time at which one desk can meet one person. Milliseconds since the epoch. */
export interface Slot {
  readonly startsAt: number;
  readonly endsAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The slots of one day of an office's calendar, in order. Opening hours are what a wall clock at the office shows: where the
 * clocks are put forward, what the wall never shows is no slot; where they are put back, an hour that comes twice counts once.
 * @param date "2026-03-29".
 */
export function slotsOfDay(opening: OfficeOpening, date: string): readonly Slot[] {
  if (opening.closedOn.includes(date)) return [];
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const slots = new Map<number, Slot>();
  for (const { from, to } of opening.weekly.filter((hours) => hours.weekday === weekday)) {
    for (let at = minutesOf(from); at + opening.slotMinutes <= minutesOf(to); at += opening.slotMinutes) {
      const startsAt = instantOf(date, at, opening.timeZone);
      if (startsAt !== null) slots.set(startsAt, { startsAt, endsAt: startsAt + opening.slotMinutes * MINUTE_MS });
    }
  }
  return withoutOverlap([...slots.values()].toSorted((a, b) => a.startsAt - b.startsAt));
}

/** The slot that begins at this moment; null: the office meets nobody then. */
export function slotAt(opening: OfficeOpening, startsAt: number): Slot | null {
  return slotsOfDay(opening, dateAt(startsAt, opening.timeZone)).find((slot) => slot.startsAt === startsAt) ?? null;
}

/** "2026-11-25", by the wall calendar of a zone. */
export function dateAt(at: number, timeZone: string): string {
  return new Date(wallOf(at, timeZone)).toISOString().slice(0, 10);
}

/** The day so many days later, by the calendar. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** First moment of a day and of the one after it. */
export function boundsOfDay(date: string, timeZone: string): { readonly from: number; readonly to: number } {
  return { from: startOfDay(date, timeZone), to: startOfDay(addDays(date, 1), timeZone) };
}

/**
 * The first moment at which the wall clock of a zone shows this; null: it never does (clocks put forward).
 * @param minutes of the day.
 */
export function instantOf(date: string, minutes: number, timeZone: string): number | null {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  // The offset of the day before or of the day after: clocks are changed once between them at most.
  const candidates = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - (wallOf(near, timeZone) - near));
  const shown = candidates.filter((at) => wallOf(at, timeZone) === wall);
  return shown.length === 0 ? null : Math.min(...shown);
}

/** Midnight, or where clocks are put forward over it, the first minute there is. */
function startOfDay(date: string, timeZone: string): number {
  for (let minutes = 0; minutes < 180; minutes++) {
    const at = instantOf(date, minutes, timeZone);
    if (at !== null) return at;
  }
  throw new Error('a day without a beginning');
}

/** A slot that would begin before the one before it is over is left out: hours that overlap, clocks that change. */
function withoutOverlap(slots: readonly Slot[]): readonly Slot[] {
  const kept: Slot[] = [];
  for (const slot of slots) if (slot.startsAt >= (kept.at(-1)?.endsAt ?? slot.startsAt)) kept.push(slot);
  return kept;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the wall clock of a zone shows at this moment, as if it were UTC; whole minutes. */
function wallOf(at: number, timeZone: string): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}
