import { VisuallyHidden } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCountdown, formatSpan } from '../../../src-shared/messages/format-time.ts';
import { useNow } from '../store/use-now.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './link-clock.module.css';

/** Below this the clock is a warning. */
const SHORT_MS = 30 * 60 * 1000;

/** Time left on the link, live for the eye; a screen reader gets it in words when it asks, not every second. */
export function LinkClock({ expiresAt }: { readonly expiresAt: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const left = expiresAt - useNow(1000);
  const over = left <= 0;
  return (
    <p className={`${styles['clock']} ${left < SHORT_MS ? styles['short'] : ''}`} data-testid="link-clock">
      <IconClock size={16} stroke={1.8} aria-hidden />
      <span aria-hidden>{over ? t('wizard.linkOver') : t('wizard.linkLeft', { span: formatCountdown(left, language) })}</span>
      <VisuallyHidden>{over ? t('wizard.linkOver') : t('wizard.linkLeft', { span: formatSpan(left, language) })}</VisuallyHidden>
    </p>
  );
}
