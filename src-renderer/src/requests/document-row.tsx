import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentReply } from '../../../src-shared/http/requests.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
import { formatSize } from '../words/format-size.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './documents-card.module.css';
import { DOCUMENT_REFUSAL_WORDS, KIND_WORDS } from './request-words.ts';

interface DocumentRowProps {
  readonly requestId: string;
  readonly document: DocumentReply;
  readonly mayRemove: boolean;
  readonly onChanged: () => void;
}

export function DocumentRow({ requestId, document: { documentId, ...document }, mayRemove, onChanged }: DocumentRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const [saved, setSaved] = useState<boolean | null>(null);

  const save = async () => {
    const reply = await verb.run(() => clavis.requests.saveDocument({ requestId, documentId }));
    if (reply?.ok) setSaved(reply.value.saved);
  };
  const remove = async () => {
    const reply = await verb.run(() => clavis.requests.removeDocument({ requestId, documentId }));
    if (reply?.ok) onChanged();
  };

  return (
    <li className={styles['row']} data-testid="document">
      <div className={styles['names']}>
        <p className={styles['kind']}>{t(KIND_WORDS[document.kind])}</p>
        <p className={styles['file']}>
          {document.fileName} · {formatSize(document.size, language)}
        </p>
        {document.reason === null ? null : (
          <p className={styles['reason']}>
            {t(DOCUMENT_REFUSAL_WORDS[document.reason])} {document.text ?? ''}
          </p>
        )}
      </div>
      <Verdict document={document} />
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
      <div className={styles['tools']}>
        {document.content === 'received' ? (
          <ActionButton kind="quiet" onClick={() => void save()} disabled={verb.pending} testId="document-save">
            {t('requestDetail.saveDocument')}
          </ActionButton>
        ) : null}
        {mayRemove && document.verdict !== 'accepted' ? (
          <ActionButton kind="quiet" onClick={() => void remove()} disabled={verb.pending} testId="document-remove">
            {t('requestDetail.removeDocument')}
          </ActionButton>
        ) : null}
        <SavedLine saved={saved} yes={t('requestDetail.documentSaved')} no={t('requestDetail.documentNotSaved')} />
      </div>
    </li>
  );
}

function Verdict({ document }: { readonly document: Pick<DocumentReply, 'content' | 'verdict'> }) {
  const { t } = useTranslation();
  if (document.content === 'announced') return <Chip tone="warning">{t('requestDetail.notReceived')}</Chip>;
  if (document.content === 'dropped') return <Chip tone="neutral">{t('requestDetail.dropped')}</Chip>;
  if (document.verdict === null) return <Chip tone="waiting">{t('requestDetail.notJudged')}</Chip>;
  return document.verdict === 'accepted' ? <Chip tone="ok">{t('requestDetail.verdictAccepted')}</Chip> : <Chip tone="bad">{t('requestDetail.verdictRefused')}</Chip>;
}
