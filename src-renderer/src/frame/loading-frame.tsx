import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import styles from './loading-frame.module.css';

/** Before main has answered once: the shape of what comes, after 150 ms. */
export function LoadingFrame() {
  const { t } = useTranslation();
  return (
    <main className={styles['frame']} aria-busy="true">
      <VisuallyHidden>
        <h1>{t('frame.appName')}</h1>
        <p role="status">{t('frame.loading')}</p>
      </VisuallyHidden>
      <Late>
        <div className={styles['rail']}>
          <Ghost height={24} width={110} />
          <Ghost height={40} />
          <Ghost height={40} />
        </div>
        <div className={styles['content']}>
          <Ghost height={30} width={280} />
          <Ghost height={18} width={420} />
          <Ghost height={150} round />
          <Ghost height={240} round />
        </div>
      </Late>
    </main>
  );
}
