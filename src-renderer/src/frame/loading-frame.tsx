import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Late } from '../ui/late.tsx';
import styles from './loading-frame.module.css';

/** Before main has answered once: the shape of what comes, after 150 ms. */
export function LoadingFrame() {
  const { t } = useTranslation();
  return (
    <main className={styles['frame']} aria-busy="true">
      <VisuallyHidden role="status">{t('frame.loading')}</VisuallyHidden>
      <Late>
        <div className={styles['rail']}>
          <Skeleton height={24} width={110} />
          <Skeleton height={40} />
          <Skeleton height={40} />
        </div>
        <div className={styles['content']}>
          <Skeleton height={30} width={280} />
          <Skeleton height={18} width={420} />
          <Skeleton height={150} radius={14} />
          <Skeleton height={240} radius={14} />
        </div>
      </Late>
    </main>
  );
}
