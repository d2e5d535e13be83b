import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { HolderRevocationReason } from '../../../src-shared/http/certificates.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { openCertificates } from '../store/open-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { BackLink } from '../ui/back-link.tsx';
import { Card } from '../ui/card.tsx';
import fieldStyles from '../ui/field.module.css';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { formatFingerprint } from '../words/format-fingerprint.ts';
import { ReasonChoices } from './reason-choices.tsx';
import styles from './revoke-page.module.css';
import { RevokedCard } from './revoked-card.tsx';

/** What is retyped (http/certificates: `confirmation`). */
const TAIL_LENGTH = 8;

/** Reason, consequences, a confirmation that cannot happen by accident; then when it took effect, and its proof. */
export function RevokePage({ row, onRevoked }: { readonly row: CertificateRow; readonly onRevoked: () => void }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const [reason, setReason] = useState<HolderRevocationReason | null>(null);
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState(false);
  const [revokedAt, setRevokedAt] = useState<number | null>(null);
  const serial = row.account?.serial ?? '';
  const tail = serial.slice(-TAIL_LENGTH);
  const confirmation = typed.replaceAll(/\s/gu, '').toUpperCase();

  const revoke = async (form: HTMLFormElement) => {
    setSent(true);
    if (reason === null || confirmation !== tail) {
      const first = form.querySelector<HTMLElement>(reason === null ? 'input[name="reason"]' : 'input[name="confirmation"]');
      first?.focus();
      return;
    }
    const reply = await verb.run(() => withProof(() => clavis.certificates.revoke({ serial, reason, confirmation })));
    if (!reply?.ok) return;
    setRevokedAt(reply.value.revokedAt);
    onRevoked();
  };
  const back = () => openCertificates({ kind: 'detail', sha256: row.sha256 });
  // Revoked elsewhere, or here before another section was looked at: the form would ask for what is done.
  const effect = revokedAt ?? row.account?.revokedAt ?? null;
  if (effect !== null) {
    return (
      <Page name={`revoked-${row.sha256}`} title={t('revoke.doneTitle')} lead={t('revoke.doneLead')}>
        <RevokedCard serial={serial} revokedAt={effect} provable onBack={back} />
      </Page>
    );
  }
  return (
    <Page
      name={`revoke-${row.sha256}`}
      title={t('revoke.title')}
      lead={[row.name, row.organization].filter((part) => part !== null).join(' · ')}
      above={<BackLink onClick={back}>{t('revoke.back')}</BackLink>}
    >
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void revoke(event.currentTarget);
        }}
        data-testid="revoke-form"
      >
        <Notice tone="bad" title={t('revoke.consequencesTitle')}>
          <ul className={styles['consequences']}>
            <li>{t('revoke.consequenceAtOnce')}</li>
            <li>{t('revoke.consequenceForGood')}</li>
            <li>{t('revoke.consequenceKept')}</li>
            {row.signsIn ? <li>{t('revoke.consequenceSignIn')}</li> : null}
          </ul>
        </Notice>
        <Card>
          <ReasonChoices value={reason} missing={sent && reason === null} onChange={setReason} />
        </Card>
        <Card>
          <p className={styles['number']}>
            {t('certificates.serial')}
            <span className={styles['digits']}>
              {formatFingerprint(serial.slice(0, -TAIL_LENGTH))} <strong>{formatFingerprint(tail)}</strong>
            </span>
          </p>
          <TextInput
            name="confirmation"
            label={t('revoke.confirmation')}
            description={t('revoke.confirmationHelp', { tail: formatSerial(tail) })}
            error={sent && confirmation !== tail ? t('revoke.confirmationWrong') : null}
            inputWrapperOrder={['label', 'description', 'input', 'error']}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={20}
            className={styles['confirmation'] ?? ''}
            classNames={{ label: fieldStyles['label'] ?? '', input: fieldStyles['input'] ?? '', description: `${fieldStyles['help']} ${styles['help']}`, error: fieldStyles['error'] ?? '' }}
            data-testid="revoke-confirmation"
          />
        </Card>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
        <div className={styles['buttons']}>
          <ActionButton kind="danger" type="submit" pending={verb.pending} testId="revoke-submit">
            {t('revoke.submit')}
          </ActionButton>
          <ActionButton onClick={back} testId="revoke-cancel">
            {t('revoke.cancel')}
          </ActionButton>
        </div>
      </form>
    </Page>
  );
}
