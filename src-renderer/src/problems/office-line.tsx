import { Fragment } from 'react';
import { useClavisStore } from '../store/clavis-store.ts';
import styles from './office-line.module.css';

/** Telephone, hours and address of the office, on one line, or each whole on its own; nothing when main does not know them. */
export function OfficeLine() {
  const office = useClavisStore((state) => state.app?.office);
  if (office === undefined) return null;
  const parts = [office.phone, office.hours, office.email].filter((part) => part !== '');
  if (parts.length === 0) return null;
  return (
    <p className={styles['line']}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          {index === 0 ? null : ' '}
          <span className={styles['part']}>{index === parts.length - 1 ? part : `${part}\u00A0·`}</span>
        </Fragment>
      ))}
    </p>
  );
}
