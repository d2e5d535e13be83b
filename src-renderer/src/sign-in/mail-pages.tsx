import { IconMail, IconMailCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { TaskResult } from '../pin-tasks/task-result.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { goToSignIn } from '../store/sign-in-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import stepStyles from '../wizard/step.module.css';
import { BackButton } from './back-button.tsx';
import { EMAIL_MAX, emailFault, type FieldFault } from './judge-fields.ts';
import { MailboxShortcut } from './mailbox-shortcut.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';
import { PasswordRules } from './password-rules.tsx';
import { PasteAccountLink } from './paste-account-link.tsx';
import { SignUpSteps } from './sign-up-steps.tsx';
import { useAccountProblem } from './use-account-problem.ts';
import { useNewPassword } from './use-new-password.ts';

function ToSignIn({ primary }: { readonly primary: boolean }) {
  const { t } = useTranslation();
  return (
    <ActionButton kind={primary ? 'primary' : 'secondary'} onClick={() => goToSignIn({ page: 'signIn' })} testId="go-sign-in">
      {t('signIn.submit')}
    </ActionButton>
  );
}

/** Step 3 of a sign-up. */
export function ConfirmedPage({ email }: { readonly email: string }) {
  const { t } = useTranslation();
  return (
    <Page name="confirmed" title={t('signUp.title')}>
      <SignUpSteps current={3} />
      <TaskResult tone="ok" glyph={IconMailCheck} title={t('signUp.confirmedTitle')} testId="confirmed" actions={<ToSignIn primary />}>
        <p>{t('signUp.confirmedText', { email })}</p>
      </TaskResult>
    </Page>
  );
}

export function ForgottenPage({ remembered }: { readonly remembered: string | null }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const email = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<FieldFault>(null);
  const onAction = useAccountProblem(verb, () => email.current?.focus());

  const submit = async () => {
    const address = email.current?.value.trim() ?? '';
    const now = emailFault(address);
    setFault(now);
    if (now !== null) {
      email.current?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.account.requestReset({ email: address }));
    if (reply?.ok) goToSignIn({ page: 'resetSent', email: address });
  };

  return (
    <Page name="forgotten" title={t('signIn.forgottenTitle')} lead={t('signIn.forgottenLead')} above={<BackButton />}>
      <Card>
        <form
          className={styles['form']}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
          <TextField
            label={t('signIn.email')}
            type="email"
            inputRef={email}
            startsWith={remembered ?? ''}
            autoComplete="username"
            maxLength={EMAIL_MAX}
            error={fault === null ? null : fault === 'missing' ? t('signIn.emailMissing') : t('signIn.emailShape')}
            onEdit={() => setFault(null)}
            testId="forgotten-email"
          />
          <div className={styles['buttons']}>
            <ActionButton kind="primary" type="submit" pending={verb.pending} testId="forgotten-submit">
              {t('signIn.forgottenSubmit')}
            </ActionButton>
          </div>
        </form>
      </Card>
    </Page>
  );
}

/** The same whether the address has an account or not. */
export function ResetSentPage({ email }: { readonly email: string }) {
  const { t } = useTranslation();
  return (
    <Page name="reset-sent" title={t('signIn.forgottenTitle')} above={<BackButton />}>
      <TaskResult tone="neutral" glyph={IconMail} title={t('signIn.sentTitle')} testId="reset-sent" actions={<MailboxShortcut primary />}>
        <p>{t('signIn.sentText', { email })}</p>
        <p>{t('signIn.sentNothing')}</p>
      </TaskResult>
      <Card>
        <PasteAccountLink primary={false} />
      </Card>
    </Page>
  );
}

export function PastePage() {
  const { t } = useTranslation();
  return (
    <Page name="paste-account-link" title={t('signIn.pasteTitle')} lead={t('signIn.pasteLead')} above={<BackButton />}>
      <Card>
        <PasteAccountLink primary />
      </Card>
    </Page>
  );
}

/** With the link of a mail, which main keeps. */
export function NewPasswordPage({ personal }: { readonly personal: readonly string[] }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const chosen = useNewPassword(() => personal);
  const onAction = useAccountProblem(verb, () => chosen.first.current?.focus());

  const submit = async () => {
    if (!chosen.check()) return;
    const reply = await verb.run(() => clavis.account.completeReset(chosen.read()));
    if (!reply?.ok) return;
    chosen.empty();
    goToSignIn({ page: 'newPasswordDone' });
  };

  return (
    <Page name="new-password" title={t('signIn.newTitle')} lead={t('signIn.newLead')} above={<BackButton />}>
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
        <Card>
          <div className={stepStyles['columns']}>
            <div className={styles['section']}>
              <NewPasswordFields chosen={chosen} label={t('account.newPassword')} labelAgain={t('account.newAgain')} />
              <div className={styles['buttons']}>
                <ActionButton kind="primary" type="submit" pending={verb.pending} testId="reset-submit">
                  {t('signIn.newSubmit')}
                </ActionButton>
              </div>
            </div>
            <PasswordRules verdicts={chosen.verdicts} />
          </div>
        </Card>
      </form>
    </Page>
  );
}

export function NewPasswordDonePage() {
  const { t } = useTranslation();
  return (
    <Page name="new-password-done" title={t('signIn.newTitle')}>
      <TaskResult tone="ok" title={t('signIn.newDoneTitle')} testId="reset-done" actions={<ToSignIn primary />}>
        <p>{t('signIn.newDoneText')}</p>
      </TaskResult>
    </Page>
  );
}
