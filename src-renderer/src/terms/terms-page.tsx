import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../src-shared/domain/account-views.ts';
import { formatDate } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import styles from '../ui/form.module.css';
import { Page } from '../ui/page.tsx';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';
import { useLanguage } from '../words/use-language.ts';
import { TermsText } from './terms-text.tsx';

/** The terms in force, to be accepted once; to decline is to sign out. */
export function TermsPage({ terms }: Pick<Extract<SessionView, { readonly kind: 'termsPending' }>, 'terms'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const leaving = useVerb();
  const [declining, setDeclining] = useState(false);
  const onAction = useAccountProblem(verb);
  const { version, text, firstTime } = terms;
  // Most texts say it themselves.
  const day = versionDate(version, language);
  return (
    <Page name="terms" title={firstTime ? t('terms.titleFirst') : t('terms.titleUpdated')} lead={firstTime ? t('terms.leadFirst') : t('terms.leadUpdated')}>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
      {leaving.problem === null ? null : <ProblemCard problem={leaving.problem} onAction={() => leaving.clear()} />}
      <Card>
        <div className={styles['section']}>
          {text.includes(day) ? null : <p className={styles['small']}>{t('terms.version', { date: day })}</p>}
          <TermsText text={text} />
        </div>
      </Card>
      <WizardButtons
        start={
          <ActionButton onClick={() => setDeclining(true)} pending={leaving.pending} testId="terms-decline">
            {t('terms.decline')}
          </ActionButton>
        }
        end={
          <ActionButton kind="primary" onClick={() => void verb.run(() => clavis.account.acceptTerms({ version }))} pending={verb.pending} testId="terms-accept">
            {t('terms.accept')}
          </ActionButton>
        }
      />
      {declining ? (
        <ConfirmDialog
          title={t('terms.declineTitle')}
          confirm={t('terms.declineConfirm')}
          cancel={t('terms.declineCancel')}
          onCancel={() => setDeclining(false)}
          onConfirm={() => {
            setDeclining(false);
            void leaving.run(() => clavis.account.signOut({ forget: false, mayLose: 0 }));
          }}
        >
          <p>{t('terms.declineText')}</p>
        </ConfirmDialog>
      ) : null}
    </Page>
  );
}

/** A version is named by its day: "2026-11-01". */
export function versionDate(version: string, language: 'fr' | 'en'): string {
  const time = Date.parse(`${version}T00:00:00Z`);
  return Number.isNaN(time) ? version : formatDate(time, language, 'UTC');
}
