import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import styles from './help-page.module.css';

const QUESTIONS = ['blocked', 'secret', 'answers', 'interrupted', 'lost'] as const;

/** Who can help, and the questions people ask at the moment they are stuck. */
export function HelpPage() {
  const { t } = useTranslation();
  const officeTitle = useId();
  const questionsTitle = useId();
  const office = useClavisStore((state) => state.app?.office);
  const verb = useVerb();
  const given = (value: string | undefined) => (value === undefined || value === '' ? t('help.notGiven') : value);
  return (
    <Page name="help" title={t('help.title')} lead={t('help.lead')}>
      <Card labelledBy={officeTitle}>
        <div className={styles['card']}>
          <h2 id={officeTitle}>{t('help.office')}</h2>
          <Facts
            facts={[
              { label: t('help.phone'), value: given(office?.phone) },
              { label: t('help.hours'), value: given(office?.hours) },
              { label: t('help.email'), value: given(office?.email) },
            ]}
          />
          {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
          <div className={styles['buttons']}>
            <ActionButton onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} testId="contact-office">
              {t('help.openOffice')}
            </ActionButton>
            <ActionButton kind="danger" onClick={() => void verb.run(() => clavis.app.openLink({ target: 'revocation' }))} testId="revoke">
              {t('help.revoke')}
            </ActionButton>
          </div>
        </div>
      </Card>
      <Card labelledBy={questionsTitle}>
        <div className={styles['card']}>
          <h2 id={questionsTitle}>{t('help.questions')}</h2>
          <div>
            {QUESTIONS.map((question) => (
              <details key={question} className={styles['question']}>
                <summary>{t(`help.${question}Q`)}</summary>
                <p>{t(`help.${question}A`)}</p>
              </details>
            ))}
          </div>
        </div>
      </Card>
    </Page>
  );
}
