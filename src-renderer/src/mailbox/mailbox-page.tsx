import { IconInbox } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { goToSection } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { MailList } from './mail-list.tsx';
import { MailReader } from './mail-reader.tsx';
import styles from './mailbox-page.module.css';
import { useMails } from './use-mails.ts';

/** The mailbox of an embedded authority: a rehearsal, and said to be one. */
export function MailboxPage() {
  const { t } = useTranslation();
  const mailCount = useClavisStore((state) => state.app?.mailCount ?? 0);
  const { mails, problem, reload } = useMails(mailCount);
  const [chosen, setChosen] = useState<string | null>(null);
  const mail = mails?.find((candidate) => candidate.id === chosen) ?? mails?.[0] ?? null;
  return (
    <Page name="mailbox" title={t('mailbox.title')}>
      <Notice tone="info">{t('mailbox.notice')}</Notice>
      {problem === null ? null : <ProblemCard problem={problem} onAction={reload} />}
      {mails === null && problem === null ? (
        <Late>
          <Ghost height={260} round />
        </Late>
      ) : null}
      {mails !== null && mail === null ? <EmptyMailbox /> : null}
      {mails !== null && mail !== null ? (
        <Card flush>
          <div className={styles['panes']}>
            <MailList mails={mails} chosen={mail.id} onChoose={setChosen} />
            <MailReader key={mail.id} mail={mail} />
          </div>
        </Card>
      ) : null}
    </Page>
  );
}

function EmptyMailbox() {
  const { t } = useTranslation();
  return (
    <Card>
      <div className={styles['empty']}>
        <IconInbox size={44} stroke={1.4} aria-hidden />
        <h2>{t('mailbox.empty')}</h2>
        <p>{t('mailbox.emptyText')}</p>
        <ActionButton onClick={() => goToSection('tokens')}>{t('mailbox.emptyAction')}</ActionButton>
      </div>
    </Card>
  );
}
