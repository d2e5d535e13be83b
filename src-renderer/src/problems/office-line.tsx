import { useClavisStore } from '../store/clavis-store.ts';
import styles from './office-line.module.css';

/** Telephone, hours and address of the office, on one line; nothing when main does not know them. */
export function OfficeLine() {
  const office = useClavisStore((state) => state.app?.office);
  if (office === undefined) return null;
  const parts = [office.phone, office.hours, office.email].filter((part) => part !== '');
  return parts.length === 0 ? null : <p className={styles['line']}>{parts.join(' · ')}</p>;
}
