import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DOCUMENT_SIZE_MAX, DOCUMENTS_MAX, DOCUMENTS_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';
import { explain } from '../problems/explain.ts';
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

/** How far each file is, and why one was not taken. Read aloud when one ends, not with every byte. */
export function UploadList({ uploads }: { readonly uploads: readonly Upload[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const limits = { size: formatSize(DOCUMENT_SIZE_MAX, language), total: formatSize(DOCUMENTS_SIZE_MAX, language), max: DOCUMENTS_MAX };
  const sentence = ({ state, verdict, problem, sent, size }: Upload): string => {
    if (verdict !== 'ok') return t(VERDICT_WORDS[verdict], limits);
    if (state === 'failed') return problem === null ? '' : `${explain(problem, language).title}. ${explain(problem, language).fix}`;
    if (state === 'done') return t('requestDetail.fileDone');
    return t('requestDetail.fileSending', { sent: formatSize(sent, language), size: formatSize(size, language) });
  };
  const ended = uploads.filter(({ state }) => state === 'refused' || state === 'failed' || state === 'done');
  return (
    <>
      <VisuallyHidden role="status">{ended.map((upload) => `${upload.fileName}. ${sentence(upload)}`).join(' ')}</VisuallyHidden>
      {uploads.length === 0 ? null : (
        <ul className={styles['uploads']} data-testid="uploads">
          {uploads.map((upload) => (
            <li key={upload.key} className={styles['upload']} data-state={upload.state} data-verdict={upload.verdict}>
              <p>{upload.fileName}</p>
              <p className={upload.state === 'done' ? styles['good'] : upload.state === 'refused' || upload.state === 'failed' ? styles['bad'] : ''}>{sentence(upload)}</p>
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

const percent = ({ sent, size }: Upload): number => (size === 0 ? 0 : Math.round((sent / size) * 100));
