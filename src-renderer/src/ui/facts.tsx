import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  readonly mark?: ReactNode;
}

/** Names and values, one line each. */
export function Facts({ facts, testId }: { readonly facts: readonly Fact[]; readonly testId?: string }) {
  return (
    <dl className={styles['facts']} data-testid={testId}>
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
