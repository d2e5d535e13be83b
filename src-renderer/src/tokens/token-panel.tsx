import { useId } from 'react';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { CertificatesCard } from './certificates-card.tsx';
import { TokenCard } from './token-card.tsx';
import styles from './token-panel.module.css';
import { WhatHappens } from './what-happens.tsx';
import { WhatWorks } from './what-works.tsx';

interface TokenPanelProps {
  readonly token: TokenView;
  /** The only token of the page: what it implies is said beside it. */
  readonly alone: boolean;
  /** An unblock of this token waits to be resumed. */
  readonly resumable: boolean;
  readonly onRefresh: () => void;
}

/** A token, its certificates, and what comes next. */
export function TokenPanel({ token, alone, resumable, onRefresh }: TokenPanelProps) {
  const titleId = useId();
  return (
    <div className={styles['panel']}>
      <TokenCard token={token} titleId={titleId} primary={!resumable} onRefresh={onRefresh} />
      {token.state === 'ready' ? (
        <div className={alone ? styles['below'] : styles['single']}>
          <CertificatesCard token={token} tokenTitleId={titleId} />
          {alone ? token.blocked ? <WhatHappens from="token" /> : <WhatWorks token={token} /> : null}
        </div>
      ) : null}
    </div>
  );
}
