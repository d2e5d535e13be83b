import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CopyView } from '../../../src-shared/domain/account-views.ts';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { useNow } from '../store/use-now.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './authority-status-line.module.css';

const LOOKS = {
  upToDate: { icon: IconCloudCheck, tone: 'ok' },
  syncing: { icon: IconRefresh, tone: 'soft' },
  offline: { icon: IconCloudOff, tone: 'bad' },
  failed: { icon: IconAlertTriangle, tone: 'bad' },
} as const satisfies Record<CopyView['state'], object>;

/** Whether the account's copy is as the authority has it, how old it is, and where it is kept. */
export function CopyLine({ copy }: { readonly copy: CopyView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const look = LOOKS[copy.state];
  return (
    <p className={styles['line']} data-testid="copy-line" data-state={copy.state}>
      <look.icon size={18} stroke={1.8} aria-hidden className={styles[look.tone] ?? ''} />
      <span>
        {t(`copy.${copy.state}`)}
        <span className={styles['age']}>
          {copy.syncedAt === null ? t('copy.never') : t('copy.age', { age: formatAge(copy.syncedAt, now, language) })}
        </span>
        {copy.kept === 'memory' ? <span className={styles['age']}>{t('copy.memory')}</span> : null}
      </span>
    </p>
  );
}
