import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActionButton } from './action-button.tsx';
import styles from './confirm-dialog.module.css';

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** A question before something is lost. Escape and the ground mean "no"; the safe answer has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onCancel}
      title={props.title}
      centered
      withCloseButton={false}
      // The scroll lock writes a <style> tag, which the content security policy refuses; the window does not scroll anyway.
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.45 }}
      classNames={{ content: styles['content'] ?? '', title: styles['title'] ?? '', header: styles['header'] ?? '', body: styles['body'] ?? '' }}
    >
      <div className={styles['text']}>{props.children}</div>
      <div className={styles['buttons']}>
        <ActionButton onClick={props.onCancel} testId="dialog-cancel">
          {props.cancel}
        </ActionButton>
        <ActionButton kind="primary" onClick={props.onConfirm} testId="dialog-confirm">
          {props.confirm}
        </ActionButton>
      </div>
    </Modal>
  );
}
