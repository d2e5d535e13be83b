import { IconCheck, IconHelp, IconLock, IconPlugX, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../ui/card.tsx';
import styles from './task-result.module.css';

type ResultTone = 'ok' | 'bad' | 'warning' | 'neutral';
const ICONS = { ok: IconCheck, bad: IconLock, warning: IconHelp, neutral: IconPlugX } as const satisfies Record<ResultTone, Icon>;

interface TaskResultProps {
  readonly tone: ResultTone;
  readonly glyph?: Icon;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly testId: string;
}

/** What became of something, or why it cannot be: icon, words, and what to do. */
export function TaskResult({ tone, glyph, title, children, actions, testId }: TaskResultProps) {
  const Glyph = glyph ?? ICONS[tone];
  return (
    <Card testId={testId}>
      <div className={styles['result']}>
        <span className={`${styles['icon']} ${styles[tone]}`}>
          <Glyph size={26} stroke={tone === 'ok' ? 2.4 : 1.8} aria-hidden />
        </span>
        <div className={styles['words']}>
          <div role="status">
            <h2 className={styles['title']}>{title}</h2>
          </div>
          <div className={styles['text']}>{children}</div>
          {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
        </div>
      </div>
    </Card>
  );
}
