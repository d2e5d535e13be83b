import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';

/** The shape of a list that is being read. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <Late>
      <VisuallyHidden role="status">{t('account.loadingPart')}</VisuallyHidden>
      <Ghost height={20} width="60%" />
      <Ghost height={20} width="45%" />
    </Late>
  );
}
