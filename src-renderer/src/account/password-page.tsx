import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { TaskResult } from '../pin-tasks/task-result.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { NewPasswordFields } from '../sign-in/new-password-fields.tsx';
import { PasswordRules } from '../sign-in/password-rules.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useNewPassword } from '../sign-in/use-new-password.ts';
import { openAccount } from '../store/account-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { Page } from '../ui/page.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import stepStyles from '../wizard/step.module.css';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';

const leave = () => openAccount({ tab: 'security', task: null });

export function PasswordPage({ person }: { readonly person: PersonView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const current = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<'missing' | 'wrong' | null>(null);
  const [ended, setEnded] = useState<number | null>(null);
  const chosen = useNewPassword(() => [person.firstName, person.lastName, person.email]);
  const onAction = useAccountProblem(verb, () => current.current?.focus());

  const submit = async () => {
    const currentPassword = current.current?.value ?? '';
    setFault(currentPassword === '' ? 'missing' : null);
    if (currentPassword === '') {
      current.current?.focus();
      return;
    }
    if (!chosen.check()) return;
    const input = { currentPassword, ...chosen.read() };
    const reply = await verb.run(() => withProof(() => clavis.account.changePassword(input)));
    if (reply?.ok === false && reply.problem.code === 'credentialsRefused') {
      verb.clear();
      setFault('wrong');
      if (current.current !== null) current.current.value = '';
      current.current?.focus();
    }
    if (!reply?.ok) return;
    chosen.empty();
    setEnded(reply.value.otherSessionsEnded);
  };

  if (ended !== null) {
    return (
      <Page name="password-changed" title={t('account.passwordTitle')}>
        <TaskResult
          tone="ok"
          title={ended === 0 ? t('account.passwordSaved') : t('account.passwordSavedSessions', { count: ended })}
          testId="password-changed"
          actions={
            <ActionButton kind="primary" onClick={leave} testId="password-finish">
              {t('pinTask.finish')}
            </ActionButton>
          }
        >
          <p>{t('account.passwordText')}</p>
        </TaskResult>
      </Page>
    );
  }
  return (
    <Page name="password" title={t('account.passwordChange')} lead={t('account.passwordText')}>
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
              <PasswordField
                label={t('account.current')}
                inputRef={current}
                autoComplete="current-password"
                error={fault === null ? null : fault === 'missing' ? t('signIn.passwordMissing') : t('proof.passwordWrong')}
                onEdit={() => setFault(null)}
                testId="current-password"
              />
              <NewPasswordFields chosen={chosen} label={t('account.newPassword')} labelAgain={t('account.newAgain')} />
            </div>
            <PasswordRules verdicts={chosen.verdicts} />
          </div>
        </Card>
        <WizardButtons
          start={
            <ActionButton onClick={leave} disabled={verb.pending} testId="password-cancel">
              {t('account.cancel')}
            </ActionButton>
          }
          end={
            <ActionButton kind="primary" type="submit" pending={verb.pending} testId="password-submit">
              {t('account.passwordSave')}
            </ActionButton>
          }
        />
      </form>
    </Page>
  );
}
