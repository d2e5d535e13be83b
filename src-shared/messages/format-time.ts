import type { Language } from '../domain/views.ts';

/**
 * Dates and durations in words people use, by Intl. Times are milliseconds since the epoch, spans milliseconds.
 * `timeZone` is for tests; without it, the machine's own.
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Mean length of a Gregorian month. */
const MONTH = 30.436_875 * DAY;

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Language, string>;
const JUST_NOW = { fr: 'à l’instant', en: 'just now' } as const satisfies Record<Language, string>;
const NO_BREAK_SPACE = '\u00A0';

/** "14 mars 2029", "1er mars 2029", "14 March 2029". */
export function formatDate(time: number, language: Language, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month: 'long', year: 'numeric', timeZone }).formatToParts(time);
  const firstInFrench = (type: string, value: string) => (language === 'fr' && type === 'day' && value === '1' ? '1er' : value);
  return parts.map(({ type, value }) => firstInFrench(type, value)).join('');
}

/** For columns: "10/09/2020" in both languages. */
export function formatShortDate(time: number, language: Language, timeZone?: string): string {
  if (timeZone !== undefined) return new Intl.DateTimeFormat(LOCALES[language], SHORT_DATE(timeZone)).format(time);
  const kept = (shortDates[language] ??= new Intl.DateTimeFormat(LOCALES[language], SHORT_DATE()));
  return kept.format(time);
}

/** "22 novembre 2026 à 10 h 14", "22 November 2026 at 10:14". */
export function formatDateTime(time: number, language: Language, timeZone?: string): string {
  return `${formatDate(time, language, timeZone)} ${language === 'fr' ? 'à' : 'at'} ${formatTime(time, language, timeZone)}`;
}

/** "9 h 30", "09:30". */
export function formatTime(time: number, language: Language, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).formatToParts(time);
  const valueOf = (type: 'hour' | 'minute') => parts.find((part) => part.type === type)?.value ?? '';
  if (language === 'en') return `${valueOf('hour')}:${valueOf('minute')}`;
  return `${Number(valueOf('hour'))}${NO_BREAK_SPACE}h${NO_BREAK_SPACE}${valueOf('minute')}`;
}

/** Age of something: "à l’instant", "il y a 2 minutes", "hier". A time ahead of now (clock skew) reads as now. */
export function formatAge(then: number, now: number, language: Language): string {
  const age = Math.max(0, now - then);
  if (age < 45 * SECOND) return JUST_NOW[language];
  if (age < HOUR) return relative(language, -Math.max(1, Math.floor(age / MINUTE)), 'minute');
  if (age < DAY) return relative(language, -Math.floor(age / HOUR), 'hour');
  return relative(language, -Math.floor(age / DAY), 'day');
}

/**
 * A moment to come: "dans 28 jours", "dans 13 mois", "dans 2 ans"; under a day "dans 3 heures". Days and hours never round up. A month
 * counts when no more than a week of it is missing, a year when no more than a month is: what was made last week for a year ends
 * "dans 1 an". An exact date stands beside it.
 */
export function formatUntil(then: number, now: number, language: Language): string {
  const span = Math.max(0, then - now);
  if (span < HOUR) return relative(language, Math.max(1, Math.ceil(span / MINUTE)), 'minute');
  if (span < DAY) return relative(language, Math.floor(span / HOUR), 'hour');
  if (span < 90 * DAY) return relative(language, Math.floor(span / DAY), 'day');
  const months = Math.floor((span + MONTH / 4) / MONTH);
  if (months !== 12 && months < 24) return relative(language, months, 'month');
  return relative(language, Math.floor((span + MONTH) / (12 * MONTH)), 'year');
}

/** A countdown for the eye, with tabular numbers: "23 h 41", "41 min", "4 min 05 s". */
export function formatCountdown(span: number, language: Language): string {
  const left = Math.max(0, span);
  const hours = Math.floor(left / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  const seconds = Math.floor((left % MINUTE) / SECOND);
  const join = (...parts: readonly string[]) => parts.join(NO_BREAK_SPACE);
  if (hours > 0) return join(`${hours}`, 'h', language === 'fr' ? twoDigits(minutes) : `${twoDigits(minutes)}${NO_BREAK_SPACE}min`);
  if (minutes >= 10) return join(`${minutes}`, 'min');
  if (minutes > 0) return join(`${minutes}`, 'min', twoDigits(seconds), 's');
  return join(`${seconds}`, 's');
}

/** A span in full words, for sentences and screen readers: "23 heures et 41 minutes", "45 secondes". */
export function formatSpan(span: number, language: Language): string {
  const left = Math.max(0, span);
  const days = Math.floor(left / DAY);
  const hours = Math.floor((left % DAY) / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  const parts: string[] = [];
  if (days > 0) parts.push(unit(language, days, 'day'));
  if (hours > 0) parts.push(unit(language, hours, 'hour'));
  if (minutes > 0 && days === 0) parts.push(unit(language, minutes, 'minute'));
  if (parts.length === 0) parts.push(unit(language, Math.floor(left / SECOND), 'second'));
  return new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }).format(parts);
}

/** Made once: a list formats one per row, and making one costs more than using it. */
const shortDates: Partial<Record<Language, Intl.DateTimeFormat>> = {};
const SHORT_DATE = (timeZone?: string): Intl.DateTimeFormatOptions => ({ day: '2-digit', month: '2-digit', year: 'numeric', ...(timeZone === undefined ? {} : { timeZone }) });

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';

function relative(language: Language, value: number, of: Unit): string {
  return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: Math.abs(value) <= 1 && of === 'day' ? 'auto' : 'always' }).format(value, of);
}

function unit(language: Language, value: number, of: Unit): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit: of, unitDisplay: 'long' }).format(value);
}

function twoDigits(value: number): string {
  return `${value}`.padStart(2, '0');
}
