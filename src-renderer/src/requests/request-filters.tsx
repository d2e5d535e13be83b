import { TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { REQUEST_STATES, type RequestState } from '../../../src-shared/domain/request-codes.ts';
import { ActionButton } from '../ui/action-button.tsx';
import fieldStyles from '../ui/field.module.css';
import styles from './request-filters.module.css';
import { useRequestSearch } from './request-search.ts';
import { STATE_WORDS } from './request-words.ts';
import type { IndexedRequest } from './search-requests.ts';

interface RequestFiltersProps {
  readonly rows: readonly IndexedRequest[];
  readonly shown: number;
  readonly onNew: () => void;
}

/** Words to look for, states to keep, how many are left. */
export function RequestFilters({ rows, shown, onNew }: RequestFiltersProps) {
  const { t } = useTranslation();
  const text = useRequestSearch((state) => state.text);
  const states = useRequestSearch((state) => state.states);
  const counts = useMemo(() => countStates(rows), [rows]);
  return (
    <div className={styles['filters']}>
      <div className={styles['line']}>
        <TextInput
          className={styles['search'] ?? ''}
          aria-label={t('requests.search')}
          placeholder={t('requests.search')}
          leftSection={<IconSearch size={18} stroke={1.8} aria-hidden />}
          value={text}
          onChange={(event) => useRequestSearch.setState({ text: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          classNames={{ input: fieldStyles['input'] ?? '' }}
          data-testid="request-search"
        />
        <ActionButton kind="primary" onClick={onNew} icon={<IconPlus size={18} aria-hidden />} testId="request-new">
          {t('requests.newRequest')}
        </ActionButton>
      </div>
      <div className={styles['states']} role="group" aria-label={t('requests.byState')}>
        {REQUEST_STATES.filter((state) => (counts.get(state) ?? 0) > 0).map((state) => (
          <button key={state} type="button" className={styles['state']} aria-pressed={states.includes(state)} onClick={() => toggle(state)} data-testid={`state-${state}`}>
            {t(STATE_WORDS[state].words)}
            <span className={styles['count']}>{counts.get(state)}</span>
          </button>
        ))}
      </div>
      <p role="status" className={styles['found']} data-testid="request-count">
        {shown === rows.length ? t('requests.count', { count: shown }) : t('requests.countOf', { count: shown, all: rows.length })}
      </p>
    </div>
  );
}

function toggle(state: RequestState): void {
  useRequestSearch.setState(({ states }) => ({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] }));
}

function countStates(rows: readonly IndexedRequest[]): ReadonlyMap<RequestState, number> {
  const counts = new Map<RequestState, number>();
  for (const { row } of rows) counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
  return counts;
}
