import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClavisStore } from '../store/clavis-store.ts';
import { goToSection } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import styles from './account-gate.module.css';
import { CopyNotice } from './copy-notice.tsx';

interface AccountGateProps {
  readonly name: string;
  readonly title: 'requests.title';
  readonly children: ReactNode;
  /** Stands under the invitation to sign in: what can be done without. */
  readonly signedOut?: ReactNode;
}

/** Shows a section of the account to who is signed in, and to others what signing in would give. */
export function AccountGate({ name, title, children, signedOut }: AccountGateProps) {
  const { t } = useTranslation();
  const kind = useClavisStore((state) => state.account?.session.kind);
  if (kind === 'signedIn') {
    return (
      <>
        <CopyNotice />
        {children}
      </>
    );
  }
  return (
    <Page name={name} title={t(title)}>
      {kind === undefined ? (
        <Late>
          <Ghost height={220} round />
        </Late>
      ) : (
        <Card testId="signed-out">
          <div className={styles['invitation']}>
            <p>{kind === 'termsPending' ? t('accountGate.termsPending') : t(name === 'requests' ? 'accountGate.requestsNeedAccount' : 'accountGate.certificatesNeedAccount')}</p>
            <ActionButton kind="primary" onClick={() => goToSection('account')} testId="go-sign-in">
              {kind === 'termsPending' ? t('accountGate.readTerms') : t('accountGate.signIn')}
            </ActionButton>
          </div>
        </Card>
      )}
      {signedOut}
    </Page>
  );
}
