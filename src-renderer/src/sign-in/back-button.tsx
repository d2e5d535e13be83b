import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { goToSignIn } from '../store/sign-in-place.ts';
import { ActionButton } from '../ui/action-button.tsx';
import styles from '../ui/form.module.css';

export function BackButton() {
  const { t } = useTranslation();
  return (
    <div className={styles['back']}>
      <ActionButton kind="quiet" onClick={() => goToSignIn({ page: 'signIn' })} icon={<IconArrowLeft size={18} aria-hidden />} testId="sign-in-back">
        {t('signIn.back')}
      </ActionButton>
    </div>
  );
}
