/** What a calendar is told of an appointment. */
export interface CalendarEntry {
  /** Stays the same for the life of the appointment. */
  readonly uid: string;
  /** Counts up with each change (RFC 5545 3.8.7.4). */
  readonly sequence: number;
  readonly cancelled: boolean;
  readonly stampedAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly summary: string;
  readonly location: string;
  readonly organizer: { readonly name: string; readonly address: string };
}

/**
 * An iCalendar object of one event (RFC 5545, method of RFC 5546 3.2.1 and 3.2.5). Times are UTC: each calendar shows them
 * in its own zone.
 */
export function calendarEntry(entry: CalendarEntry): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Clavis//Authority//FR',
    'CALSCALE:GREGORIAN',
    `METHOD:${entry.cancelled ? 'CANCEL' : 'PUBLISH'}`,
    'BEGIN:VEVENT',
    `UID:${entry.uid}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${utc(entry.stampedAt)}`,
    `DTSTART:${utc(entry.startsAt)}`,
    `DTEND:${utc(entry.endsAt)}`,
    `SUMMARY:${text(entry.summary)}`,
    `LOCATION:${text(entry.location)}`,
    `ORGANIZER;CN="${entry.organizer.name.replace(/["\p{Cc}]/gu, '')}":mailto:${entry.organizer.address}`,
    `STATUS:${entry.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** "20261125T091500Z" (RFC 5545 3.3.5, form 2). */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
}

/** RFC 5545 3.3.11. */
function text(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r?\n/gu, '\\n');
}

/** No line longer than 75 octets, none cut within a character (RFC 5545 3.1). */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    const limit = parts.length === 0 ? 75 : 74;
    if (Buffer.byteLength(part + character) > limit) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
