import styles from './home-line.module.css';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first reminder comes this long before the end: the bar is full then. */
const FULL_DAYS = 90;

/** How much of the last ninety days is left; the words beside it say it. */
export function ExpiryBar({ notAfter, now }: { readonly notAfter: number; readonly now: number }) {
  const share = Math.min(1, Math.max(0, (notAfter - now) / (FULL_DAYS * DAY_MS)));
  return (
    <span className={styles['bar']} aria-hidden>
      <span className={`${styles['left']} ${share <= 30 / FULL_DAYS ? styles['soon'] : ''}`} style={{ width: `${Math.round(share * 100)}%` }} />
    </span>
  );
}
