import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { AddDocuments } from './add-documents.tsx';
import { DocumentRow } from './document-row.tsx';
import styles from './documents-card.module.css';
import { KIND_WORDS } from './request-words.ts';
import { DOCUMENTS_ID } from './state-card.tsx';

interface DocumentsCardProps {
  readonly detail: RequestDetail;
  readonly product: ProductReply | undefined;
  readonly onChanged: () => void;
}

/** What was handed in and what was said of it, what is missing, and the place to add. */
export function DocumentsCard({ detail, product, onChanged }: DocumentsCardProps) {
  const { t } = useTranslation();
  const title = useId();
  const mayAdd = detail.actions.includes('addDocuments');
  return (
    <Card labelledBy={title} testId="documents">
      <h2 id={title}>
        <span id={DOCUMENTS_ID} tabIndex={-1} className={styles['anchor']}>
          {t('requestDetail.documents')}
        </span>
      </h2>
      {detail.missing.length === 0 ? null : (
        <div className={styles['missing']}>
          <Notice tone="warning" title={t('requestDetail.missingTitle', { count: detail.missing.length })} testId="documents-missing">
            <ul className={styles['kinds']}>
              {detail.missing.map((kind) => (
                <li key={kind}>{t(KIND_WORDS[kind])}</li>
              ))}
            </ul>
          </Notice>
        </div>
      )}
      {detail.documents.length === 0 ? (
        <p className={styles['none']}>{t('requestDetail.noDocuments')}</p>
      ) : (
        <ul className={styles['list']}>
          {detail.documents.map((document) => (
            <DocumentRow key={document.documentId} requestId={detail.requestId} document={document} mayRemove={mayAdd} onChanged={onChanged} />
          ))}
        </ul>
      )}
      {mayAdd ? <AddDocuments detail={detail} product={product} onChanged={onChanged} /> : null}
    </Card>
  );
}
