import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { withProof } from '../store/with-proof.ts';
import { versionDate } from '../terms/terms-page.tsx';
import { TermsText } from '../terms/terms-text.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import styles from '../ui/form.module.css';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import pageStyles from './account-page.module.css';
import { Loading } from './loading.tsx';

/** What was agreed to, a copy of what is kept, and the way to have it erased. */
export function DataTab() {
  return (
    <>
      <TermsCard />
      <ExportCard />
      <ErasureCard />
    </>
  );
}

const askTerms = () => clavis.account.terms();

function TermsCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const answer = useAnswer(askTerms);
  const [open, setOpen] = useState(false);
  const { value } = answer;
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <h2 id={title}>{t('account.terms')}</h2>
        {answer.problem === null ? null : <ProblemCard problem={answer.problem} onAction={answer.again} pending={answer.pending} takeFocus={false} />}
        {value === null && answer.pending ? <Loading /> : null}
        {value?.accepted.length === 0 ? <p className={styles['soft']}>{t('account.termsNone')}</p> : null}
        <ul className={pageStyles['list']}>
          {(value?.accepted ?? []).map(({ version, acceptedAt }) => (
            <li key={version}>{t('account.termsLine', { version: versionDate(version, language), date: formatDate(acceptedAt, language) })}</li>
          ))}
        </ul>
        {open && value !== null ? <TermsText text={value.text} /> : null}
        {value === null ? null : (
          <div className={styles['buttons']}>
            <ActionButton onClick={() => setOpen(!open)} testId="terms-read">
              {open ? t('account.termsClose') : t('account.termsRead')}
            </ActionButton>
          </div>
        )}
      </div>
    </Card>
  );
}

function ExportCard() {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const [saved, setSaved] = useState<boolean | null>(null);
  const save = async () => {
    setSaved(null);
    const reply = await verb.run(() => withProof(() => clavis.account.saveExport()));
    if (reply?.ok) setSaved(reply.value.saved);
  };
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <div className={styles['text']}>
          <h2 id={title}>{t('account.exportTitle')}</h2>
          <p className={styles['soft']}>{t('account.exportText')}</p>
        </div>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        {saved === null ? null : (
          <Notice tone={saved ? 'ok' : 'info'} live="status" testId="export-said">
            {saved ? t('account.exportSaved') : t('account.exportNot')}
          </Notice>
        )}
        <div className={styles['buttons']}>
          <ActionButton onClick={() => void save()} pending={verb.pending} testId="export-save">
            {t('account.exportSave')}
          </ActionButton>
        </div>
      </div>
    </Card>
  );
}

const askErasures = () => clavis.account.erasures();

function ErasureCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const answer = useAnswer(askErasures);
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const [asking, setAsking] = useState(false);
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const pending = askedAt ?? answer.value?.find(({ state }) => state === 'requested')?.requestedAt ?? null;
  const request = async () => {
    setAsking(false);
    const reply = await verb.run(() => withProof(() => clavis.account.requestErasure()));
    if (reply?.ok) setAskedAt(reply.value.requestedAt);
  };
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <div className={styles['text']}>
          <h2 id={title}>{t('account.erasureTitle')}</h2>
          <p className={styles['soft']}>{t('account.erasureText')}</p>
        </div>
        {answer.problem === null ? null : <ProblemCard problem={answer.problem} onAction={answer.again} pending={answer.pending} takeFocus={false} />}
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        {pending === null ? (
          <div className={styles['buttons']}>
            <ActionButton kind="danger" onClick={() => setAsking(true)} pending={verb.pending} testId="erasure-ask">
              {t('account.erasureAsk')}
            </ActionButton>
          </div>
        ) : (
          <Notice tone="info" live="status" testId="erasure-pending">
            {t('account.erasurePending', { date: formatDate(pending, language) })}
          </Notice>
        )}
      </div>
      {asking ? (
        <ConfirmDialog
          title={t('account.erasureConfirmTitle')}
          confirm={t('account.erasureConfirm')}
          cancel={t('account.cancel')}
          danger
          onCancel={() => setAsking(false)}
          onConfirm={() => void request()}
        >
          <ul className={pageStyles['consequences']}>
            <li>{t('account.erasureConsequence1')}</li>
            <li>{t('account.erasureConsequence2')}</li>
            <li>{t('account.erasureConsequence3')}</li>
          </ul>
        </ConfirmDialog>
      ) : null}
    </Card>
  );
}
