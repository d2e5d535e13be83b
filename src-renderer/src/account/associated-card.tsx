import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountCertificate } from '../../../src-shared/http/own-account.ts';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import { formatDate } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useSigningCertificates } from '../sign-in/use-signing-certificates.ts';
import { openAccount } from '../store/account-place.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';
import { Loading } from './loading.tsx';
import { subjectName } from './subject-name.ts';

const ask = () => clavis.account.certificates();

/** Certificates that may sign in; that of the plugged token is offered, also after a renewal. */
export function AssociatedCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const answer = useAnswer(ask);
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const candidates = useSigningCertificates();
  const [asked, setAsked] = useState<AccountCertificate | null>(null);
  const [gone, setGone] = useState(false);
  const known = answer.value;
  const offered = known === null ? undefined : candidates.find(({ token, certificate }) => !token.blocked && !known.some((one) => one.sha256 === certificate.sha256));

  const dissociate = async ({ sha256 }: AccountCertificate) => {
    setAsked(null);
    setGone(false);
    const reply = await verb.run(() => withProof(() => clavis.account.dissociate({ sha256 })));
    if (!reply?.ok) return;
    setGone(true);
    answer.again();
  };

  return (
    <Card labelledBy={title} testId="associated">
      <div className={styles['section']}>
        <div className={styles['text']}>
          <h2 id={title}>{t('account.certificates')}</h2>
          <p className={styles['soft']}>{t('account.certificatesText')}</p>
        </div>
        {answer.problem === null ? null : <ProblemCard problem={answer.problem} onAction={answer.again} pending={answer.pending} takeFocus={false} />}
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        {gone ? (
          <Notice tone="ok" live="status" testId="dissociated">
            {t('account.dissociated')}
          </Notice>
        ) : null}
        {offered === undefined ? null : (
          <Notice
            tone="info"
            title={t('account.associateOffer')}
            testId="associate-offer"
            action={
              <ActionButton kind="primary" onClick={() => openAccount({ tab: 'security', task: 'associate' })} testId="associate">
                {t('account.associate')}
              </ActionButton>
            }
          >
            {t('account.associateOfferText', { name: offered.certificate.subject, serial: formatSerial(offered.serial) })}
          </Notice>
        )}
        {known === null && answer.pending ? <Loading /> : null}
        {known?.length === 0 ? <p className={styles['soft']}>{t('account.certificatesNone')}</p> : null}
        {known === null || known.length === 0 ? null : (
          <ul className={pageStyles['list']}>
            {known.map((one) => (
              <li key={one.sha256} className={pageStyles['row']}>
                <div className={pageStyles['words']}>
                  <p className={pageStyles['name']}>{subjectName(one.subject)}</p>
                  <p className={pageStyles['small']}>{t('account.certificateLine', { date: formatDate(one.notAfter, language), since: formatDate(one.associatedAt, language) })}</p>
                </div>
                {candidates.some(({ certificate }) => certificate.sha256 === one.sha256) ? <Chip tone="ok">{t('account.onThisToken')}</Chip> : null}
                <ActionButton onClick={() => setAsked(one)} disabled={verb.pending} label={t('account.dissociateOf', { name: subjectName(one.subject) })} testId="dissociate">
                  {t('account.dissociate')}
                </ActionButton>
              </li>
            ))}
          </ul>
        )}
      </div>
      {asked === null ? null : (
        <ConfirmDialog
          title={t('account.dissociateTitle')}
          confirm={t('account.dissociate')}
          cancel={t('account.cancel')}
          danger
          onCancel={() => setAsked(null)}
          onConfirm={() => void dissociate(asked)}
        >
          <p>{t('account.dissociateText', { name: subjectName(asked.subject) })}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}
