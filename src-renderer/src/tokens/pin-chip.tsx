import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { Chip } from '../ui/chip.tsx';

/** The PIN's counter, in a word and a number, before anyone types. */
export function PinChip({ token }: { readonly token: TokenView }) {
  const { t } = useTranslation();
  const { triesLeft } = token.pin;
  if (token.blocked) return <Chip tone="blocked">{t('tokens.pinBlocked')}</Chip>;
  if (triesLeft === null) return <Chip tone="waiting">{t('tokens.pinUnknown')}</Chip>;
  if (triesLeft === 1) return <Chip tone="warning">{t('tokens.pinLastTry')}</Chip>;
  return <Chip tone="ok">{t('tokens.pinTries', { count: triesLeft })}</Chip>;
}
