import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailView } from '../../../src-shared/domain/views.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { takeMailLink } from '../sign-in/take-mail-link.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { openEntry } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './mail-reader.module.css';
import { accountLinkIn } from './account-link-in.ts';
import { takeLink } from './take-link.ts';

/** One mail as text; nothing in it is clickable but the two buttons below. */
export function MailReader({ mail }: { readonly mail: MailView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const taking = useVerb();
  const opening = useVerb();

  const take = async () => {
    const reply = await taking.run(() => takeLink(mail.id));
    if (reply?.ok) useClavisStore.setState({ section: 'tokens', entry: null });
  };
  const accountLink = accountLinkIn(mail.text);
  const problem = taking.problem ?? opening.problem;

  return (
    <article className={styles['reader']} aria-labelledby={title}>
      <header className={styles['header']}>
        <h2 id={title}>{mail.subject}</h2>
        <p>
          {t('mailbox.to', { to: mail.to })} · {formatDateTime(mail.receivedAt, language)}
        </p>
      </header>
      {problem === null ? null : (
        <ProblemCard
          problem={problem}
          onAction={(action) => {
            if (action === 'requestLink' || action === 'pasteLink') openEntry(null, action === 'pasteLink' ? 'paste' : 'request');
            else if (action === 'contactOffice') void clavis.app.openLink({ target: 'office' });
            else if (action === 'close' || accountLink !== null) taking.clear();
            else void take();
          }}
        />
      )}
      {mail.hasLink && accountLink === null ? (
        <div className={styles['actions']}>
          <div className={styles['buttons']}>
            <ActionButton kind="primary" onClick={() => void take()} pending={taking.pending} testId="mail-use-link">
              {t('mailbox.useLink')}
            </ActionButton>
            <ActionButton onClick={() => void opening.run(() => clavis.mailbox.openPage({ mailId: mail.id }))} pending={opening.pending} testId="mail-open-page">
              {t('mailbox.openPage')}
            </ActionButton>
          </div>
          <p className={styles['note']}>{t('mailbox.linkNote')}</p>
        </div>
      ) : accountLink === null ? (
        <p className={styles['note']}>{t('mailbox.noLink')}</p>
      ) : (
        <div className={styles['buttons']}>
          <ActionButton kind="primary" onClick={() => void taking.run(() => takeMailLink(accountLink))} pending={taking.pending} testId="mail-use-account-link">
            {t('signIn.pasteSubmit')}
          </ActionButton>
        </div>
      )}
      <p className={styles['text']} data-testid="mail-text">
        {mail.text}
      </p>
    </article>
  );
}
