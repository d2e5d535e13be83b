import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useId, useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { QUALIFIED_PIN_FORMAT, type PinFormat } from '../../../src-shared/pin/pin-format.ts';
import { isBoxed } from './format-words.ts';
import type { PinBuffer, Taken } from './pin-buffer.ts';
import styles from './pin-entry.module.css';

interface PinEntryProps {
  readonly label: string;
  readonly help?: string;
  /** The help is a warning. */
  readonly warn?: boolean;
  /** Said under the boxes when the entry is refused. */
  readonly error: string | null;
  /** Where the characters go; whoever wipes it gives this component another `key`. */
  readonly buffer: RefObject<PinBuffer>;
  /** The buffer's own. */
  readonly format?: PinFormat;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: () => void;
  /** The last character there is room for is in. */
  readonly onComplete?: () => void;
  readonly disabled?: boolean;
  readonly testId: string;
}

const KEYS: Readonly<Record<string, (buffer: PinBuffer) => void>> = {
  Backspace: (buffer) => buffer.backspace(),
  Delete: (buffer) => buffer.delete(),
  ArrowLeft: (buffer) => buffer.moveBy(-1),
  ArrowRight: (buffer) => buffer.moveBy(1),
  Home: (buffer) => buffer.moveTo(0),
  End: (buffer) => buffer.moveTo(buffer.format.maxLength),
};
/** Without boxes no place can be seen, so the caret stays at the end: Backspace is the one key that edits. */
const UNBOXED_KEYS: typeof KEYS = { Backspace: (buffer) => buffer.backspace() };

/**
 * Boxes for a fixed number of digits, one masked field for anything else; one input either way. The input never holds a
 * character: each one is taken before it is inserted and goes to the buffer, so nothing of it is ever in the page.
 * `type=password` keeps input methods and spell checkers away.
 */
export function PinEntry({ label, help, warn = false, error, buffer, format = QUALIFIED_PIN_FORMAT, inputRef, onChange, onComplete, disabled = false, testId }: PinEntryProps) {
  const { t } = useTranslation();
  const id = useId();
  const boxed = isBoxed(format);
  const [focused, setFocused] = useState(false);
  const [refused, setRefused] = useState<Taken>('taken');
  const [capsLock, setCapsLock] = useState(false);
  const [{ length, caret }, setPlace] = useState({ length: 0, caret: 0 });

  const look = () => setPlace({ length: buffer.current.length, caret: buffer.current.caret });

  const take = useEffectEvent((text: string) => {
    const wasFull = buffer.current.full;
    const verdict = text.length === 1 ? buffer.current.type(text.charCodeAt(0)) : buffer.current.paste(text);
    // Boxes that are full say so by themselves.
    setRefused(boxed && wasFull && text.length === 1 ? 'taken' : verdict);
    look();
    onChange();
    if (verdict === 'taken' && buffer.current.full) onComplete?.();
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
    setCapsLock(event.getModifierState('CapsLock'));
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : (boxed ? KEYS : UNBOXED_KEYS)[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act(buffer.current);
    setRefused('taken');
    look();
    onChange();
  };

  const onPointerDown = (event: PointerEvent<HTMLInputElement>) => {
    if (!boxed) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    buffer.current.moveTo(Math.floor(((event.clientX - left) / width) * format.maxLength));
    look();
  };

  const refusedWords = {
    taken: null,
    charset: format.charset === 'digits' ? t('pin.digitsOnly') : t('pin.printableOnly'),
    room: format.charset === 'digits' ? t('pin.roomDigits', { max: format.maxLength }) : t('pin.roomCharacters', { max: format.maxLength }),
  } as const satisfies Record<Taken, string | null>;
  const said = error ?? refusedWords[refused];
  const count = boxed ? t('pin.count', { count: length, max: format.maxLength }) : t('pin.countOpen', { count: length });
  return (
    <div className={styles['entry']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      <div
        className={boxed ? styles['boxes'] : styles['field']}
        style={boxed ? ({ '--places': format.maxLength } as CSSProperties) : undefined}
        data-invalid={said !== null}
        data-active={focused}
        data-disabled={disabled}
      >
        {boxed ? <Boxes places={format.maxLength} length={length} active={focused ? caret : null} /> : <Dots length={length} active={focused} />}
        <input
          ref={inputRef}
          id={id}
          className={styles['input']}
          type="password"
          inputMode={format.charset === 'digits' ? 'numeric' : 'text'}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          disabled={disabled}
          aria-describedby={`${id}-count ${id}-help ${id}-caps ${id}-error`}
          aria-invalid={said !== null}
          data-testid={testId}
          data-count={length}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
          onPointerDown={onPointerDown}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            setCapsLock(false);
          }}
          onDrop={(event) => event.preventDefault()}
        />
      </div>
      <VisuallyHidden id={`${id}-count`} aria-live="polite">
        {count}
      </VisuallyHidden>
      <p id={`${id}-help`} className={warn ? styles['warning'] : styles['help']}>
        {help}
      </p>
      <p id={`${id}-caps`} className={styles['warning']} aria-live="polite">
        {capsLock && format.charset === 'printable' ? t('answers.capsLock') : null}
      </p>
      <p id={`${id}-error`} className={styles['error']} aria-live="polite">
        {said}
      </p>
    </div>
  );
}

function Boxes({ places, length, active }: { readonly places: number; readonly length: number; readonly active: number | null }) {
  return Array.from({ length: places }, (_, index) => (
    <span key={index} aria-hidden className={styles['box']} data-active={index === active}>
      {index < length ? <span className={styles['dot']} /> : null}
    </span>
  ));
}

function Dots({ length, active }: { readonly length: number; readonly active: boolean }) {
  return (
    <span aria-hidden className={styles['dots']}>
      {Array.from({ length }, (_, index) => (
        <span key={index} className={styles['dot']} />
      ))}
      {active ? <span className={styles['caret']} /> : null}
    </span>
  );
}
