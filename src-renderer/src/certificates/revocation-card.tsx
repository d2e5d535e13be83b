import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { openCertificates } from '../store/open-place.ts';
import { useSecretOnScreen } from '../store/use-secret-on-screen.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from './certificate-detail-page.module.css';
import doneStyles from './download-done.module.css';

/** The way to revoke, and the code that does it without signing in. */
export function RevocationCard({ certificate, sha256 }: { readonly certificate: CertificateReply; readonly sha256: string }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const [code, setCode] = useState<string | null>(null);
  useSecretOnScreen(code !== null);
  if (certificate.state === 'revoked') return null;

  const showCode = async () => {
    const reply = await verb.run(() => withProof(() => clavis.certificates.revocationCode({ serial: certificate.serial })));
    if (reply?.ok) setCode(reply.value.code);
  };
  return (
    <Card labelledBy={title} testId="revocation">
      <div className={styles['card']}>
        <h2 id={title}>{t('revoke.cardTitle')}</h2>
        <p className={styles['soft']}>{t('revoke.cardText')}</p>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
        {code === null ? null : (
          <div className={styles['code']} role="status">
            <span className={doneStyles['value']} data-testid="revocation-code">
              {code}
            </span>
            <p className={styles['soft']}>{t('revoke.codeText')}</p>
          </div>
        )}
        <div className={styles['buttons']}>
          {certificate.state === 'valid' ? (
            <ActionButton kind="danger" onClick={() => openCertificates({ kind: 'revoke', sha256 })} testId="certificate-revoke">
              {t('revoke.open')}
            </ActionButton>
          ) : null}
          {code === null ? (
            <ActionButton onClick={() => void showCode()} pending={verb.pending} testId="show-revocation-code">
              {t('revoke.showCode')}
            </ActionButton>
          ) : (
            <ActionButton onClick={() => setCode(null)} testId="hide-revocation-code">
              {t('revoke.hideCode')}
            </ActionButton>
          )}
        </div>
      </div>
    </Card>
  );
}
