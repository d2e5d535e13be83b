import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView, SignedOutBecause } from '../../../src-shared/domain/account-views.ts';
import { LanguageSwitch } from '../frame/language-switch.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { goToSignIn } from '../store/sign-in-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import formStyles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { PasswordCard } from './password-card.tsx';
import styles from './sign-in-page.module.css';
import { TokenCardToSignIn } from './token-card-to-sign-in.tsx';
import { useAccountProblem } from './use-account-problem.ts';

const ENDED = {
  idle: 'signIn.endedIdle',
  expired: 'signIn.endedExpired',
  elsewhere: 'signIn.endedElsewhere',
} as const satisfies Partial<Record<SignedOutBecause, string>>;

/** The first page of who is not signed in: why, if a session has ended, and the two ways in. */
export function SignInPage({ session }: { readonly session: Extract<SessionView, { readonly kind: 'signedOut' }> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const newTitle = useId();
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const { because } = session;
  return (
    <Page
      name="sign-in"
      title={t('signIn.title')}
      lead={t('signIn.lead')}
      above={
        <div className={styles['language']}>
          <LanguageSwitch language={language} testIds="sign-in-language" />
        </div>
      }
    >
      {because === 'person' ? (
        <Notice tone="ok" live="status" testId="ended">
          {t('signIn.endedPerson')}
        </Notice>
      ) : null}
      {because === 'idle' || because === 'expired' || because === 'elsewhere' ? (
        <Notice tone={because === 'elsewhere' ? 'warning' : 'info'} title={t('signIn.ended')} live="status" testId="ended">
          {t(ENDED[because])}
        </Notice>
      ) : null}
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
      <div className={`${formStyles['halves']} ${formStyles['stretch']}`}>
        <PasswordCard remembered={session.email} verb={verb} />
        <TokenCardToSignIn />
      </div>
      <Card labelledBy={newTitle}>
        <div className={styles['new']}>
          <h2 id={newTitle}>{t('signIn.noAccount')}</h2>
          <div className={formStyles['buttons']}>
            <ActionButton onClick={() => goToSignIn({ page: 'signUp' })} testId="go-sign-up">
              {t('signIn.signUp')}
            </ActionButton>
            <ActionButton kind="quiet" onClick={() => goToSignIn({ page: 'paste' })} testId="go-paste">
              {t('signIn.havePaste')}
            </ActionButton>
          </div>
        </div>
      </Card>
    </Page>
  );
}
