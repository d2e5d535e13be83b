import { useTranslation } from 'react-i18next';
import type { PinCounter } from '../../../src-shared/domain/views.ts';
import { Chip } from '../ui/chip.tsx';

interface CounterChipProps {
  readonly of: 'pin' | 'puk';
  readonly counter: PinCounter;
  readonly blocked: boolean;
}

/** A counter, in a word and a number, before anyone types. */
export function CounterChip({ of, counter: { triesLeft, triesMax }, blocked }: CounterChipProps) {
  const { t } = useTranslation();
  const isPin = of === 'pin';
  if (blocked || triesLeft === 0) return <Chip tone="blocked">{isPin ? t('tokens.pinBlocked') : t('tokens.pukBlocked')}</Chip>;
  if (triesLeft === null) return <Chip tone="waiting">{isPin ? t('tokens.pinUnknown') : t('tokens.pukUnknown')}</Chip>;
  if (triesLeft === 1) return <Chip tone="warning">{isPin ? t('tokens.pinLastTry') : t('tokens.pukLastTry')}</Chip>;
  // Fewer than at most: a wrong code was entered already.
  const tone = triesMax !== null && triesLeft < triesMax ? 'warning' : 'ok';
  return <Chip tone={tone}>{isPin ? t('tokens.pinTries', { count: triesLeft }) : t('tokens.pukTries', { count: triesLeft })}</Chip>;
}
