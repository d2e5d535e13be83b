import { useTranslation } from 'react-i18next';
import styles from './app.module.css';
import { DiagnosticsPage } from './diagnostics/diagnostics-page.tsx';
import { EntryPage } from './entry/entry-page.tsx';
import { ArrivalNotices } from './frame/arrival-notice.tsx';
import { AuthorityBanner } from './frame/authority-banner.tsx';
import { DepartureDialog } from './frame/departure-dialog.tsx';
import { LoadingFrame } from './frame/loading-frame.tsx';
import { Rail } from './frame/rail.tsx';
import { HelpPage } from './help/help-page.tsx';
import { MailboxPage } from './mailbox/mailbox-page.tsx';
import { PinTaskPage } from './pin-tasks/pin-task-page.tsx';
import { RequestsPage } from './requests/requests-page.tsx';
import { useClavisStore } from './store/clavis-store.ts';
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
        <Screen />
      </main>
      <DepartureDialog />
    </div>
  );
}

function Screen() {
  const section = useClavisStore((state) => state.section);
  const unblock = useClavisStore((state) => state.unblock);
  const entry = useClavisStore((state) => state.entry);
  const pinTask = useClavisStore((state) => state.pinTask);
  switch (section) {
    case 'tokens':
      if (entry !== null) return <EntryPage readerId={entry.readerId} focus={entry.focus} />;
      if (pinTask !== null) return <PinTaskPage task={pinTask} />;
      return unblock === null ? <TokensPage /> : <Wizard view={unblock} />;
    case 'home':
    case 'certificates':
    case 'drivers':
    case 'account':
      return null;
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
