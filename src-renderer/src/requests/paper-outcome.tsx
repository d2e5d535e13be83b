import { useTranslation } from 'react-i18next';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
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
  const unprinted = outcome?.what === 'unprinted' ? outcome.requestId : null;
  return (
    <>
      <div role="status" className={styles['warning']}>
        {unprinted === null ? null : (
          <Notice
            tone="warning"
            title={t('requestDetail.notPrinted')}
            action={
              <ActionButton onClick={() => onSave(unprinted)} pending={pending} testId="unprinted-save">
                {t('requestDetail.saveThePdf')}
              </ActionButton>
            }
            testId="unprinted"
          >
            {t('requestDetail.notPrintedText')}
          </Notice>
        )}
      </div>
      <SavedLine
        saved={outcome === null || unprinted !== null ? null : outcome.what !== 'unsaved'}
        yes={t(outcome?.what === 'printed' ? 'requestDetail.printed' : 'requestDetail.pdfSaved')}
        no={t('requestDetail.pdfNotSaved')}
      />
    </>
  );
}
