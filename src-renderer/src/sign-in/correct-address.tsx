import { useId, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { goToSignIn } from '../store/sign-in-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EMAIL_MAX, emailFault } from './judge-fields.ts';
import { useAccountProblem } from './use-account-problem.ts';

/** A sign-up whose address was mistyped. */
export function CorrectAddress({ email, onClose }: { readonly email: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const address = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<'missing' | 'shape' | 'same' | 'password' | null>(null);
  const onAction = useAccountProblem(verb, () => address.current?.focus());

  useEffect(() => address.current?.focus(), []);

  const submit = async () => {
    const newEmail = address.current?.value.trim() ?? '';
    const secret = password.current?.value ?? '';
    const now = emailFault(newEmail) ?? (newEmail.toLowerCase() === email.toLowerCase() ? 'same' : secret === '' ? 'password' : null);
    setFault(now);
    if (now !== null) {
      (now === 'password' ? password : address).current?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.account.correctAddress({ email, password: secret, newEmail }));
    if (password.current !== null) password.current.value = '';
    if (!reply?.ok) return;
    onClose();
    goToSignIn({ page: 'checkMail', email: newEmail });
  };

  const sentences = { missing: t('signIn.emailMissing'), shape: t('signIn.emailShape'), same: t('signUp.correctSame') } as const;
  return (
    <Card labelledBy={title} testId="correct-address">
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id={title}>{t('signUp.correctTitle')}</h2>
        <p className={styles['soft']}>{t('signUp.correctText')}</p>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
        <div className={styles['halves']}>
          <TextField
            label={t('signUp.correctEmail')}
            type="email"
            inputRef={address}
            autoComplete="email"
            maxLength={EMAIL_MAX}
            error={fault === null || fault === 'password' ? null : sentences[fault]}
            onEdit={() => setFault(null)}
            testId="correct-email"
          />
          <PasswordField
            label={t('signIn.password')}
            inputRef={password}
            autoComplete="current-password"
            error={fault === 'password' ? t('signIn.passwordMissing') : null}
            onEdit={() => setFault(null)}
            testId="correct-password"
          />
        </div>
        <div className={styles['buttons']}>
          <ActionButton type="submit" pending={verb.pending} testId="correct-submit">
            {t('signUp.correctSubmit')}
          </ActionButton>
          <ActionButton kind="quiet" onClick={onClose} testId="correct-cancel">
            {t('proof.cancel')}
          </ActionButton>
        </div>
      </form>
    </Card>
  );
}
