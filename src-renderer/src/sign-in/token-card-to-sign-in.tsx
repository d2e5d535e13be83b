import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { TokenIdentity } from '../pin-tasks/token-identity.tsx';
import { UnblockButton } from '../pin-tasks/unblock-button.tsx';
import { goToSignIn } from '../store/sign-in-place.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { useSigningCertificates } from './use-signing-certificates.ts';

/** Signing in with what is plugged in, or what it would take. */
export function TokenCardToSignIn() {
  const { t } = useTranslation();
  const title = useId();
  const candidates = useSigningCertificates();
  const usable = candidates.find(({ token }) => !token.blocked);
  const shown = usable ?? candidates[0];
  return (
    <Card labelledBy={title} testId="sign-in-token">
      <div className={styles['section']}>
        <h2 id={title}>{t('signIn.byToken')}</h2>
        <p className={styles['soft']}>{t('signIn.byTokenText')}</p>
        {shown === undefined ? (
          <div className={styles['text']}>
            <p>{t('signIn.tokenNone')}</p>
            <p className={styles['small']}>{t('signIn.tokenNoneText')}</p>
          </div>
        ) : (
          <TokenIdentity token={shown.token} counter={{ of: 'pin', value: shown.token.pin }} />
        )}
        {shown !== undefined && usable === undefined ? <p className={styles['soft']}>{t('signIn.tokenBlocked')}</p> : null}
        <div className={styles['buttons']}>
          {usable === undefined ? null : (
            <ActionButton onClick={() => goToSignIn({ page: 'token' })} testId="go-token">
              {t('signIn.useToken')}
            </ActionButton>
          )}
          {shown !== undefined && usable === undefined ? <UnblockButton token={shown.token} primary={false} /> : null}
        </div>
      </div>
    </Card>
  );
}
