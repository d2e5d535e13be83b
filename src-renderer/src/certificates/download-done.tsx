import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFingerprint } from '../words/format-fingerprint.ts';
import type { DownloadOutcome } from '../../../src-shared/domain/account-views.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useSecretOnScreen } from '../store/use-secret-on-screen.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './download-done.module.css';

/** The password of the file, shown once: read, not copied. Hidden again when the window is left. */
export function DownloadDone({ outcome, onClose }: { readonly outcome: DownloadOutcome; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);

  useSecretOnScreen(true);
  useEffect(() => title.current?.focus(), []);
  useEffect(() => {
    if (!outcome.saved) return undefined;
    // Nobody can show it again: the frame asks before it is left.
    useClavisStore.setState({ unsaved: 'password' });
    return () => useClavisStore.setState({ unsaved: 'none' });
  }, [outcome]);
  useEffect(() => {
    const hide = () => setShown(false);
    window.addEventListener('blur', hide);
    return () => window.removeEventListener('blur', hide);
  }, []);

  return (
    <div className={styles['done']} data-testid="download-done">
      <h3 ref={title} tabIndex={-1} className={styles['title']}>
        {outcome.saved ? t('certificates.downloaded', { file: outcome.fileName }) : t('certificates.downloadNotSaved')}
      </h3>
      {outcome.saved ? (
        <>
          <Notice tone="warning" title={t('certificates.passwordOnce')}>
            {t('certificates.passwordText')}
          </Notice>
          <div className={styles['password']}>
            <span className={styles['value']} data-testid="download-password">
              {shown ? outcome.password : t('certificates.passwordHidden')}
            </span>
            <ActionButton onClick={() => setShown(!shown)} testId="password-show">
              {shown ? t('certificates.hidePassword') : t('certificates.showPassword')}
            </ActionButton>
          </div>
        </>
      ) : (
        <p>{t('certificates.downloadNotSavedText')}</p>
      )}
      <Facts stacked facts={[{ label: t('certificates.checksum'), value: formatFingerprint(outcome.sha256) }]} />
      <p>{t('certificates.downloadsLeft', { count: outcome.downloadsLeft })}</p>
      <ActionButton kind="primary" onClick={onClose} testId="download-close">
        {outcome.saved ? t('certificates.passwordNoted') : t('certificates.close')}
      </ActionButton>
    </div>
  );
}
