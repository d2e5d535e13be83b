import type { TFunction } from 'i18next';

/** What a wrong code costs now, in one sentence with the exact number. */
export function costWords(of: 'pin' | 'puk', triesLeft: number | null, t: TFunction): string {
  if (triesLeft === null) return t('pinTask.costUnknown');
  if (triesLeft === 1) return of === 'puk' ? t('pinTask.costLastPuk') : t('pinTask.costLast');
  return of === 'puk' ? t('pinTask.costPuk', { count: triesLeft }) : t('pinTask.cost', { count: triesLeft });
}
