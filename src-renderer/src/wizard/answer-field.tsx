import { PasswordInput } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import fieldStyles from '../ui/field.module.css';
import styles from './answer-field.module.css';

/** How long an answer stays readable once shown, in milliseconds. */
const SHOWN_FOR_MS = 10_000;
/** Longest answer the contract takes (`INPUT_SCHEMAS`), in UTF-16 units. */
const MAX_LENGTH = 200;

function VisibilityIcon({ reveal }: { readonly reveal: boolean }) {
  return reveal ? <IconEyeOff size={20} stroke={1.7} aria-hidden /> : <IconEye size={20} stroke={1.7} aria-hidden />;
}

interface AnswerFieldProps {
  /** 0-based. */
  readonly index: number;
  readonly question: string;
  readonly missing: boolean;
  readonly onEdit: () => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** One question. What is typed stays in the field; shown on demand, hidden again by itself and when the window is left. */
export function AnswerField({ index, question, missing, onEdit, inputRef }: AnswerFieldProps) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [edgeSpace, setEdgeSpace] = useState(false);
  const number = index + 1;

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
  const warnings = [capsLock ? t('answers.capsLock') : null, edgeSpace ? t('answers.edgeSpace') : null].filter((warning) => warning !== null);
  return (
    <PasswordInput
      ref={inputRef}
      label={question}
      error={missing ? t('answers.missing') : null}
      description={
        <span aria-live="polite" className={styles['notes']}>
          {warnings.map((warning) => (
            <span key={warning} className={styles['warning']}>
              {warning}
            </span>
          ))}
          {visible ? <span>{t('answers.shownBriefly')}</span> : null}
        </span>
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={MAX_LENGTH}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleIcon={VisibilityIcon}
      visibilityToggleButtonProps={{
        'aria-label': visible ? t('answers.hide', { number }) : t('answers.show', { number }),
        'aria-hidden': false,
        tabIndex: 0,
      }}
      onKeyDown={onKey}
      onKeyUp={onKey}
      onBlur={() => setCapsLock(false)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setEdgeSpace(value !== value.trim());
        onEdit();
      }}
      classNames={{
        label: fieldStyles['label'] ?? '',
        input: `${fieldStyles['input']} ${styles['input']}`,
        innerInput: styles['inner'] ?? '',
        description: `${fieldStyles['help']} ${styles['description']}`,
        error: fieldStyles['error'] ?? '',
        visibilityToggle: styles['toggle'] ?? '',
      }}
      data-testid={`answer-${index}`}
    />
  );
}
