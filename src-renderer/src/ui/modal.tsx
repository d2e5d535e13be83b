import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import dialogStyles from './confirm-dialog.module.css';
import styles from './modal.module.css';

interface ModalProps {
  readonly title: string;
  readonly onCancel: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  readonly testId: string;
}

/** A dialog with a content of its own, shown as long as it is mounted. Escape cancels. */
export function Modal({ title, onCancel, children, wide = false, testId }: ModalProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Opened before the effects of its content: what takes focus in it keeps it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${dialogStyles['dialog']} ${wide ? styles['wide'] : styles['modal']}`}
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id={id} className={dialogStyles['title']}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
