import type { TFunction } from 'i18next';
import { DIAGNOSTIC_VALUES, type DiagnosticFactName, type DiagnosticValue } from '../../../src-shared/domain/diagnostics.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import { formatSpan } from '../../../src-shared/messages/format-time.ts';

/** One fact as it reads in a line: its name, and its value in words where a bare one would say little. */
export function factWords(name: DiagnosticFactName, value: string | number | boolean, language: Language, t: TFunction): string {
  return t('diagnosis.fact', { name: t(`diagnostics.facts.${name}`), value: valueWords(name, value, language, t) });
}

function valueWords(name: DiagnosticFactName, value: string | number | boolean, language: Language, t: TFunction): string {
  if (typeof value === 'boolean') return value ? t('diagnostics.values.yes') : t('diagnostics.values.no');
  if (typeof value === 'number') return name === 'skewSeconds' ? formatSpan(Math.abs(value) * 1000, language) : String(value);
  if (name === 'atr') return value.replaceAll(/(..)(?=.)/gu, '$1 ');
  return isKnown(name, value) ? t(`diagnostics.values.${value}`) : value;
}

/** Of a fact whose values are a closed list with words. */
function isKnown(name: DiagnosticFactName, value: string): value is DiagnosticValue {
  const lists: Partial<Record<DiagnosticFactName, readonly string[]>> = DIAGNOSTIC_VALUES;
  return lists[name]?.includes(value) === true;
}
