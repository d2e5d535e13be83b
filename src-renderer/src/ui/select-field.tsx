import { useId } from 'react';
import fieldStyles from './field.module.css';
import styles from './select-field.module.css';

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly help?: string;
  readonly disabled?: boolean;
  readonly testId?: string;
}

/** The platform's own list: its keys, its size and its screen reader come with it. */
export function SelectField<Value extends string>({ label, value, options, onChange, help, disabled = false, testId }: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className={fieldStyles['label']}>
        {label}
      </label>
      <select
        id={id}
        className={`${fieldStyles['input']} ${styles['select']}`}
        value={value}
        disabled={disabled}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => {
          const option = options.find((one) => one.value === event.currentTarget.value);
          if (option !== undefined) onChange(option.value);
        }}
        data-testid={testId}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {help === undefined ? null : (
        <p id={`${id}-help`} className={fieldStyles['help']}>
          {help}
        </p>
      )}
    </div>
  );
}
