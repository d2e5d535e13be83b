import { TextInput } from '@mantine/core';
import type { HTMLInputAutoCompleteAttribute, RefObject } from 'react';
import styles from './field.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly help?: string;
  /** Said under the field; null while there is nothing against it. */
  readonly error: string | null;
  readonly onEdit: () => void;
  readonly type?: 'text' | 'email';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly startsWith?: string;
  readonly maxLength: number;
  readonly testId: string;
}

/** One line of text. What is typed stays in the field until it is sent: no state holds it. */
export function TextField({ label, inputRef, help, error, onEdit, type = 'text', autoComplete = 'off', startsWith = '', maxLength, testId }: TextFieldProps) {
  return (
    <TextInput
      ref={inputRef}
      type={type}
      label={label}
      defaultValue={startsWith}
      description={help}
      error={error}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete={autoComplete}
      autoCapitalize={type === 'email' ? 'off' : 'words'}
      spellCheck={false}
      maxLength={maxLength}
      onChange={onEdit}
      classNames={{
        label: styles['label'] ?? '',
        input: styles['input'] ?? '',
        description: styles['help'] ?? '',
        error: styles['error'] ?? '',
      }}
      data-testid={testId}
    />
  );
}
