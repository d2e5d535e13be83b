import type { Language } from '../../../src-shared/domain/views.ts';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Language, string>;

/** "482 ko", "7,9 Mo". @param bytes not negative. */
export function formatSize(bytes: number, language: Language): string {
  const kilobytes = bytes / 1024;
  const [value, unit] = kilobytes < 1000 ? [Math.max(bytes > 0 ? 1 : 0, Math.round(kilobytes)), 'kilobyte'] : [kilobytes / 1024, 'megabyte'];
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);
}
