import { useTranslation } from 'react-i18next';
import type { PinTaskState } from './use-pin-task.ts';

/** What the card said of the last entry, for the place under its field; null when there is nothing against it. */
export function useOutcomeWords({ outcome, verb }: Pick<PinTaskState, 'outcome' | 'verb'>, of: 'pin' | 'puk'): string | null {
  const { t } = useTranslation();
  if (verb.pending || verb.problem !== null || outcome?.kind !== 'wrong') return null;
  const left = outcome.counter.triesLeft;
  return `${of === 'puk' ? t('pinTask.wrongPuk') : t('pinTask.wrong')} ${left === null ? t('pinTask.leftUnknown') : t('pinTask.left', { count: left })}`;
}
