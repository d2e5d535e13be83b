import { useTranslation } from 'react-i18next';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './paper-outcome.module.css';
import type { PaperOutcome as Outcome } from './use-request-paper.ts';

interface PaperOutcomeProps {
  readonly outcome: Outcome | null;
  readonly pending: boolean;
  readonly onSave: (requestId: string) => void;
}

/** Says what became of the paper of a request. What did not work is no success: it says what to do instead. */
export function PaperOutcome({ outcome, pending, onSave }: PaperOutcomeProps) {
  const { t } = useTranslation();
  const words = { printed: t('requestDetail.printed'), saved: t('requestDetail.pdfSaved'), unsaved: t('requestDetail.pdfNotSaved') };
  return (
    <div role="status" className={styles['outcome']}>
      {outcome === null ? null : outcome.what === 'unprinted' ? (
        <Notice
          tone="warning"
          title={t('requestDetail.notPrinted')}
          action={
            <ActionButton onClick={() => onSave(outcome.requestId)} pending={pending} testId="unprinted-save">
              {t('requestDetail.saveThePdf')}
            </ActionButton>
          }
          testId="unprinted"
        >
          {t('requestDetail.notPrintedText')}
        </Notice>
      ) : (
        <p className={outcome.what === 'unsaved' ? styles['unsaved'] : styles['done']}>{words[outcome.what]}</p>
      )}
    </div>
  );
}
