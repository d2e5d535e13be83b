import type { ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  readonly children: ReactNode;
  /** Id of the heading that names the card, which makes it a region. */
  readonly labelledBy?: string;
  readonly testId?: string;
  readonly flush?: boolean;
}

/** One subject, one card: 14 px corners, one line around, no shadow. */
export function Card({ children, labelledBy, testId, flush = false }: CardProps) {
  return (
    <section className={flush ? styles['flush'] : styles['card']} aria-labelledby={labelledBy} data-testid={testId}>
      {children}
    </section>
  );
}
