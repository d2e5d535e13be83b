import { useTranslation } from 'react-i18next';
import type { MailView } from '../../../src-shared/domain/views.ts';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { useNow } from '../store/use-now.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './mail-list.module.css';

interface MailListProps {
  readonly mails: readonly MailView[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

export function MailList({ mails, chosen, onChoose }: MailListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  return (
    <ul className={styles['list']} aria-label={t('mailbox.list')}>
      {mails.map((mail) => (
        <li key={mail.id}>
          <button
            type="button"
            className={styles['item']}
            aria-current={mail.id === chosen ? 'true' : undefined}
            onClick={() => onChoose(mail.id)}
            data-testid="mail-item"
          >
            <span className={styles['subject']}>{mail.subject}</span>
            <span className={styles['age']}>{t('mailbox.from', { age: formatAge(mail.receivedAt, now, language) })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
