import type { Language } from '../../../src-shared/domain/views.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';

const REMINDERS_DAYS = [90, 60, 30, 7] as const;
/** Octets of a line, without its end (RFC 5545, 3.1). */
const LINE_MAX = 75;

const WORDS: Readonly<Record<Language, { readonly summary: string; readonly description: string }>> = {
  fr: { summary: 'Fin de validité du certificat', description: 'Pensez à demander son renouvellement avant cette date.' },
  en: { summary: 'End of validity of the certificate', description: 'Ask for its renewal before this date.' },
};

/** The end of a certificate as an iCalendar file (RFC 5545) with a reminder 90, 60, 30 and 7 days before. */
export function endCalendar({ serial, sha256, holder, notAfter }: Pick<CertificateReply, 'serial' | 'sha256' | 'holder' | 'notAfter'>, language: Language, now: number): string {
  const { summary, description } = WORDS[language];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Clavis//Certificates//FR',
    'BEGIN:VEVENT',
    `UID:${sha256}@clavis`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(notAfter)}`,
    'TRANSP:TRANSPARENT',
    `SUMMARY:${text(`${summary} · ${holder}`)}`,
    `DESCRIPTION:${text(`${description} (${serial})`)}`,
    ...REMINDERS_DAYS.flatMap((days) => ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${text(summary)}`, `TRIGGER:-P${days}D`, 'END:VALARM']),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

/** 20261125T120000Z */
const utc = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/gu, '');

/** RFC 5545, 3.3.11. */
const text = (value: string): string => value.replaceAll(/[\\;,]/gu, '\\$&').replaceAll(/\r?\n/gu, '\\n');

/** Lines longer than 75 octets go on in the next one, after a space; a character is never cut. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > LINE_MAX - (parts.length === 0 ? 0 : 1)) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
