import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../src-shared/domain/account-views.ts';
import { ACCOUNT_TABS, useAccountPlace, type AccountTab } from '../store/account-place.ts';
import { Page } from '../ui/page.tsx';
import styles from './account-page.module.css';
import { AssociatedCard } from './associated-card.tsx';
import { DataTab } from './data-tab.tsx';
import { JournalCard } from './journal-card.tsx';
import { PasswordSummary, ProfileTab } from './profile-tab.tsx';
import { SessionsCard } from './sessions-card.tsx';

interface AccountPageProps {
  readonly session: Extract<SessionView, { readonly kind: 'signedIn' }>;
}

/** What is one's own, in four parts. */
export function AccountPage({ session }: AccountPageProps) {
  const { t } = useTranslation();
  const tab = useAccountPlace((state) => state.tab);
  return (
    <Page name="account" title={t('account.title')}>
      <nav className={styles['tabs']} aria-label={t('account.tabs')}>
        {ACCOUNT_TABS.map((name) => (
          <button
            key={name}
            type="button"
            className={styles['tab']}
            aria-current={name === tab ? 'page' : undefined}
            onClick={() => useAccountPlace.setState({ tab: name })}
            data-testid={`account-tab-${name}`}
          >
            {t(`account.tab_${name}`)}
          </button>
        ))}
      </nav>
      <Tab tab={tab} session={session} />
    </Page>
  );
}

function Tab({ tab, session }: AccountPageProps & { readonly tab: AccountTab }) {
  switch (tab) {
    case 'profile':
      return <ProfileTab session={session} />;
    case 'security':
      return (
        <>
          <PasswordSummary />
          <AssociatedCard />
          <SessionsCard />
        </>
      );
    case 'journal':
      return <JournalCard />;
    case 'data':
      return <DataTab />;
  }
}
