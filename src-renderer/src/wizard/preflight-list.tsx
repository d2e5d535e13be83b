import { IconCircleCheck, IconCircleDashed, IconCircleX, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PreflightCheck, PreflightId } from '../../../src-shared/domain/views.ts';
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

/** The checks in their order, each with its state in words. "Not done" is not "failed". */
export function PreflightList({ checks }: { readonly checks: readonly PreflightCheck[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles['list']}>
      {checks.map((check) => {
        const look = LOOKS[check.status];
        return (
          <li key={check.id} className={styles['check']} data-testid={`check-${check.id}`} data-status={check.status}>
            <look.icon size={21} stroke={1.8} aria-hidden className={styles[check.status] ?? ''} />
            <span className={styles['name']}>{t(NAMES[check.id])}</span>
            <span className={`${styles['status']} ${styles[check.status]}`}>{t(look.words)}</span>
          </li>
        );
      })}
    </ul>
  );
}
