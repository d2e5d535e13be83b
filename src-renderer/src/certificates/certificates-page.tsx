import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { CopyNotice } from '../account-gate/copy-notice.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { openCertificates } from '../store/open-place.ts';
import { usePlaces } from '../store/places.ts';
import { useAnswer } from '../store/use-answer.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { CertificateDetailPage } from './certificate-detail-page.tsx';
import { CertificateListPage } from './certificate-list-page.tsx';
import { RevokeByCodePage } from './revoke-by-code-page.tsx';
import { RevokePage } from './revoke-page.tsx';

const ask = () => clavis.certificates.list();

/** The section "Certificats": those of the account and those of the plugged tokens, each once. Also without an account. */
export function CertificatesPage() {
  const { t } = useTranslation();
  const place = usePlaces((state) => state.certificates);
  const onTokens = useClavisStore((state) => state.app?.tokens.flatMap((token) => token.certificates.map(({ sha256 }) => sha256)).join() ?? '');
  const list = useAnswer(ask, onTokens);
  const back = useCallback(() => openCertificates({ kind: 'list' }), []);
  if (place.kind === 'revokeByCode') return <RevokeByCodePage />;
  if (place.kind === 'list') {
    return (
      <>
        <CopyNotice />
        <CertificateListPage list={list} />
      </>
    );
  }
  const row = list.value?.find(({ sha256 }) => sha256 === place.sha256);
  if (row === undefined) {
    return (
      <Page name="certificate" title={t('certificates.titleOne')} above={<BackLink onClick={back}>{t('certificates.title')}</BackLink>}>
        {list.problem !== null ? (
          <ProblemCard problem={list.problem} onAction={list.again} pending={list.pending} takeFocus={false} />
        ) : list.pending ? (
          <Late>
            <Ghost height={240} round />
          </Late>
        ) : (
          <p>{t('certificates.gone')}</p>
        )}
      </Page>
    );
  }
  return (
    <>
      <CopyNotice />
      {place.kind === 'revoke' ? <RevokePage key={row.sha256} row={row} onRevoked={list.again} /> : <CertificateDetailPage key={row.sha256} row={row} rows={list.value ?? []} onChanged={list.again} />}
    </>
  );
}
