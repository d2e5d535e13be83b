import { useTranslation } from 'react-i18next';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './account-gate.module.css';

/** Says how old what is on screen is, when the authority could not be asked. */
export function CopyNotice() {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const copy = useClavisStore((state) => state.account?.copy ?? null);
  const verb = useVerb();
  if (copy === null || (copy.state !== 'offline' && copy.state !== 'failed')) return null;
  const age = copy.syncedAt === null ? t('accountGate.neverSynced') : t('accountGate.syncedAt', { age: formatAge(copy.syncedAt, now, language) });
  return (
    <div className={styles['notice']}>
      <Notice
        tone="warning"
        title={copy.state === 'offline' ? t('accountGate.offline') : t('accountGate.failed')}
        live="status"
        testId="copy-notice"
        action={
          <ActionButton onClick={() => void verb.run(() => clavis.account.sync())} pending={verb.pending} testId="copy-retry">
            {t('accountGate.retry')}
          </ActionButton>
        }
      >
        {t('accountGate.stillReadable')} {age}
      </Notice>
    </div>
  );
}
