import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useId, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { PIN_LENGTH } from '../../../src-shared/pin/pin-policy.ts';
import type { PinBuffer } from './pin-buffer.ts';
import styles from './pin-entry.module.css';

interface PinEntryProps {
  readonly label: string;
  readonly help?: string;
  /** Said under the boxes when the entry is refused. */
  readonly error: string | null;
  /** Where the digits go; whoever wipes it gives this component another `key`. */
  readonly buffer: RefObject<PinBuffer>;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: () => void;
  /** The fourth digit is in. */
  readonly onComplete?: () => void;
  readonly testId: string;
}

const BOXES = Array.from({ length: PIN_LENGTH }, (_, index) => index);
const KEYS: Readonly<Record<string, (buffer: PinBuffer) => void>> = {
  Backspace: (buffer) => buffer.backspace(),
  Delete: (buffer) => buffer.delete(),
  ArrowLeft: (buffer) => buffer.moveBy(-1),
  ArrowRight: (buffer) => buffer.moveBy(1),
  Home: (buffer) => buffer.moveTo(0),
  End: (buffer) => buffer.moveTo(PIN_LENGTH),
};

/**
 * Four boxes, one field. The input over them never holds a character: each one is taken before it is inserted and goes to
 * the buffer, so no digit is ever in the page. `type=password` keeps input methods and spell checkers away.
 */
export function PinEntry({ label, help, error, buffer, inputRef, onChange, onComplete, testId }: PinEntryProps) {
  const { t } = useTranslation();
  const id = useId();
  const [focused, setFocused] = useState(false);
  const [refused, setRefused] = useState(false);
  const [{ length, caret }, setPlace] = useState({ length: 0, caret: 0 });

  const look = () => setPlace({ length: buffer.current.length, caret: buffer.current.caret });

  const take = useEffectEvent((text: string) => {
    const accepted = text.length === 1 ? buffer.current.type(text.charCodeAt(0)) : buffer.current.paste(text);
    setRefused(!accepted && buffer.current.length < PIN_LENGTH);
    look();
    onChange();
    if (accepted && buffer.current.length === PIN_LENGTH) onComplete?.();
  });

  useEffect(() => {
    const field = inputRef.current;
    if (field === null) return undefined;
    // The native event: React's own onBeforeInput is made of key presses and misses other ways to type.
    const beforeInput = (event: InputEvent) => {
      // Enter: it inserts nothing here and has to reach the form.
      if (event.inputType === 'insertLineBreak') return;
      event.preventDefault();
      if (event.data !== null && event.data !== '') take(event.data);
    };
    const paste = (event: ClipboardEvent) => {
      event.preventDefault();
      take(event.clipboardData?.getData('text') ?? '');
    };
    // What could not be prevented is removed at once.
    const emptied = () => {
      field.value = '';
    };
    field.addEventListener('beforeinput', beforeInput);
    field.addEventListener('paste', paste);
    field.addEventListener('input', emptied);
    return () => {
      field.removeEventListener('beforeinput', beforeInput);
      field.removeEventListener('paste', paste);
      field.removeEventListener('input', emptied);
    };
  }, [inputRef]);

  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act(buffer.current);
    setRefused(false);
    look();
    onChange();
  };

  const onPointerDown = (event: PointerEvent<HTMLInputElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    buffer.current.moveTo(Math.floor(((event.clientX - left) / width) * PIN_LENGTH));
    look();
  };

  const said = error ?? (refused ? t('pin.digitsOnly') : null);
  return (
    <div className={styles['entry']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      <div className={styles['boxes']} data-invalid={said !== null}>
        {BOXES.map((index) => (
          <span key={index} aria-hidden className={styles['box']} data-active={focused && index === caret}>
            {index < length ? <span className={styles['dot']} /> : null}
          </span>
        ))}
        <input
          ref={inputRef}
          id={id}
          className={styles['input']}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          aria-describedby={`${id}-count ${id}-help ${id}-error`}
          aria-invalid={said !== null}
          data-testid={testId}
          data-count={length}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onDrop={(event) => event.preventDefault()}
        />
      </div>
      <VisuallyHidden id={`${id}-count`} aria-live="polite">
        {t('pin.count', { count: length })}
      </VisuallyHidden>
      <p id={`${id}-help`} className={styles['help']}>
        {help}
      </p>
      <p id={`${id}-error`} className={styles['error']} aria-live="polite">
        {said}
      </p>
    </div>
  );
}
