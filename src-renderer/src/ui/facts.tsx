import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  readonly mark?: ReactNode;
}

interface FactsProps {
  readonly facts: readonly Fact[];
  /** Name above value, for a narrow column. */
  readonly stacked?: boolean;
  readonly testId?: string;
}

/** Names and values, one line each. */
export function Facts({ facts, stacked = false, testId }: FactsProps) {
  return (
    <dl className={`${styles['facts']} ${stacked ? styles['stacked'] : ''}`} data-testid={testId}>
      {facts.map((fact) => (
        <div key={fact.label} className={styles['fact']}>
          <dt>{fact.label}</dt>
          <dd>
            <span>{fact.value}</span>
            {fact.mark}
          </dd>
        </div>
      ))}
    </dl>
  );
}
