import { useCallback, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../src-shared/http/own-account.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';
import { journalWords } from './journal-words.ts';
import { Loading } from './loading.tsx';

interface More {
  readonly items: readonly JournalEntry[];
  readonly next: string | null;
}

/** What was done with the account, newest first, a page at a time. */
export function JournalCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const verb = useVerb();
  const [more, setMore] = useState<More | null>(null);
  const ask = useCallback(async () => {
    const reply = await clavis.account.journal({ cursor: null });
    if (reply.ok) setMore(null);
    return reply;
  }, []);
  const answer = useAnswer(ask);
  const items = [...(answer.value?.items ?? []), ...(more?.items ?? [])];
  const next = more === null ? (answer.value?.next ?? null) : more.next;

  const readOn = async () => {
    const reply = await verb.run(() => clavis.account.journal({ cursor: next }));
    if (reply?.ok) setMore((before) => ({ items: [...(before?.items ?? []), ...reply.value.items], next: reply.value.next }));
  };

  return (
    <Card labelledBy={title} testId="journal">
      <div className={styles['section']}>
        <div className={styles['text']}>
          <h2 id={title}>{t('account.journalTitle')}</h2>
          <p className={styles['soft']}>{t('account.journalText')}</p>
        </div>
        {answer.problem === null ? null : <ProblemCard problem={answer.problem} onAction={answer.again} pending={answer.pending} takeFocus={false} />}
        {answer.value === null && answer.pending ? <Loading /> : null}
        {answer.value !== null && items.length === 0 ? <p className={styles['soft']}>{t('account.journalEmpty')}</p> : null}
        <ol className={pageStyles['list']}>
          {items.map((entry) => (
            <li key={entry.seq} className={pageStyles['row']}>
              <span className={pageStyles['words']}>{journalWords(entry, t)}</span>
              <span className={pageStyles['small']}>{formatDateTime(entry.at, language)}</span>
            </li>
          ))}
        </ol>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => void readOn()} pending={verb.pending} />}
        {next === null ? null : (
          <div className={styles['buttons']}>
            <ActionButton onClick={() => void readOn()} pending={verb.pending} testId="journal-more">
              {t('account.journalMore')}
            </ActionButton>
          </div>
        )}
      </div>
    </Card>
  );
}
