import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './action-button.module.css';

interface ActionButtonProps {
  readonly children: ReactNode;
  /** One `primary` on a screen; `quiet` is a text button. */
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  readonly pending?: boolean;
  readonly icon?: ReactNode;
  readonly wide?: boolean;
  readonly testId?: string;
  readonly describedBy?: string;
  /** Name for who does not see what stands around it; begins with the words on it. */
  readonly label?: string;
}

/** The button of the house: a verb, 44 px high. */
export function ActionButton(props: ActionButtonProps) {
  const { children, kind = 'secondary', type = 'button', disabled = false, pending = false, wide = false } = props;
  const className = [styles['root'], styles[kind], wide ? styles['wide'] : ''].join(' ');
  return (
    <Button
      unstyled={false}
      classNames={{ root: className, label: styles['label'] ?? '', inner: styles['inner'] ?? '', loader: styles['loader'] ?? '' }}
      type={type}
      disabled={disabled}
      loading={pending}
      leftSection={props.icon}
      aria-describedby={props.describedBy}
      aria-label={props.label}
      data-testid={props.testId}
      {...(props.onClick === undefined ? {} : { onClick: props.onClick })}
    >
      {children}
    </Button>
  );
}
