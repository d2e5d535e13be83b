import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

type NoticeTone = 'info' | 'warning' | 'bad' | 'ok';

const ICONS = { info: IconInfoCircle, warning: IconAlertTriangle, bad: IconAlertTriangle, ok: IconCircleCheck } as const;

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `status` is read when it comes without stealing focus; `none` when something else reads it. */
  readonly live?: 'status' | 'none';
  readonly testId?: string;
}

/** A message in the flow of the page. */
export function Notice({ tone, title, children, action, live = 'none', testId }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} data-testid={testId} {...(live === 'status' ? { role: 'status' } : {})}>
      <Icon size={20} stroke={1.8} aria-hidden className={styles['icon'] ?? ''} />
      <div className={styles['body']}>
        <div className={styles['words']}>
          {title === undefined ? null : <p className={styles['title']}>{title}</p>}
          {children === undefined ? null : <div className={styles['text']}>{children}</div>}
        </div>
        {action === undefined ? null : <div className={styles['action']}>{action}</div>}
      </div>
    </div>
  );
}
