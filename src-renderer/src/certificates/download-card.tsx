import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DownloadOutcome } from '../../../src-shared/domain/account-views.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { openRequests } from '../store/open-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from './certificate-detail-page.module.css';
import { DownloadDone } from './download-done.tsx';

/** A software certificate is fetched here, with its key; one on a token is handed over at an appointment. */
export function DownloadCard({ certificate, onChanged }: { readonly certificate: CertificateReply; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  /** In this component alone: when it goes, the password is gone. */
  const [outcome, setOutcome] = useState<DownloadOutcome | null>(null);
  const { serial, support, downloadsLeft, state, renewal, requestId } = certificate;

  const download = async () => {
    const reply = await verb.run(() => withProof(() => clavis.certificates.download({ serial })));
    if (reply?.ok) setOutcome(reply.value);
  };
  return (
    <Card labelledBy={title} testId="download">
      <div className={styles['card']}>
        <h2 id={title}>{t('certificates.download')}</h2>
        {outcome !== null ? (
          <DownloadDone
            outcome={outcome}
            onClose={() => {
              setOutcome(null);
              onChanged();
            }}
          />
        ) : support !== 'software' ? (
          <>
            <p>{state === 'valid' ? t('certificates.atAppointment') : t('certificates.downloadOver')}</p>
            {requestId === null ? null : (
              <ActionButton onClick={() => openRequests({ kind: 'detail', requestId })} testId="go-request">
                {t('certificates.seeRequest')}
              </ActionButton>
            )}
          </>
        ) : state !== 'valid' ? (
          <p>{t('certificates.downloadOver')}</p>
        ) : downloadsLeft === 0 ? (
          <p>{t('certificates.downloadsSpent')}</p>
        ) : (
          <>
            <p>{t('certificates.downloadText')}</p>
            <p className={styles['soft']}>{t('certificates.downloadsLeft', { count: downloadsLeft })}</p>
            {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
            <ActionButton kind={renewal === 'possible' ? 'secondary' : 'primary'} onClick={() => void download()} pending={verb.pending} testId="certificate-download">
              {t('certificates.downloadNow')}
            </ActionButton>
          </>
        )}
      </div>
    </Card>
  );
}
