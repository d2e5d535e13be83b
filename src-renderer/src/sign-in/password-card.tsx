import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { goToSignIn } from '../store/sign-in-place.ts';
import type { Verb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EMAIL_MAX, emailFault, type FieldFault } from './judge-fields.ts';

const NO_FAULTS: { readonly email: FieldFault; readonly password: boolean } = { email: null, password: false };

interface PasswordCardProps {
  readonly remembered: string | null;
  /** Of the page, which says above both ways in what became of it. */
  readonly verb: Verb;
}

/** Signing in by address and password. A refusal is the same whatever was wrong; the address stays, the password goes. */
export function PasswordCard({ remembered, verb }: PasswordCardProps) {
  const { t } = useTranslation();
  const title = useId();
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [faults, setFaults] = useState(NO_FAULTS);

  useEffect(() => {
    const field = password.current;
    return () => {
      if (field !== null) field.value = '';
    };
  }, []);

  const submit = async () => {
    const address = email.current?.value ?? '';
    const secret = password.current?.value ?? '';
    const now = { email: emailFault(address), password: secret === '' };
    setFaults(now);
    if (now.email !== null || now.password) {
      (now.email === null ? password : email).current?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.account.signIn({ email: address.trim(), password: secret }));
    // The authority has judged it, or taken it: either way it is not needed any more. Where it was not reached, it stays.
    if (reply !== null && (reply.ok || reply.problem.code === 'credentialsRefused') && password.current !== null) password.current.value = '';
  };

  return (
    <Card labelledBy={title} testId="sign-in-password">
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id={title}>{t('signIn.byPassword')}</h2>
        <TextField
          label={t('signIn.email')}
          type="email"
          inputRef={email}
          startsWith={remembered ?? ''}
          autoComplete="username"
          maxLength={EMAIL_MAX}
          error={faults.email === null ? null : faults.email === 'missing' ? t('signIn.emailMissing') : t('signIn.emailShape')}
          onEdit={() => setFaults(NO_FAULTS)}
          testId="sign-in-email"
        />
        <PasswordField
          label={t('signIn.password')}
          inputRef={password}
          autoComplete="current-password"
          error={faults.password ? t('signIn.passwordMissing') : null}
          onEdit={() => setFaults(NO_FAULTS)}
          testId="sign-in-secret"
        />
        <div className={styles['buttons']}>
          <ActionButton kind="primary" type="submit" pending={verb.pending} testId="sign-in-submit">
            {t('signIn.submit')}
          </ActionButton>
          <ActionButton kind="quiet" onClick={() => goToSignIn({ page: 'forgotten' })} testId="go-forgotten">
            {t('signIn.forgotten')}
          </ActionButton>
        </div>
      </form>
    </Card>
  );
}
