import { IconDots } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import type { Language } from '../../../src-shared/domain/views.ts';
import { formatShortDate } from '../../../src-shared/messages/format-time.ts';
import { openRequests } from '../store/open-place.ts';
import { Chip } from '../ui/chip.tsx';
import styles from './request-table.module.css';
import { NEXT_WORDS, STATE_WORDS } from './request-words.ts';
import type { OpenMenu } from './request-menu.tsx';
import type { IndexedRequest } from './search-requests.ts';

interface RequestTableRowProps {
  readonly indexed: IndexedRequest;
  readonly index: number;
  /** CSS pixels from the top of the rows. */
  readonly top: number;
  /** It is the one row that Tab comes to. */
  readonly stop: boolean;
  readonly language: Language;
  /** Of the table: a hook in each row costs more than the row. */
  readonly t: TFunction;
  readonly onActive: (index: number) => void;
  readonly onMenu: (menu: OpenMenu) => void;
}

/** One request of the list. Drawn anew only when it changes or moves. */
export const RequestTableRow = memo(function RequestTableRow({ indexed, index, top, stop, language, t, onActive, onMenu }: RequestTableRowProps) {
  const { row, product } = indexed;
  const state = STATE_WORDS[row.state];
  return (
    // Enter and the arrows are handled by the grid.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      tabIndex={stop ? 0 : -1}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)` }}
      data-index={index}
      data-testid="request-row"
      onFocus={() => onActive(index)}
      onClick={() => openRequests({ kind: 'detail', requestId: row.requestId })}
    >
      <span role="gridcell" className={styles['date']}>
        {formatShortDate(row.createdAt, language)}
      </span>
      <span role="gridcell" className={styles['number']}>
        {row.number}
      </span>
      <span role="gridcell" className={styles['product']}>
        {product}
      </span>
      <span role="gridcell" className={styles['entity']}>
        {row.entity}
      </span>
      <span role="gridcell" className={styles['holder']}>
        {row.holder}
      </span>
      <span role="gridcell" className={styles['state']}>
        <Chip tone={row.pending ? 'waiting' : state.tone}>{row.pending ? t('requests.pending') : t(state.words)}</Chip>
        <span className={row.nextBy === 'holder' ? styles['mine'] : styles['next']}>{row.nextAction === null ? '' : t(NEXT_WORDS[row.nextAction])}</span>
      </span>
      <span role="gridcell" className={styles['actions']}>
        <button
          type="button"
          className={styles['menu']}
          tabIndex={stop ? 0 : -1}
          aria-haspopup="menu"
          aria-label={t('requests.actionsOf', { number: row.number })}
          data-testid="request-actions"
          onClick={(event) => {
            event.stopPropagation();
            onMenu({ row, button: event.currentTarget });
          }}
        >
          <IconDots size={20} stroke={2} aria-hidden />
        </button>
      </span>
    </div>
  );
});
