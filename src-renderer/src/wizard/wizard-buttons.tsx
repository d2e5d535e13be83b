import type { ReactNode } from 'react';
import styles from './wizard-buttons.module.css';

/** Back at the start of the line, Next at its end; in that order for the keyboard too. */
export function WizardButtons({ start, end }: { readonly start?: ReactNode; readonly end?: ReactNode }) {
  return (
    <div className={styles['buttons']}>
      <div className={styles['start']}>{start}</div>
      <div className={styles['end']}>{end}</div>
    </div>
  );
}
