import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CopyView } from '../../../src-shared/domain/account-views.ts';
import { explain } from '../problems/explain.ts';
import { openConflict } from '../store/conflict-open.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './account-banners.module.css';

/** Above every page: what waits for a decision or for the network, and what this machine could not keep. */
export function AccountBanners() {
  const copy = useClavisStore((state) => state.account?.copy ?? null);
  return copy === null ? null : <Banners copy={copy} />;
}

function Banners({ copy }: { readonly copy: CopyView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [read, setRead] = useState<readonly ('memory' | 'setAside')[]>([]);
  const { conflicts, waiting, kept, memoryBecause, setAside } = copy;
  const [first] = conflicts;
  const close = (what: 'memory' | 'setAside') => (
    <ActionButton kind="quiet" onClick={() => setRead([...read, what])} testId={`${what}-close`}>
      {t('copy.close')}
    </ActionButton>
  );
  return (
    <div className={styles['banners']}>
      {first === undefined ? null : (
        <Notice
          tone="warning"
          live="status"
          title={t('copy.conflict', { count: conflicts.length })}
          testId="conflict-banner"
          action={
            <ActionButton onClick={() => openConflict(first.changeId)} testId="conflict-compare">
              {t('copy.compare')}
            </ActionButton>
          }
        >
          {t('copy.conflictText')}
        </Notice>
      )}
      {waiting === 0 ? null : (
        <Notice tone="info" live="status" title={t('copy.waiting', { count: waiting })} testId="waiting-banner">
          {kept === 'memory' ? t('copy.waitingMemory') : t('copy.waitingText')}
        </Notice>
      )}
      {kept === 'memory' && !read.includes('memory') ? (
        <Notice tone="warning" live="status" title={t('copy.memoryTitle')} testId="memory-banner" action={close('memory')}>
          {t('copy.memoryText', { cause: memoryBecause === null ? '' : `${explain(memoryBecause, language).title}.` })}
        </Notice>
      ) : null}
      {setAside !== null && !read.includes('setAside') ? (
        <Notice tone="info" live="status" title={t('copy.setAsideTitle')} testId="set-aside-banner" action={close('setAside')}>
          {t('copy.setAsideText')}
        </Notice>
      ) : null}
    </div>
  );
}
