import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { Card } from '../ui/card.tsx';
import { useLanguage } from '../words/use-language.ts';
import { EVENT_WORDS, PARTY_WORDS } from './request-words.ts';
import styles from './timeline-card.module.css';

/** What happened to the request, latest first, in the words of who did it. */
export function TimelineCard({ detail }: { readonly detail: RequestDetail }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  return (
    <Card labelledBy={title} testId="timeline">
      <h2 id={title}>{t('requestDetail.timeline')}</h2>
      <ol className={styles['list']} reversed>
        {detail.timeline.toReversed().map(({ at, event, by, details }, index) => (
          <li key={`${at}-${event}-${index}`} className={styles['event']}>
            <p className={styles['what']}>{t(EVENT_WORDS[event])}</p>
            {typeof details['text'] === 'string' && details['text'] !== '' ? <p className={styles['text']}>{details['text']}</p> : null}
            <p className={styles['when']}>
              {formatDateTime(at, language)} · {t(PARTY_WORDS[by])}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
