import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { LanguageSwitch } from '../frame/language-switch.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { goToSignIn } from '../store/sign-in-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import formStyles from '../ui/form.module.css';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import stepStyles from '../wizard/step.module.css';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';
import { useLanguage } from '../words/use-language.ts';
import { EMAIL_MAX, emailFault, nameFault, type FieldFault } from './judge-fields.ts';
import { NewPasswordFields } from './new-password-fields.tsx';
import { PasswordRules } from './password-rules.tsx';
import styles from './sign-in-page.module.css';
import { SignUpSteps } from './sign-up-steps.tsx';
import { useAccountProblem } from './use-account-problem.ts';
import { useNewPassword } from './use-new-password.ts';

const NO_FAULTS: Readonly<Record<'firstName' | 'lastName' | 'email', FieldFault>> = { firstName: null, lastName: null, email: null };

/** Step 1 of a sign-up: who, where, and a password. What follows is the same whether the address has an account or not. */
export function SignUpPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const firstName = useRef<HTMLInputElement>(null);
  const lastName = useRef<HTMLInputElement>(null);
  const email = useRef<HTMLInputElement>(null);
  const [faults, setFaults] = useState(NO_FAULTS);
  const chosen = useNewPassword(() => [firstName, lastName, email].map((field) => field.current?.value ?? ''));
  const onAction = useAccountProblem(verb, () => chosen.first.current?.focus());
  const edited = () => {
    setFaults(NO_FAULTS);
    chosen.judge();
  };

  const submit = async () => {
    const values = { firstName: firstName.current?.value ?? '', lastName: lastName.current?.value ?? '', email: email.current?.value ?? '' };
    const now = { firstName: nameFault(values.firstName), lastName: nameFault(values.lastName), email: emailFault(values.email) };
    setFaults(now);
    const first = now.firstName !== null ? firstName : now.lastName !== null ? lastName : now.email !== null ? email : null;
    first?.current?.focus();
    if (first !== null || !chosen.check()) return;
    const address = values.email.trim();
    const reply = await verb.run(() => clavis.account.signUp({ firstName: values.firstName.trim(), lastName: values.lastName.trim(), email: address, ...chosen.read() }));
    if (!reply?.ok) return;
    chosen.empty();
    goToSignIn({ page: 'checkMail', email: address });
  };

  const nameError = (fault: FieldFault, missing: string) => (fault === null ? null : fault === 'missing' ? missing : t('signUp.nameShape'));
  return (
    <Page
      name="sign-up"
      title={t('signUp.title')}
      lead={t('signUp.leadData')}
      above={
        <div className={styles['language']}>
          <LanguageSwitch language={language} testIds="sign-in-language" />
        </div>
      }
    >
      <SignUpSteps current={0} />
      <form
        className={formStyles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
        <Card>
          <div className={stepStyles['columns']}>
            <div className={formStyles['section']}>
              <div className={formStyles['halves']}>
                <TextField label={t('signUp.firstName')} inputRef={firstName} autoComplete="given-name" maxLength={60} error={nameError(faults.firstName, t('signUp.firstNameMissing'))} onEdit={edited} testId="first-name" />
                <TextField label={t('signUp.lastName')} inputRef={lastName} autoComplete="family-name" maxLength={60} error={nameError(faults.lastName, t('signUp.lastNameMissing'))} onEdit={edited} testId="last-name" />
              </div>
              <TextField
                label={t('signIn.email')}
                type="email"
                inputRef={email}
                autoComplete="email"
                help={t('signUp.emailHelp')}
                maxLength={EMAIL_MAX}
                error={faults.email === null ? null : faults.email === 'missing' ? t('signIn.emailMissing') : t('signIn.emailShape')}
                onEdit={edited}
                testId="sign-up-email"
              />
              <NewPasswordFields chosen={chosen} label={t('signIn.password')} labelAgain={t('signUp.passwordAgain')} />
            </div>
            <PasswordRules verdicts={chosen.verdicts} />
          </div>
        </Card>
        <WizardButtons
          start={
            <ActionButton onClick={() => goToSignIn({ page: 'signIn' })} testId="have-account">
              {t('signUp.haveAccount')}
            </ActionButton>
          }
          end={
            <ActionButton kind="primary" type="submit" pending={verb.pending} testId="sign-up-submit">
              {t('signUp.next')}
            </ActionButton>
          }
        />
      </form>
    </Page>
  );
}
