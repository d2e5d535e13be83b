import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { openCertificates } from '../store/open-place.ts';
import { useNow } from '../store/use-now.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { Page } from '../ui/page.tsx';
import { CertificateFacts } from './certificate-facts.tsx';
import styles from './certificate-detail-page.module.css';
import { certificateStage } from './certificate-stage.ts';
import { PROFILE_WORDS, STAGE_WORDS, USE_WORDS } from './certificate-words.ts';
import { DownloadCard } from './download-card.tsx';
import { LifeBar } from './life-bar.tsx';
import { RenewalCard } from './renewal-card.tsx';
import { RevocationCard } from './revocation-card.tsx';

interface CertificateDetailPageProps {
  readonly row: CertificateRow;
  /** All of them, for the ones that took its place or that it took. */
  readonly rows: readonly CertificateRow[];
  readonly onChanged: () => void;
}

/** One certificate in plain words, and what can be done with it. */
export function CertificateDetailPage({ row, rows, onChanged }: CertificateDetailPageProps) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const signedIn = useClavisStore((state) => state.account?.session.kind === 'signedIn');
  const { stage } = certificateStage(row, now);
  const chip = STAGE_WORDS[stage];
  const words = row.account === null ? USE_WORDS[row.token?.use ?? 'other'] : PROFILE_WORDS[row.account.profile];
  return (
    <Page
      name={`certificate-${row.sha256}`}
      title={t(words.name)}
      lead={[row.name, row.organization].filter((part) => part !== null).join(' · ')}
      above={<BackLink onClick={() => openCertificates({ kind: 'list' })}>{t('certificates.title')}</BackLink>}
    >
      <Card testId="certificate-summary">
        <div className={styles['summary']} data-stage={stage}>
          <div className={styles['chips']}>
            <Chip tone={chip.tone}>{t(chip.words)}</Chip>
            {row.token === null ? null : <Chip tone="neutral">{t('certificates.onToken')}</Chip>}
            {row.signsIn ? <Chip tone="neutral">{t('certificates.signsIn')}</Chip> : null}
          </div>
          <p className={styles['purpose']}>{t(stage === 'expired' ? 'certificates.expiredText' : stage === 'revoked' ? 'certificates.revokedText' : words.purpose)}</p>
          {stage === 'unknown' ? <p className={styles['soft']}>{row.account !== null ? t('certificates.unknownText') : signedIn ? t('certificates.unknownAlone') : t('certificates.unknownSignedOut')}</p> : null}
          <div className={styles['life']}>
            <LifeBar row={row} now={now} />
          </div>
        </div>
      </Card>
      {row.account === null ? null : (
        <div className={styles['columns']}>
          {byUrgency(
            row.account,
            <DownloadCard key="download" certificate={row.account} onChanged={onChanged} />,
            <RenewalCard key="renewal" certificate={row.account} rows={rows} />,
          )}
        </div>
      )}
      <CertificateFacts row={row} />
      {row.account === null ? null : <RevocationCard certificate={row.account} sha256={row.sha256} />}
    </Page>
  );
}

/** What is due comes first. With their keys: a password on screen stays when the order turns. */
function byUrgency({ renewal }: CertificateReply, download: ReactElement, renew: ReactElement): readonly ReactElement[] {
  return renewal === 'possible' ? [renew, download] : [download, renew];
}
