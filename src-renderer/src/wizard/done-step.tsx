import { IconCheck, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnblockProof, UnblockView } from '../../../src-shared/domain/views.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { leaveUnblock } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './done-step.module.css';
import stepStyles from './step.module.css';
import { WizardButtons } from './wizard-buttons.tsx';

/** The end of step 4: what was done and how it is known. Reported or not, the card is done. */
export function DoneStep({ view, proof }: { readonly view: UnblockView; readonly proof: UnblockProof }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const [saved, setSaved] = useState<boolean | null>(null);

  const save = async () => {
    const reply = await verb.run(() => clavis.unblock.saveReceipt());
    if (reply?.ok) setSaved(reply.value.saved);
  };

  const checked = <IconCheck size={18} stroke={2.4} className={styles['yes'] ?? ''} role="img" aria-label={t('confirmation.checked')} />;
  const waiting = <IconClock size={18} stroke={2} className={styles['wait'] ?? ''} role="img" aria-label={t('confirmation.notYet')} />;
  const facts: readonly Fact[] = [
    { label: t('confirmation.proofResponse'), value: t('confirmation.proofResponseValue'), mark: checked },
    { label: t('confirmation.proofWritten'), value: formatDateTime(proof.writtenAt, language), mark: checked },
    {
      label: t('confirmation.proofCounter'),
      value: t('confirmation.proofCounterValue', { count: proof.triesLeft, max: proof.triesMax }),
      mark: checked,
    },
    ...(proof.reported ? [] : [{ label: t('confirmation.pendingReport'), value: t('confirmation.pendingReportValue'), mark: waiting }]),
    {
      label: t('confirmation.proofReceipt'),
      value: proof.reported ? t('confirmation.proofReceiptValue', { email: proof.maskedEmail }) : t('confirmation.pendingReceipt', { email: proof.maskedEmail }),
      mark: proof.reported ? checked : waiting,
    },
    {
      label: t('confirmation.proofSignature'),
      value: proof.receiptVerified ? t('confirmation.proofSignatureOk') : t('confirmation.proofSignatureNo'),
      mark: proof.receiptVerified ? checked : waiting,
    },
    { label: t('confirmation.proofReference'), value: <code className={styles['reference']}>{proof.sessionId}</code> },
  ];

  return (
    <div className={stepStyles['step']}>
      <Card>
        <div className={styles['head']} role="status" data-reported={proof.reported}>
          <span className={styles['icon']}>
            <IconCheck size={26} stroke={2.4} aria-hidden />
          </span>
          <div>
            <h2 className={styles['title']}>{t('confirmation.doneTitle')}</h2>
            <p className={styles['lead']}>{proof.reported ? t('confirmation.doneLead', { count: proof.triesLeft }) : t('confirmation.pendingLead')}</p>
          </div>
        </div>
        <Facts facts={facts} testId="proof" />
      </Card>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
      <p id="receipt-state" role="status" className={styles['saved']} data-testid="receipt-state" data-saved={saved}>
        {proof.reported ? (saved === null ? '' : saved ? t('confirmation.receiptSaved') : t('confirmation.receiptNotSaved')) : t('confirmation.receiptLater')}
      </p>
      <WizardButtons
        start={
          <ActionButton onClick={() => void save()} pending={verb.pending} disabled={!proof.reported || view.busy} testId="receipt-save" describedBy="receipt-state">
            {t('confirmation.saveReceipt')}
          </ActionButton>
        }
        end={
          <ActionButton kind="primary" onClick={leaveUnblock} testId="finish">
            {t('confirmation.finish')}
          </ActionButton>
        }
      />
    </div>
  );
}
