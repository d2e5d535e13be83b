import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { ActionButton } from './action-button.tsx';
import styles from './confirm-dialog.module.css';

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel: string;
  /** Something is gone after the yes. */
  readonly danger?: boolean;
  /** A third way, between no and yes. */
  readonly extra?: ReactNode;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** A question before something is lost, shown as long as it is mounted. Escape means "no", and "no" has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const title = useId();
  const text = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // The platform's own modal: everything else is inert, focus stays in and goes back where it was. Closed while it is still in the page: one
  // that was taken out gives no focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={title}
      aria-describedby={text}
      data-testid="dialog"
      onCancel={(event) => {
        event.preventDefault();
        props.onCancel();
      }}
    >
      <h2 id={title} className={styles['title']}>
        {props.title}
      </h2>
      <div id={text} className={styles['text']}>
        {props.children}
      </div>
      <div className={styles['buttons']}>
        <ActionButton onClick={props.onCancel} testId="dialog-cancel">
          {props.cancel}
        </ActionButton>
        {props.extra}
        <ActionButton kind={props.danger === true ? 'danger' : 'primary'} onClick={props.onConfirm} testId="dialog-confirm">
          {props.confirm}
        </ActionButton>
      </div>
    </dialog>
  );
}
