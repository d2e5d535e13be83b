import { PasswordInput } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import fieldStyles from './field.module.css';
import styles from './password-field.module.css';

/** How long a password stays readable once shown, in milliseconds. */
const SHOWN_FOR_MS = 10_000;
/** Longest password that the contract takes, in UTF-16 units. */
const MAX_LENGTH = 256;

function VisibilityIcon({ reveal }: { readonly reveal: boolean }) {
  return reveal ? <IconEyeOff size={20} stroke={1.7} aria-hidden /> : <IconEye size={20} stroke={1.7} aria-hidden />;
}

interface PasswordFieldProps {
  readonly label: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly error: string | null;
  readonly onEdit: () => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly testId: string;
}

/** A password: in its field alone, shown on demand, hidden again by itself and when the window is left; pasting is allowed. */
export function PasswordField({ label, inputRef, error, onEdit, autoComplete, testId }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  const [capsLock, setCapsLock] = useState(false);

  useEffect(() => {
    if (!visible) return undefined;
    const hide = () => setVisible(false);
    const timer = setTimeout(hide, SHOWN_FOR_MS);
    window.addEventListener('blur', hide);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('blur', hide);
    };
  }, [visible]);

  const onKey = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <PasswordInput
      ref={inputRef}
      label={label}
      error={error}
      description={
        <span aria-live="polite" className={styles['caps']}>
          {capsLock ? t('signIn.capsLock') : null}
        </span>
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete={autoComplete}
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={MAX_LENGTH}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleIcon={VisibilityIcon}
      visibilityToggleButtonProps={{ 'aria-label': `${visible ? t('signIn.hide') : t('signIn.show')} (${label})`, 'aria-hidden': false, tabIndex: 0 }}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onBlur={() => setCapsLock(false)}
      onChange={onEdit}
      classNames={{
        label: fieldStyles['label'] ?? '',
        input: `${fieldStyles['input']} ${styles['input']}`,
        innerInput: styles['inner'] ?? '',
        description: `${fieldStyles['help']} ${styles['description']}`,
        error: fieldStyles['error'] ?? '',
        visibilityToggle: styles['toggle'] ?? '',
      }}
      data-testid={testId}
    />
  );
}
