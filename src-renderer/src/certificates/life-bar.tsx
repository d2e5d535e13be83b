import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { formatDate, formatUntil } from '../../../src-shared/messages/format-time.ts';
import { useLanguage } from '../words/use-language.ts';
import { certificateStage, REMINDER_DAYS } from './certificate-stage.ts';
import styles from './life-bar.module.css';

/** Days left in words; as a bar, the last ninety with the days of the reminders. */
export function LifeBar({ row, now }: { readonly row: CertificateRow; readonly now: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { stage, within, left } = certificateStage(row, now);
  const date = formatDate(row.notAfter, language);
  const revokedAt = row.account?.revokedAt ?? null;
  if (stage === 'revoked') return <span className={styles['words']}>{revokedAt === null ? '' : t('certificates.revokedOn', { date: formatDate(revokedAt, language) })}</span>;
  if (stage === 'expired') return <span className={styles['words']}>{t('certificates.expiredOn', { date })}</span>;
  if (stage === 'notYet') return <span className={styles['words']}>{t('certificates.startsOn', { date: formatDate(row.notBefore, language) })}</span>;
  return (
    <span className={styles['words']}>
      {t('certificates.expiresIn', { when: formatUntil(row.notAfter, now, language) })}
      <span className={styles['bar']} aria-hidden data-within={within ?? 'none'}>
        <span className={`${styles['left']} ${stage === 'unknown' ? styles['unknown'] : within === 7 ? styles['bad'] : within === null ? '' : styles['warning']}`} style={{ width: `${Math.round(left * 100)}%` }} />
        {(within === null ? [] : REMINDER_DAYS.filter((days) => days !== 90)).map((days) => (
          <span key={days} className={styles['mark']} style={{ insetInlineStart: `${(days / 90) * 100}%` }} />
        ))}
      </span>
      <span className={styles['date']}>{date}</span>
    </span>
  );
}
