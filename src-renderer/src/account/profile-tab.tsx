import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../src-shared/domain/account-views.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { LanguageSwitch } from '../frame/language-switch.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { openAccount } from '../store/account-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';
import { SignOutCard } from './sign-out-card.tsx';

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
        <LanguageSwitch language={here} testIds="account-language" onChoose={(language) => void choose(language)} />
      </div>
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
