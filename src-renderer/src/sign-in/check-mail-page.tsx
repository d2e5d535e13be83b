import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { BackButton } from './back-button.tsx';
import { CorrectAddress } from './correct-address.tsx';
import { MailboxShortcut } from './mailbox-shortcut.tsx';
import { PasteAccountLink } from './paste-account-link.tsx';
import { SignUpSteps } from './sign-up-steps.tsx';
import { useAccountProblem } from './use-account-problem.ts';

/** Before this, a mail that was just sent is not asked for again, in milliseconds. */
const RESEND_AFTER_MS = 60_000;

/** Step 2 of a sign-up: the mail that confirms it. */
export function CheckMailPage({ email }: { readonly email: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const pasteTitle = useId();
  const nothingTitle = useId();
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const now = useNow(1000);
  const [sentAt, setSentAt] = useState(now);
  const [resent, setResent] = useState(false);
  const [correcting, setCorrecting] = useState(false);
  const wait = sentAt + RESEND_AFTER_MS - now;

  const resend = async () => {
    const reply = await verb.run(() => clavis.account.resendConfirmation({ email }));
    if (!reply?.ok) return;
    setSentAt(now);
    setResent(true);
  };

  return (
    <Page name="check-mail" title={t('signUp.mailTitle')} lead={t('signUp.mailLead', { email })} above={<BackButton />}>
      <SignUpSteps current={1} />
      <div className={styles['buttons']}>
        <MailboxShortcut primary />
      </div>
      <div className={`${styles['halves']} ${styles['stretch']}`}>
        <Card labelledBy={pasteTitle}>
          <div className={styles['section']}>
            <h2 id={pasteTitle}>{t('signUp.mailPaste')}</h2>
            <p className={styles['soft']}>{t('signUp.mailPasteText')}</p>
            <PasteAccountLink primary={false} />
          </div>
        </Card>
        <Card labelledBy={nothingTitle}>
          <div className={styles['section']}>
            <h2 id={nothingTitle}>{t('signUp.mailNothing')}</h2>
            <p className={styles['soft']}>{t('signUp.mailNothingText')}</p>
            {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
            {resent ? (
              <Notice tone="ok" live="status" testId="resent">
                {t('signUp.resent')}
              </Notice>
            ) : null}
            <div className={styles['buttons']}>
              <ActionButton onClick={() => void resend()} pending={verb.pending} disabled={wait > 0} testId="resend">
                {wait > 0 ? t('signUp.resendIn', { span: formatSpan(wait + 999, language) }) : t('signUp.resend')}
              </ActionButton>
              <ActionButton kind="quiet" onClick={() => setCorrecting(true)} testId="wrong-address">
                {t('signUp.wrongAddress')}
              </ActionButton>
            </div>
          </div>
        </Card>
      </div>
      {correcting ? <CorrectAddress email={email} onClose={() => setCorrecting(false)} /> : null}
    </Page>
  );
}
