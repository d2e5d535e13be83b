import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import fieldStyles from '../ui/field.module.css';
import { FAULT_WORDS } from './fault-words.ts';
import type { FieldFault } from './judge-form.ts';
import styles from './request-form.module.css';

interface ChoiceCardsProps {
  readonly name: string;
  readonly legend: string;
  readonly value: string;
  readonly fault: FieldFault | null;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
  readonly choices: readonly { readonly value: string; readonly title: string; readonly lines: readonly string[] }[];
}

/** One of several, each with what tells it from the others. */
export function ChoiceCards({ name, legend, value, fault, disabled, onChange, choices }: ChoiceCardsProps) {
  const { t } = useTranslation();
  const error = useId();
  return (
    <fieldset className={styles['group']} role="radiogroup" aria-required aria-invalid={fault !== null} aria-describedby={fault === null ? undefined : error} data-testid={`field-${name}`}>
      <legend className={styles['legend']}>{legend}</legend>
      <div className={styles['choices']}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles['choice']} data-testid={`choice-${choice.value}`}>
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} disabled={disabled} onChange={() => onChange(choice.value)} className={styles['radio']} />
            <span className={styles['words']}>
              <span className={styles['title']}>{choice.title}</span>
              {choice.lines.map((line) => (
                <span key={line} className={styles['line']}>
                  {line}
                </span>
              ))}
            </span>
          </label>
        ))}
      </div>
      {fault === null ? null : (
        <p id={error} className={fieldStyles['error']}>
          {t(FAULT_WORDS[fault])}
        </p>
      )}
    </fieldset>
  );
}
