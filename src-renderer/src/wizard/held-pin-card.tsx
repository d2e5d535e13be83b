import { IconLockCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from './held-pin-card.module.css';

/** Back on step 2 with a PIN already in the card host's memory: go on, or choose another. */
export function HeldPinCard({ onChange }: { readonly onChange: () => void }) {
  const { t } = useTranslation();
  return (
    <Card testId="pin-held">
      <div className={styles['card']}>
        <span className={styles['icon']}>
          <IconLockCheck size={26} stroke={1.7} aria-hidden />
        </span>
        <div className={styles['words']}>
          <h2>{t('pin.heldTitle')}</h2>
          <p>{t('pin.heldText')}</p>
        </div>
        <ActionButton onClick={onChange} testId="pin-change">
          {t('pin.heldChange')}
        </ActionButton>
      </div>
    </Card>
  );
}
