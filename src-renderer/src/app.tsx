import { useTranslation } from 'react-i18next';
import { AccountSection } from './account/account-section.tsx';
import styles from './app.module.css';
import { CertificatesPage } from './certificates/certificates-page.tsx';
import { DiagnosticsPage } from './diagnostics/diagnostics-page.tsx';
import { DriversPage } from './drivers/drivers-page.tsx';
import { EntryPage } from './entry/entry-page.tsx';
import { AccountBanners } from './frame/account-banners.tsx';
import { ArrivalNotices } from './frame/arrival-notice.tsx';
import { AuthorityBanner } from './frame/authority-banner.tsx';
import { ConflictDialog } from './frame/conflict-dialog.tsx';
import { DepartureDialog } from './frame/departure-dialog.tsx';
import { IdleDialog } from './frame/idle-dialog.tsx';
import { LoadingFrame } from './frame/loading-frame.tsx';
import { ProofDialog } from './frame/proof-dialog.tsx';
import { Rail } from './frame/rail.tsx';
import { HelpPage } from './help/help-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { MailboxPage } from './mailbox/mailbox-page.tsx';
import { PinTaskPage } from './pin-tasks/pin-task-page.tsx';
import { RequestsPage } from './requests/requests-page.tsx';
import { useClavisStore } from './store/clavis-store.ts';
import { TermsPage } from './terms/terms-page.tsx';
import { TokensPage } from './tokens/tokens-page.tsx';
import { Wizard } from './wizard/wizard.tsx';

export function App() {
  const { t } = useTranslation();
  const app = useClavisStore((state) => state.app);
  if (app === null) return <LoadingFrame />;
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#content">
        {t('frame.skipToContent')}
      </a>
      <Rail app={app} />
      <main id="content" className={styles['content']} tabIndex={-1}>
        <ArrivalNotices />
        <AuthorityBanner app={app} />
        <AccountBanners />
        <Screen />
      </main>
      <DepartureDialog />
      <ConflictDialog />
      <ProofDialog />
      <IdleDialog />
    </div>
  );
}

function Screen() {
  const section = useClavisStore((state) => state.section);
  const unblock = useClavisStore((state) => state.unblock);
  const entry = useClavisStore((state) => state.entry);
  const pinTask = useClavisStore((state) => state.pinTask);
  const termsPending = useClavisStore((state) => (state.account?.session.kind === 'termsPending' ? state.account.session.terms : undefined));
  switch (section) {
    case 'tokens':
      if (entry !== null) return <EntryPage readerId={entry.readerId} focus={entry.focus} />;
      if (pinTask !== null) return <PinTaskPage task={pinTask} />;
      return unblock === null ? <TokensPage /> : <Wizard view={unblock} />;
    case 'home':
      return termsPending === undefined ? <HomePage /> : <TermsPage terms={termsPending} />;
    case 'account':
      return <AccountSection />;
    case 'certificates':
      return <CertificatesPage />;
    case 'drivers':
      return <DriversPage />;
    case 'requests':
      return <RequestsPage />;
    case 'diagnostics':
      return <DiagnosticsPage />;
    case 'mailbox':
      return <MailboxPage />;
    case 'help':
      return <HelpPage />;
  }
}
