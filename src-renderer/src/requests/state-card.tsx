import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { openCertificates, openRequests } from '../store/open-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { PaperOutcome } from './paper-outcome.tsx';
import { RequestConfirm } from './request-confirm.tsx';
import { OUTCOME_WORDS, STATE_WORDS, TURN_WORDS } from './request-words.ts';
import styles from './state-card.module.css';
import { useRequestPaper } from './use-request-paper.ts';

/** Elements other cards of the page have, to go to. */
export const DOCUMENTS_ID = 'request-documents';

/** Where the request stands, whose turn it is, and what may be done with it now. */
export function StateCard({ detail, onChanged }: { readonly detail: RequestDetail; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const [asked, setAsked] = useState<'delete' | 'withdraw' | null>(null);
  const paper = useRequestPaper(verb);
  const state = STATE_WORDS[detail.state];
  const { requestId, revision, actions } = detail;
  const can = (action: (typeof actions)[number]) => actions.includes(action);

  const submit = async () => {
    if (detail.missing.length > 0) {
      document.getElementById(DOCUMENTS_ID)?.focus();
      document.getElementById(DOCUMENTS_ID)?.scrollIntoView({ block: 'start' });
      return;
    }
    const reply = await verb.run(() => clavis.requests.submit({ requestId, revision }));
    if (reply?.ok) onChanged();
  };
  const confirmed = async () => {
    const what = asked;
    setAsked(null);
    const reply = await verb.run(() => (what === 'delete' ? clavis.requests.delete({ requestId }) : clavis.requests.withdraw({ requestId, revision })));
    if (!reply?.ok) return;
    if (what === 'delete') openRequests({ kind: 'list' });
    else onChanged();
  };

  return (
    <Card testId="request-state">
      <div className={styles['state']} data-state={detail.state}>
        <div className={styles['chips']}>
          <Chip tone={state.tone}>{t(state.words)}</Chip>
          {detail.pending ? <Chip tone="waiting">{t('requests.pending')}</Chip> : null}
          {detail.nextBy === null ? null : <span className={detail.nextBy === 'holder' ? styles['mine'] : styles['theirs']}>{t(TURN_WORDS[detail.nextBy])}</span>}
        </div>
        <p className={styles['says']}>{t(state.says)}</p>
        {detail.outcomeReason === null ? null : <p>{t(OUTCOME_WORDS[detail.outcomeReason])}</p>}
        {detail.replacesSerial === null ? null : <p className={styles['soft']}>{t('requestDetail.isRenewal')}</p>}
        {detail.pending ? <p className={styles['soft']}>{t('requestDetail.pendingText')}</p> : null}
        {verb.problem === null ? null : (
          <ProblemCard
            problem={verb.problem}
            onAction={() => {
              verb.clear();
              onChanged();
            }}
          />
        )}
        <div className={styles['actions']}>
          {can('submit') ? (
            <ActionButton kind="primary" onClick={() => void submit()} pending={verb.pending} testId="request-submit">
              {detail.state === 'toComplete' ? t('requestDetail.resubmit') : t('requestDetail.submit')}
            </ActionButton>
          ) : null}
          {detail.state === 'issued' ? (
            <ActionButton kind="primary" onClick={() => openCertificates({ kind: 'list' })} testId="see-certificates">
              {t('requestDetail.seeCertificates')}
            </ActionButton>
          ) : null}
          {can('modify') ? (
            <ActionButton onClick={() => openRequests({ kind: 'form', requestId })} testId="request-modify">
              {t('requestDetail.modify')}
            </ActionButton>
          ) : null}
          {can('print') ? (
            <>
              <ActionButton onClick={() => void paper.print(requestId)} disabled={verb.pending} testId="request-print">
                {t('requestDetail.print')}
              </ActionButton>
              <ActionButton onClick={() => void paper.save(requestId)} disabled={verb.pending} testId="request-pdf">
                {t('requestDetail.savePdf')}
              </ActionButton>
            </>
          ) : null}
          {can('withdraw') ? (
            <ActionButton kind="quiet" onClick={() => setAsked('withdraw')} disabled={verb.pending} testId="request-withdraw">
              {t('requestDetail.withdraw')}
            </ActionButton>
          ) : null}
          {can('delete') ? (
            <ActionButton kind="quiet" onClick={() => setAsked('delete')} disabled={verb.pending} testId="request-delete">
              {t('requestDetail.delete')}
            </ActionButton>
          ) : null}
        </div>
        <PaperOutcome outcome={paper.outcome} pending={verb.pending} onSave={(id) => void paper.save(id)} />
      </div>
      {asked === null ? null : <RequestConfirm asked={asked} number={detail.number} onYes={() => void confirmed()} onNo={() => setAsked(null)} />}
    </Card>
  );
}
