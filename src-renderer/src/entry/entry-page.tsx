import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useClavisStore } from '../store/clavis-store.ts';
import { closeEntry } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Page } from '../ui/page.tsx';
import styles from './entry-page.module.css';
import { PasteCard } from './paste-card.tsx';
import { RequestCard } from './request-card.tsx';

interface EntryPageProps {
  readonly readerId: string | null;
  readonly focus: 'request' | 'paste';
}

/** Where an unblock starts: ask for a link, or give the one that has come. */
export function EntryPage({ readerId, focus }: EntryPageProps) {
  const { t } = useTranslation();
  const tokens = useClavisStore((state) => state.app?.tokens);
  const blocked = (tokens ?? []).filter((token) => token.state === 'ready' && token.blocked && token.serial !== null);
  const token = blocked.find((candidate) => candidate.readerId === readerId) ?? (readerId === null ? blocked[0] : undefined);
  // The token this page was opened for works again: nothing is left to ask for.
  const freed = (tokens ?? []).some((candidate) => candidate.readerId === readerId && candidate.state === 'ready' && !candidate.blocked);
  return (
    <Page
      name="entry"
      title={t('entry.title')}
      lead={t('entry.lead')}
      focusElsewhere={focus === 'paste'}
      above={
        <div className={styles['back']}>
          <ActionButton kind="quiet" onClick={closeEntry} icon={<IconArrowLeft size={18} aria-hidden />} testId="entry-back">
            {t('entry.back')}
          </ActionButton>
        </div>
      }
    >
      <div className={styles['ways']}>
        <RequestCard token={token ?? null} otherwise={freed ? 'entry.notBlocked' : 'entry.noToken'} primary={focus === 'request'} />
        <PasteCard takeFocus={focus === 'paste'} />
      </div>
    </Page>
  );
}
