import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRow } from '../../../src-shared/domain/account-views.ts';
import { openRequests } from '../store/open-place.ts';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { useRowWindow } from '../ui/use-row-window.ts';
import { useLanguage } from '../words/use-language.ts';
import { RequestMenu, type OpenMenu, type RequestMenuChoice } from './request-menu.tsx';
import { RequestTableRow } from './request-table-row.tsx';
import styles from './request-table.module.css';
import { useRequestSearch } from './request-search.ts';
import type { IndexedRequest, RequestColumn } from './search-requests.ts';

const COLUMNS: readonly { readonly by: RequestColumn; readonly words: 'requests.date' | 'requests.number' | 'requests.product' | 'requests.entity' | 'requests.holder' | 'requests.state' }[] = [
  { by: 'date', words: 'requests.date' },
  { by: 'number', words: 'requests.number' },
  { by: 'product', words: 'requests.product' },
  { by: 'entity', words: 'requests.entity' },
  { by: 'holder', words: 'requests.holder' },
  { by: 'state', words: 'requests.state' },
];
/** As in the style sheet. */
const ROW_HEIGHT = 68;
const NARROW_ROW_HEIGHT = 128;
const HEAD_HEIGHT = 44;

/** The documents' columns. Only the rows that are seen exist; arrows, Home, End and Page keys go from one to another. */
export function RequestTable({ rows, onChoose }: { readonly rows: readonly IndexedRequest[]; readonly onChoose: (choice: RequestMenuChoice, row: RequestRow) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sort = useRequestSearch((state) => state.sort);
  const rowHeight = useMediaQuery('(max-width: 1080px)') ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const { scroller, onScroll, from, to, reveal, perPage } = useRowWindow(rows.length, rowHeight, HEAD_HEIGHT);
  const [active, setActive] = useState(0);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  /** The keyboard has moved to a row that may not exist yet. */
  const toFocus = useRef(false);
  const here = Math.min(active, rows.length - 1);

  useEffect(() => {
    if (!toFocus.current) return;
    toFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${here}"]`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['index'] === undefined) return;
    const steps: Partial<Record<string, number>> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, PageDown: here + perPage, PageUp: here - perPage };
    const next = steps[event.key];
    if (event.key === 'Enter') {
      const row = rows[here]?.row;
      if (row !== undefined) openRequests({ kind: 'detail', requestId: row.requestId });
    } else if (next !== undefined) {
      const index = Math.max(0, Math.min(rows.length - 1, next));
      toFocus.current = index !== here;
      setActive(index);
      reveal(index);
      onScroll();
    } else return;
    event.preventDefault();
  };

  // The row with the Tab stop always exists, wherever it was scrolled to.
  const drawn = [...new Set([...Array.from({ length: to - from }, (_, n) => from + n), here])].toSorted((a, b) => a - b);
  return (
    <div ref={scroller} className={styles['scroller']} onScroll={onScroll} data-testid="request-table">
      {/* Keys are those of its rows, which take the focus. */}
      <div role="grid" aria-label={t('requests.title')} aria-rowcount={rows.length + 1} aria-colcount={COLUMNS.length + 1} tabIndex={-1} onKeyDown={onKeyDown} className={styles['grid']}>
        <div role="row" aria-rowindex={1} className={styles['head']}>
          {COLUMNS.map(({ by, words }) => (
            <div key={by} role="columnheader" aria-sort={sort.by !== by ? 'none' : sort.descending ? 'descending' : 'ascending'}>
              <button type="button" className={styles['sort']} onClick={() => sortBy(by)} data-testid={`sort-${by}`}>
                {t(words)}
                {sort.by !== by ? null : sort.descending ? <IconArrowDown size={15} stroke={2} aria-hidden /> : <IconArrowUp size={15} stroke={2} aria-hidden />}
              </button>
            </div>
          ))}
          <div role="columnheader" className={styles['unseen']}>
            {t('requests.actions')}
          </div>
        </div>
        <div role="rowgroup" className={styles['body']} style={{ height: rows.length * rowHeight }}>
          {drawn.map((index) => {
            const indexed = rows[index];
            return indexed === undefined ? null : <RequestTableRow key={indexed.row.requestId} indexed={indexed} index={index} top={index * rowHeight} stop={index === here} language={language} t={t} onActive={setActive} onMenu={setMenu} />;
          })}
        </div>
      </div>
      {menu === null ? null : <RequestMenu key={menu.row.requestId} {...menu} onChoose={onChoose} onClose={closeMenu} />}
    </div>
  );
}

function sortBy(by: RequestColumn): void {
  useRequestSearch.setState(({ sort }) => ({ sort: { by, descending: sort.by === by ? !sort.descending : by === 'date' || by === 'number' } }));
}
