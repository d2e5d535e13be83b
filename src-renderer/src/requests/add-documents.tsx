import { IconUpload } from '@tabler/icons-react';
import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import { DOCUMENT_KINDS, DOCUMENT_SIZE_MAX, type DocumentKind } from '../../../src-shared/domain/request-codes.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import { ActionButton } from '../ui/action-button.tsx';
import fieldStyles from '../ui/field.module.css';
import { SelectField } from '../ui/select-field.tsx';
import { formatSize } from '../words/format-size.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './add-documents.module.css';
import { KIND_WORDS } from './request-words.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './use-uploads.ts';

interface AddDocumentsProps {
  readonly detail: RequestDetail;
  readonly product: ProductReply | undefined;
  readonly onChanged: () => void;
}

/** Which document it is, then the file: dropped here or chosen. */
export function AddDocuments({ detail, product, onChanged }: AddDocumentsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const help = useId();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<DocumentKind | null>(null);
  const [over, setOver] = useState(false);
  const { uploads, add, cancel } = useUploads(detail, onChanged);
  const kinds = DOCUMENT_KINDS.filter((kind) => kind === 'other' || product === undefined || product.documents.some((one) => one.kind === kind));
  const kind = chosen ?? detail.missing[0] ?? 'other';

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files], kind);
  };
  return (
    <div className={styles['add']}>
      <SelectField
        label={t('requestDetail.whichDocument')}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: detail.missing.includes(one) ? t('requestDetail.kindMissing', { kind: t(KIND_WORDS[one]) }) : t(KIND_WORDS[one]) }))}
        onChange={setChosen}
        testId="document-kind"
      />
      <div
        className={`${styles['drop']} ${over ? styles['over'] : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        data-testid="document-drop"
      >
        <IconUpload size={22} stroke={1.7} aria-hidden />
        <div className={styles['words']}>
          <p>{t('requestDetail.dropHere')}</p>
          <p id={help} className={fieldStyles['help']}>
            {t('requestDetail.dropHelp', { size: formatSize(DOCUMENT_SIZE_MAX, language) })}
          </p>
        </div>
        <ActionButton onClick={() => input.current?.click()} describedBy={help} testId="document-choose">
          {t('requestDetail.chooseFile')}
        </ActionButton>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept=".pdf,.png,.jpg,.jpeg"
          aria-label={t('requestDetail.chooseFile')}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) add(files, kind);
          }}
          data-testid="document-file"
        />
      </div>
      <UploadList uploads={uploads} onCancel={cancel} />
    </div>
  );
}
