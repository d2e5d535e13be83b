import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAge, formatCountdown, formatDate, formatDateTime, formatSpan, formatUntil } from '../../../src-shared/messages/format-time.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 14, 30);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PARIS = 'Europe/Paris';
/** Intl puts no-break spaces where it likes; the words are what is judged. */
const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/gu, ' ');

describe('dates', () => {
  it('are written as people say them', () => {
    expect(formatDate(NOW, 'fr', PARIS)).toBe('22 novembre 2026');
    expect(formatDate(NOW, 'en', PARIS)).toBe('22 November 2026');
    expect(formatDate(Date.UTC(2029, 2, 1, 12), 'fr', PARIS)).toBe('1er mars 2029');
    expect(plain(formatDateTime(NOW, 'fr', PARIS))).toBe('22 novembre 2026 à 10 h 14');
    expect(formatDateTime(NOW, 'en', PARIS)).toBe('22 November 2026 at 10:14');
  });

  it('say midnight as 0 h, never 24', () => {
    const midnight = Date.UTC(2026, 10, 21, 23, 0);
    expect(plain(formatDateTime(midnight, 'fr', PARIS))).toBe('22 novembre 2026 à 0 h 00');
    expect(formatDateTime(midnight, 'en', PARIS)).toBe('22 November 2026 at 00:00');
  });

  it('keep the hour and its minutes on one line', () => {
    expect(formatDateTime(NOW, 'fr', PARIS)).toContain('10\u00A0h\u00A014');
  });
});

describe('ages', () => {
  it.each([
    [-5 * SECOND, 'à l’instant', 'just now'],
    [10 * SECOND, 'à l’instant', 'just now'],
    [50 * SECOND, 'il y a 1 minute', '1 minute ago'],
    [2 * MINUTE + 59 * SECOND, 'il y a 2 minutes', '2 minutes ago'],
    [3 * HOUR, 'il y a 3 heures', '3 hours ago'],
    [30 * HOUR, 'hier', 'yesterday'],
    [50 * HOUR, 'il y a 2 jours', '2 days ago'],
  ])('%d ms ago', (age, inFrench, inEnglish) => {
    expect(plain(formatAge(NOW - age, NOW, 'fr'))).toBe(inFrench);
    expect(plain(formatAge(NOW - age, NOW, 'en'))).toBe(inEnglish);
  });
});

describe('moments to come', () => {
  it.each([
    [30 * SECOND, 'dans 1 minute', 'in 1 minute'],
    [90 * SECOND, 'dans 2 minutes', 'in 2 minutes'],
    [2 * HOUR, 'dans 2 heures', 'in 2 hours'],
    [25 * HOUR, 'demain', 'tomorrow'],
    [28 * DAY, 'dans 28 jours', 'in 28 days'],
    // The last day that is told in days, and the first that is not: never less than was told the day before.
    [90 * DAY - 1, 'dans 89 jours', 'in 89 days'],
    [90 * DAY, 'dans 3 mois', 'in 3 months'],
    // Made for twelve months today, a minute ago, a week ago, three weeks ago; for twelve months of which one has 29 days.
    [365 * DAY, 'dans 1 an', 'in 1 year'],
    [365 * DAY - MINUTE, 'dans 1 an', 'in 1 year'],
    [366 * DAY, 'dans 1 an', 'in 1 year'],
    [358 * DAY, 'dans 1 an', 'in 1 year'],
    [357 * DAY, 'dans 11 mois', 'in 11 months'],
    [388 * DAY, 'dans 1 an', 'in 1 year'],
    [389 * DAY, 'dans 13 mois', 'in 13 months'],
    [412 * DAY, 'dans 13 mois', 'in 13 months'],
    [700 * DAY, 'dans 23 mois', 'in 23 months'],
    [730 * DAY - MINUTE, 'dans 2 ans', 'in 2 years'],
    [900 * DAY, 'dans 2 ans', 'in 2 years'],
    [1095 * DAY - MINUTE, 'dans 3 ans', 'in 3 years'],
    [1060 * DAY, 'dans 2 ans', 'in 2 years'],
  ])('%d ms ahead', (ahead, inFrench, inEnglish) => {
    expect(plain(formatUntil(NOW + ahead, NOW, 'fr'))).toBe(inFrench);
    expect(plain(formatUntil(NOW + ahead, NOW, 'en'))).toBe(inEnglish);
  });
});

describe('countdowns', () => {
  it.each([
    [23 * HOUR + 41 * MINUTE, '23 h 41', '23 h 41 min', '23 heures et 41 minutes', '23 hours and 41 minutes'],
    [HOUR + 4 * MINUTE, '1 h 04', '1 h 04 min', '1 heure et 4 minutes', '1 hour and 4 minutes'],
    [41 * MINUTE + 30 * SECOND, '41 min', '41 min', '41 minutes', '41 minutes'],
    [4 * MINUTE + 5 * SECOND, '4 min 05 s', '4 min 05 s', '4 minutes', '4 minutes'],
    [9 * SECOND, '9 s', '9 s', '9 secondes', '9 seconds'],
    [-1, '0 s', '0 s', '0 seconde', '0 seconds'],
  ])('%d ms left', (left, shortFrench, shortEnglish, longFrench, longEnglish) => {
    expect(plain(formatCountdown(left, 'fr'))).toBe(shortFrench);
    expect(plain(formatCountdown(left, 'en'))).toBe(shortEnglish);
    expect(plain(formatSpan(left, 'fr'))).toBe(longFrench);
    expect(plain(formatSpan(left, 'en'))).toBe(longEnglish);
  });

  it('never break in the middle and never promise more than is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * DAY }), (left) => {
        const shown = formatCountdown(left, 'fr');
        expect(shown).not.toContain(' ');
        // A number without a unit is the minutes behind the hours.
        const parts = [...shown.matchAll(/(\d+)(?:\u00A0(h|min|s))?/gu)];
        const promised = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? HOUR : unit === 's' ? SECOND : MINUTE), 0);
        expect(parts.length).toBeGreaterThan(0);
        expect(promised).toBeLessThanOrEqual(left);
      }),
    );
  });
});
