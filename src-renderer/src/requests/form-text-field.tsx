import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import fieldStyles from '../ui/field.module.css';
import { FAULT_WORDS, FIELD_WORDS } from './fault-words.ts';
import type { FormField } from './form-values.ts';
import type { FieldFault } from './judge-form.ts';
import styles from './request-form.module.css';

interface FormTextFieldProps {
  readonly field: FormField;
  readonly value: string;
  readonly fault: FieldFault | null;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

const WIDTHS: Partial<Record<FormField, 'half' | 'third'>> = { siren: 'half', siret: 'half', postalCode: 'third', city: 'third', country: 'third', firstName: 'half', lastName: 'half', email: 'half', phone: 'half' };
const HELP: Partial<Record<FormField, 'requestForm.sirenHelp' | 'requestForm.siretHelp' | 'requestForm.countryHelp' | 'requestForm.phoneHelp'>> = {
  siren: 'requestForm.sirenHelp',
  siret: 'requestForm.siretHelp',
  country: 'requestForm.countryHelp',
  phone: 'requestForm.phoneHelp',
};
/** WCAG 1.3.5: fields about the person say so, and the system can fill them. */
const PURPOSES: Partial<Record<FormField, string>> = { establishment: 'organization', street: 'street-address', postalCode: 'postal-code', city: 'address-level2', country: 'country', firstName: 'given-name', lastName: 'family-name', email: 'email', phone: 'tel' };

/** One field, its help, and what is wrong with it in words beside it. */
export function FormTextField({ field, value, fault, disabled, onChange, onLeave }: FormTextFieldProps) {
  const { t } = useTranslation();
  const help = HELP[field];
  return (
    <TextInput
      className={styles[WIDTHS[field] ?? 'wide'] ?? ''}
      name={field}
      label={t(FIELD_WORDS[field])}
      description={help === undefined ? undefined : t(help)}
      error={fault === null ? null : t(FAULT_WORDS[fault])}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      disabled={disabled}
      aria-required={field !== 'phone'}
      autoComplete={PURPOSES[field] ?? 'off'}
      spellCheck={false}
      inputMode={field === 'siren' || field === 'siret' ? 'numeric' : 'text'}
      maxLength={300}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
      classNames={{ label: fieldStyles['label'] ?? '', input: fieldStyles['input'] ?? '', description: fieldStyles['help'] ?? '', error: fieldStyles['error'] ?? '' }}
      data-testid={`field-${field}`}
    />
  );
}
