import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../src-shared/domain/account-views.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { openAccount } from '../store/account-place.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Facts } from '../ui/facts.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';

interface ProfileTabProps {
  readonly session: Extract<SessionView, { readonly kind: 'signedIn' }>;
}

export function ProfileTab({ session }: ProfileTabProps) {
  const { t } = useTranslation();
  const title = useId();
  const { person, method } = session;
  return (
    <>
      <Card labelledBy={title}>
        <div className={styles['section']}>
          <h2 id={title}>{t('account.profile')}</h2>
          <Facts
            facts={[
              { label: t('account.name'), value: `${person.firstName} ${person.lastName}` },
              { label: t('account.email'), value: person.email },
              { label: t('account.role'), value: person.role === 'holder' ? t('account.roleHolder') : t('account.roleStaff') },
              { label: t('account.method'), value: method === 'password' ? t('account.methodPassword') : t('account.methodCertificate') },
            ]}
          />
        </div>
      </Card>
      <LanguageCard />
      <SignOutCard />
    </>
  );
}

const LANGUAGES = [
  { language: 'fr', name: 'Français' },
  { language: 'en', name: 'English' },
] as const satisfies readonly { language: Language; name: string }[];

function LanguageCard() {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const here = useLanguage();
  const [saved, setSaved] = useState(false);
  const onAction = useAccountProblem(verb);
  const choose = async (language: Language) => {
    setSaved(false);
    const reply = await verb.run(() => clavis.account.setLanguage({ language }));
    if (!reply?.ok) return;
    setSaved(true);
    void clavis.app.setLanguage({ language });
  };
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <h2 id={title}>{t('account.language')}</h2>
        <p className={styles['soft']}>{t('account.languageText')}</p>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        {saved ? (
          <Notice tone="ok" live="status" testId="account-language-saved">
            {t('account.languageSaved')}
          </Notice>
        ) : null}
        <div className={styles['buttons']}>
          {LANGUAGES.map(({ language, name }) => (
            <ActionButton key={language} onClick={() => void choose(language)} disabled={verb.pending || language === here} testId={`account-language-${language}`}>
              <span lang={language}>{name}</span>
            </ActionButton>
          ))}
        </div>
      </div>
    </Card>
  );
}

function SignOutCard() {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const waiting = useClavisStore((state) => state.account?.copy?.waiting ?? 0);
  const [asking, setAsking] = useState(false);
  const leave = (forget: boolean) => void verb.run(() => clavis.account.signOut({ forget }));
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <h2 id={title}>{t('account.signOutTitle')}</h2>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        <p className={styles['soft']}>{t('account.signOutText')}</p>
        <div className={styles['buttons']}>
          <ActionButton onClick={() => leave(false)} pending={verb.pending} testId="sign-out">
            {t('account.signOut')}
          </ActionButton>
        </div>
        <p className={`${styles['soft']} ${pageStyles['apart']}`}>{t('account.forgetText')}</p>
        <div className={styles['buttons']}>
          <ActionButton kind="danger" onClick={() => setAsking(true)} disabled={verb.pending} testId="forget">
            {t('account.forget')}
          </ActionButton>
        </div>
      </div>
      {asking ? (
        <ConfirmDialog
          title={t('account.forgetTitle')}
          confirm={t('account.forgetConfirm')}
          cancel={t('account.cancel')}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            leave(true);
          }}
        >
          <p>{t('account.forgetConfirmText')}</p>
          {waiting > 0 ? <p>{t('account.forgetWaiting', { count: waiting })}</p> : null}
        </ConfirmDialog>
      ) : null}
    </Card>
  );
}

export function PasswordSummary() {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={title}>
      <div className={pageStyles['row']}>
        <div className={pageStyles['words']}>
          <h2 id={title}>{t('account.passwordTitle')}</h2>
          <p className={styles['soft']}>{t('account.passwordText')}</p>
        </div>
        <ActionButton onClick={() => openAccount({ tab: 'security', task: 'password' })} testId="change-password">
          {t('account.passwordChange')}
        </ActionButton>
      </div>
    </Card>
  );
}
