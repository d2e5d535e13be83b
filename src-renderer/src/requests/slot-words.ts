import type { Language } from '../../../src-shared/domain/views.ts';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Language, string>;
const DAY = 86_400_000;

/** A calendar date, "2026-11-25", some days after a moment. */
export const addDays = (time: number, days: number): string => new Date(time + days * DAY).toISOString().slice(0, 10);

/** "jeudi 26 nov." of a calendar date of the office: no zone moves it. */
export function formatWeekday(date: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { weekday: 'long', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(date));
}
