import { useId } from 'react';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { CertificatesCard } from './certificates-card.tsx';
import { TokenCard } from './token-card.tsx';
import styles from './token-panel.module.css';
import { WhatHappens } from './what-happens.tsx';
import { WhatWorks } from './what-works.tsx';

interface TokenPanelProps {
  readonly token: TokenView;
  /** An unblock of this token waits to be resumed. */
  readonly resumable: boolean;
  readonly onRefresh: () => void;
}

/** A token, its certificates, and what comes next. */
export function TokenPanel({ token, resumable, onRefresh }: TokenPanelProps) {
  const titleId = useId();
  return (
    <div className={styles['panel']}>
      <TokenCard token={token} titleId={titleId} primary={!resumable} onRefresh={onRefresh} />
      {token.state === 'ready' ? (
        <div className={styles['below']}>
          <CertificatesCard token={token} tokenTitleId={titleId} />
          {token.blocked && token.abilities.unblockByAuthority ? <WhatHappens from="token" /> : <WhatWorks token={token} />}
        </div>
      ) : null}
    </div>
  );
}
