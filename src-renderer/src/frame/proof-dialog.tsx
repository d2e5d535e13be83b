import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { TokenProof } from '../sign-in/token-proof.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useEverHad } from '../sign-in/use-ever-had.ts';
import { useSigningCertificates } from '../sign-in/use-signing-certificates.ts';
import { useVerb } from '../store/use-verb.ts';
import { useProofWanted } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import formStyles from '../ui/form.module.css';
import { Modal } from '../ui/modal.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import styles from './proof-dialog.module.css';

/** Asks again who it is, by password or token, whenever a verb wants to know; then that verb goes on. */
export function ProofDialog() {
  const answer = useProofWanted((state) => state.answer);
  return answer === null ? null : <Asking answer={answer} />;
}

function Asking({ answer }: { readonly answer: (proven: boolean) => void }) {
  const { t } = useTranslation();
  const candidates = useEverHad(useSigningCertificates().filter(({ token }) => !token.blocked));
  const [way, setWay] = useState<'password' | 'token'>('password');
  return (
    <Modal title={t('proof.title')} onCancel={() => answer(false)} testId="proof">
      <div className={styles['content']}>
        <p className={formStyles['soft']}>{t('proof.text')}</p>
        {candidates.length === 0 ? null : (
          <div role="group" aria-label={t('proof.ways')} className={styles['ways']}>
            {(['password', 'token'] as const).map((choice) => (
              <button key={choice} type="button" className={styles['way']} aria-pressed={choice === way} onClick={() => setWay(choice)} data-testid={`proof-way-${choice}`}>
                {choice === 'password' ? t('proof.wayPassword') : t('proof.wayToken')}
              </button>
            ))}
          </div>
        )}
        {way === 'password' ? (
          <ByPassword answer={answer} />
        ) : (
          <TokenProof
            candidates={candidates}
            purpose="confirm"
            call={(input) => clavis.account.reauthenticateWithToken(input)}
            onDone={() => answer(true)}
            onCancel={() => answer(false)}
          />
        )}
      </div>
    </Modal>
  );
}

function ByPassword({ answer }: { readonly answer: (proven: boolean) => void }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<'missing' | 'wrong' | null>(null);
  const onAction = useAccountProblem(verb, () => field.current?.focus());
  useEffect(() => {
    const shown = field.current;
    shown?.focus();
    return () => {
      if (shown !== null) shown.value = '';
    };
  }, []);

  const submit = async () => {
    const password = field.current?.value ?? '';
    setFault(password === '' ? 'missing' : null);
    if (password === '') {
      field.current?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.account.reauthenticate({ password }));
    if (field.current !== null) field.current.value = '';
    if (reply?.ok) answer(true);
    // Who it is, is known here: it can only be the password.
    if (reply?.ok !== false || reply.problem.code !== 'credentialsRefused') return;
    verb.clear();
    setFault('wrong');
    field.current?.focus();
  };

  return (
    <form
      className={formStyles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
      <PasswordField
        label={t('signIn.password')}
        inputRef={field}
        autoComplete="current-password"
        error={fault === null ? null : fault === 'missing' ? t('signIn.passwordMissing') : t('proof.passwordWrong')}
        onEdit={() => setFault(null)}
        testId="proof-password"
      />
      <div className={styles['buttons']}>
        <ActionButton onClick={() => answer(false)} disabled={verb.pending} testId="proof-cancel">
          {t('proof.cancel')}
        </ActionButton>
        <ActionButton kind="primary" type="submit" pending={verb.pending} testId="proof-submit">
          {t('proof.submitConfirm')}
        </ActionButton>
      </div>
    </form>
  );
}
