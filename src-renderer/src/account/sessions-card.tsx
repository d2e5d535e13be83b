import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';
import { Loading } from './loading.tsx';

const ask = () => clavis.account.sessions();

/** Where one is signed in, this session marked; each other one may be closed. */
export function SessionsCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const now = useNow(60_000);
  const answer = useAnswer(ask);
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const [closed, setClosed] = useState<string | null>(null);
  const rows = answer.value ?? [];

  const closeOne = async (sessionId: string) => {
    setClosed(null);
    const reply = await verb.run(() => withProof(() => clavis.account.endSession({ sessionId })));
    if (!reply?.ok) return;
    setClosed(t('account.sessionClosed'));
    answer.again();
  };
  const closeOthers = async () => {
    setClosed(null);
    const reply = await verb.run(() => withProof(() => clavis.account.endOtherSessions()));
    if (!reply?.ok) return;
    setClosed(t('account.othersClosed', { count: reply.value.ended }));
    answer.again();
  };

  return (
    <Card labelledBy={title} testId="sessions">
      <div className={styles['section']}>
        <h2 id={title}>{t('account.sessions')}</h2>
        {answer.problem === null ? null : <ProblemCard problem={answer.problem} onAction={answer.again} pending={answer.pending} takeFocus={false} />}
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        {closed === null ? null : (
          <Notice tone="ok" live="status" testId="session-closed">
            {closed}
          </Notice>
        )}
        {answer.value === null && answer.pending ? <Loading /> : null}
        <ul className={pageStyles['list']}>
          {rows.map((row) => (
            <li key={row.sessionId} className={pageStyles['row']}>
              <div className={pageStyles['words']}>
                <p className={pageStyles['name']}>{row.client}</p>
                <p className={pageStyles['small']}>
                  {t('account.sessionFacts', {
                    method: row.method === 'password' ? t('account.methodPassword') : t('account.methodCertificate'),
                    since: formatDateTime(row.createdAt, language),
                    age: formatAge(row.seenAt, now, language),
                  })}
                </p>
              </div>
              {row.current ? (
                <Chip tone="ok">{t('account.sessionCurrent')}</Chip>
              ) : (
                <ActionButton onClick={() => void closeOne(row.sessionId)} disabled={verb.pending} label={t('account.sessionCloseOf', { client: row.client })} testId="session-close">
                  {t('account.sessionClose')}
                </ActionButton>
              )}
            </li>
          ))}
        </ul>
        {rows.some((row) => !row.current) ? (
          <div className={styles['buttons']}>
            <ActionButton onClick={() => void closeOthers()} disabled={verb.pending} testId="sessions-close-others">
              {t('account.othersClose')}
            </ActionButton>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
