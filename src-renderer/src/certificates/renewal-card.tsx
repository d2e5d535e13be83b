import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import type { CertificateReply, RenewalState } from '../../../src-shared/http/certificates.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { openCertificates, openRequests } from '../store/open-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from './certificate-detail-page.module.css';
import { RENEWAL_WORDS } from './certificate-words.ts';

/** Where a new request is the way on. */
const NEW_INSTEAD: ReadonlySet<RenewalState> = new Set<RenewalState>(['revoked', 'expired', 'supportNotQualified', 'productUnavailable']);

/** The same data for another while; or why not, and what to do in its place. */
export function RenewalCard({ certificate, rows }: { readonly certificate: CertificateReply; readonly rows: readonly CertificateRow[] }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const { serial, renewal, renewedBy } = certificate;
  const successor = renewedBy === null ? undefined : rows.find((row) => row.account?.serial === renewedBy);

  const renew = async () => {
    const reply = await verb.run(() => clavis.certificates.renew({ serial }));
    if (reply?.ok) openRequests({ kind: 'detail', requestId: reply.value.requestId });
  };
  return (
    <Card labelledBy={title} testId="renewal">
      <div className={styles['card']} data-renewal={renewal}>
        <h2 id={title}>{t('certificates.renewal')}</h2>
        <p>{t(RENEWAL_WORDS[renewal])}</p>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
        {renewal === 'possible' ? (
          <ActionButton kind="primary" onClick={() => void renew()} pending={verb.pending} testId="certificate-renew">
            {t('certificates.renew')}
          </ActionButton>
        ) : null}
        {renewal === 'asked' ? (
          <ActionButton onClick={() => openRequests({ kind: 'list' })} testId="go-requests">
            {t('certificates.seeRequests')}
          </ActionButton>
        ) : null}
        {successor === undefined ? null : (
          <ActionButton onClick={() => openCertificates({ kind: 'detail', sha256: successor.sha256 })} testId="go-successor">
            {t('certificates.seeSuccessor')}
          </ActionButton>
        )}
        {NEW_INSTEAD.has(renewal) ? (
          <ActionButton onClick={() => openRequests({ kind: 'form', requestId: null })} testId="go-new-request">
            {t('requests.newRequest')}
          </ActionButton>
        ) : null}
      </div>
    </Card>
  );
}
