import { useId } from 'react';
import styles from './choice-cards.module.css';
import fieldStyles from './field.module.css';

interface ChoiceCardsProps {
  readonly name: string;
  readonly legend: string;
  readonly value: string;
  /** What is wrong, in words. */
  readonly error: string | null;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
  readonly choices: readonly { readonly value: string; readonly title: string; readonly lines: readonly string[] }[];
}

/** One of several, each with what tells it from the others. */
export function ChoiceCards({ name, legend, value, error, disabled = false, onChange, choices }: ChoiceCardsProps) {
  const id = useId();
  return (
    <fieldset className={styles['group']} role="radiogroup" aria-required aria-invalid={error !== null} aria-describedby={error === null ? undefined : id} data-testid={`field-${name}`}>
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
      {error === null ? null : (
        <p id={id} className={fieldStyles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
