import { VisuallyHidden } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DOCUMENT_SIZE_MAX, DOCUMENTS_MAX, DOCUMENTS_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';
import { explain } from '../problems/explain.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { formatSize } from '../words/format-size.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './add-documents.module.css';
import type { FileVerdict } from './judge-file.ts';
import type { Upload } from './use-uploads.ts';

const VERDICT_WORDS = {
  empty: 'requestDetail.fileEmpty',
  type: 'requestDetail.fileType',
  size: 'requestDetail.fileSize',
  total: 'requestDetail.fileTotal',
  count: 'requestDetail.fileCount',
  name: 'requestDetail.fileName',
} as const satisfies Record<Exclude<FileVerdict, 'ok'>, string>;

interface UploadListProps {
  readonly uploads: readonly Upload[];
  readonly onCancel: (upload: Upload) => void;
}

/** How far each file is, and why one was not taken. Read aloud when one ends, not with every byte. */
export function UploadList({ uploads, onCancel }: UploadListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = useRef<HTMLUListElement>(null);
  const limits = { size: formatSize(DOCUMENT_SIZE_MAX, language), total: formatSize(DOCUMENTS_SIZE_MAX, language), max: DOCUMENTS_MAX };
  const sentence = ({ state, verdict, problem, sent, size }: Upload): string => {
    if (verdict !== 'ok') return t(VERDICT_WORDS[verdict], limits);
    if (state === 'failed') return problem === null ? '' : `${explain(problem, language).title}. ${explain(problem, language).fix}`;
    if (state === 'done') return t('requestDetail.fileDone');
    if (state === 'waiting') return t('requestDetail.fileWaiting');
    if (state === 'cancelling') return t('requestDetail.fileCancelling');
    if (state === 'cancelled') return t('requestDetail.fileCancelled');
    return t('requestDetail.fileSending', { sent: formatSize(sent, language), size: formatSize(size, language) });
  };
  const ended = uploads.filter(({ state }) => ENDED.has(state));
  const cancel = (upload: Upload) => {
    // Its button goes; who pressed it stays at its line.
    list.current?.querySelector<HTMLElement>(`[data-key="${upload.key}"]`)?.focus();
    onCancel(upload);
  };
  return (
    <>
      <VisuallyHidden role="status">{ended.map((upload) => `${upload.fileName}. ${sentence(upload)}`).join(' ')}</VisuallyHidden>
      {uploads.length === 0 ? null : (
        <ul ref={list} className={styles['uploads']} data-testid="uploads">
          {uploads.map((upload) => (
            <li key={upload.key} tabIndex={-1} className={styles['upload']} data-key={upload.key} data-state={upload.state} data-verdict={upload.verdict}>
              <div className={styles['line']}>
                <div className={styles['said']}>
                  <p>{upload.fileName}</p>
                  <p className={upload.state === 'done' ? styles['good'] : upload.state === 'refused' || upload.state === 'failed' ? styles['bad'] : styles['soft']}>{sentence(upload)}</p>
                </div>
                {upload.state === 'sending' || upload.state === 'waiting' ? (
                  <ActionButton kind="quiet" onClick={() => cancel(upload)} label={t('requestDetail.cancelUploadOf', { file: upload.fileName })} testId="upload-cancel">
                    {t('requestDetail.cancelUpload')}
                  </ActionButton>
                ) : null}
              </div>
              {upload.state === 'sending' ? (
                <span className={styles['bar']} role="progressbar" aria-label={upload.fileName} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent(upload)}>
                  <span className={styles['sent']} style={{ width: `${percent(upload)}%` }} />
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const ENDED: ReadonlySet<Upload['state']> = new Set(['refused', 'failed', 'cancelled', 'done']);
const percent = ({ sent, size }: Upload): number => (size === 0 ? 0 : Math.round((sent / size) * 100));
