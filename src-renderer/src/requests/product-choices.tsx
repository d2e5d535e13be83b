import { useTranslation } from 'react-i18next';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import { ChoiceCards } from '../ui/choice-cards.tsx';
import { useLanguage } from '../words/use-language.ts';
import { FAULT_WORDS } from './fault-words.ts';
import type { FieldFault } from './judge-form.ts';
import { KIND_WORDS } from './request-words.ts';

interface ProductChoicesProps {
  readonly products: readonly ProductReply[];
  readonly value: string;
  readonly fault: FieldFault | null;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

/** The catalogue: what it comes on, how long it lasts, how it is handed over, what will be asked. */
export function ProductChoices({ products, value, fault, disabled, onChange }: ProductChoicesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ChoiceCards
      name="productId"
      legend={t('requestForm.productTitle')}
      value={value}
      error={fault === null ? null : t(FAULT_WORDS[fault])}
      disabled={disabled}
      onChange={onChange}
      choices={products.map(({ productId, names, kind, validityMonths, documents }) => ({
        value: productId,
        title: names[language],
        lines: [
          `${kind === 'token' ? t('requestForm.kindToken') : t('requestForm.kindSoftware')} · ${validityMonths % 12 === 0 ? t('requestForm.years', { count: validityMonths / 12 }) : t('requestForm.months', { count: validityMonths })}`,
          kind === 'token' ? t('requestForm.handedOver') : t('requestForm.downloaded'),
          t('requestForm.documentsAsked', { list: documents.filter((one) => one.required).map((one) => t(KIND_WORDS[one.kind]).toLowerCase()).join(', ') }),
        ],
      }))}
    />
  );
}
