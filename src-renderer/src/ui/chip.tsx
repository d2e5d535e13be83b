import { IconAlertTriangle, IconCheck, IconClock, IconLock, IconPointFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type ChipTone = 'ok' | 'warning' | 'bad' | 'blocked' | 'neutral' | 'waiting';

const ICONS = {
  ok: IconCheck,
  warning: IconAlertTriangle,
  bad: IconAlertTriangle,
  blocked: IconLock,
  neutral: null,
  waiting: IconClock,
} as const satisfies Record<ChipTone, typeof IconPointFilled | null>;

/** A state in one or two words: its icon and its word say it, the colour repeats it. */
export function Chip({ tone, children }: { readonly tone: ChipTone; readonly children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <span className={`${styles['chip']} ${styles[tone]}`}>
      {Icon === null ? null : <Icon size={15} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
