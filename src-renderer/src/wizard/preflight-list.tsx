import { IconCircleCheck, IconCircleDashed, IconCircleX, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PreflightCheck, PreflightId } from '../../../src-shared/domain/views.ts';
import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import styles from './preflight-list.module.css';

const NAMES = {
  authority: 'wizard.checkAuthority',
  link: 'wizard.checkLink',
  token: 'wizard.checkToken',
  serial: 'wizard.checkSerial',
  blocked: 'wizard.checkBlocked',
} as const satisfies Record<PreflightId, string>;

const LOOKS = {
  ok: { icon: IconCircleCheck, words: 'wizard.statusOk' },
  failed: { icon: IconCircleX, words: 'wizard.statusFailed' },
  pending: { icon: IconLoader2, words: 'wizard.statusPending' },
  notDone: { icon: IconCircleDashed, words: 'wizard.statusNotDone' },
} as const satisfies Record<PreflightCheck['status'], object>;

interface PreflightListProps {
  readonly checks: readonly PreflightCheck[];
  readonly onAction: (action: ErrorAction) => void;
  readonly pending: boolean;
}

/** The checks in their order; the one that failed says why, what to do, and has the button. "Not done" is not "failed". */
export function PreflightList({ checks, onAction, pending }: PreflightListProps) {
  const { t } = useTranslation();
  return (
    <ul className={styles['list']}>
      {checks.map((check) => {
        const look = LOOKS[check.status];
        return (
          <li key={check.id} className={styles['check']} data-testid={`check-${check.id}`} data-status={check.status}>
            <div className={styles['line']}>
              <look.icon size={21} stroke={1.8} aria-hidden className={styles[check.status] ?? ''} />
              <span className={styles['name']}>{t(NAMES[check.id])}</span>
              <span className={`${styles['status']} ${styles[check.status]}`}>{t(look.words)}</span>
            </div>
            {check.problem === null ? null : <ProblemCard problem={check.problem} onAction={onAction} pending={pending} />}
          </li>
        );
      })}
    </ul>
  );
}
