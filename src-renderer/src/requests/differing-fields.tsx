import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { useLanguage } from '../words/use-language.ts';
import { FIELD_WORDS } from './fault-words.ts';
import type { FormField, FormValues } from './form-values.ts';
import styles from './request-form.module.css';

interface DifferingFieldsProps {
  readonly fields: readonly FormField[];
  readonly mine: FormValues;
  readonly theirs: FormValues;
  readonly products: readonly ProductReply[];
  readonly offices: readonly OfficeReply[];
  readonly onKeep: (whose: 'mine' | 'theirs') => void;
}

/** The request was changed elsewhere while this form was filled in: both versions, and a person decides. */
export function DifferingFields({ fields, mine, theirs, products, offices, onKeep }: DifferingFieldsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  const shown = (field: FormField, value: string): string => {
    if (field === 'productId') return products.find((one) => one.productId === value)?.names[language] ?? value;
    if (field === 'officeId') return offices.find((one) => one.officeId === value)?.name ?? value;
    return value === '' ? t('requestForm.emptyValue') : value;
  };
  return (
    <Card labelledBy={title} testId="form-conflict">
      <h2 ref={heading} id={title} tabIndex={-1}>
        {t('requestForm.changedTitle')}
      </h2>
      <p>{t('requestForm.changedText')}</p>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t('requestForm.field')}</th>
            <th scope="col">{t('requestForm.mine')}</th>
            <th scope="col">{t('requestForm.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{t(FIELD_WORDS[field])}</th>
              <td>{shown(field, mine[field])}</td>
              <td>{shown(field, theirs[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles['buttons']}>
        <ActionButton onClick={() => onKeep('mine')} testId="keep-mine">
          {t('requestForm.keepMine')}
        </ActionButton>
        <ActionButton onClick={() => onKeep('theirs')} testId="keep-theirs">
          {t('requestForm.keepTheirs')}
        </ActionButton>
      </div>
    </Card>
  );
}
