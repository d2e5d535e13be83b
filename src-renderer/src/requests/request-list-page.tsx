import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { openRequests } from '../store/open-place.ts';
import { useAnswer } from '../store/use-answer.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { RequestFilters } from './request-filters.tsx';
import styles from './request-list-page.module.css';
import { useRequestSearch } from './request-search.ts';
import { RequestTable } from './request-table.tsx';
import { filterRequests, indexRequests, sortRequests } from './search-requests.ts';

const askList = () => clavis.requests.list();
const askProducts = () => clavis.requests.products();
const newRequest = () => openRequests({ kind: 'form', requestId: null });

/** Every request of the account, found and sorted here: the whole list is on this machine. */
export function RequestListPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = useAnswer(askList);
  const products = useAnswer(askProducts);
  const { text, states, sort } = useRequestSearch();

  // Named and sorted once, not first without the names of the products.
  const ready = list.value !== null && (products.value !== null || products.problem !== null);
  const indexed = useMemo(() => (ready ? indexRequests(list.value ?? [], products.value ?? [], language) : []), [ready, list.value, products.value, language]);
  const sorted = useMemo(() => sortRequests(indexed, sort, language), [indexed, sort, language]);
  const shown = useMemo(() => filterRequests(sorted, text, states), [sorted, text, states]);
  const empty = list.value !== null && list.value.length === 0;

  return (
    <Page name="requests" title={t('requests.title')} lead={t('requests.lead')}>
      {list.problem === null ? null : <ProblemCard problem={list.problem} onAction={list.again} pending={list.pending} takeFocus={false} />}
      {!ready ? (
        list.problem === null ? (
          <Late>
            <Ghost height={44} />
            <Ghost height={360} round />
          </Late>
        ) : null
      ) : empty ? (
        <Card testId="requests-empty">
          <div className={styles['empty']}>
            <h2>{t('requests.emptyTitle')}</h2>
            <p>{t('requests.emptyText')}</p>
            <ActionButton kind="primary" onClick={newRequest} icon={<IconPlus size={18} aria-hidden />} testId="request-new">
              {t('requests.newRequest')}
            </ActionButton>
          </div>
        </Card>
      ) : (
        <>
          <RequestFilters rows={indexed} shown={shown.length} onNew={newRequest} />
          {shown.length === 0 ? (
            <Card testId="requests-none-found">
              <div className={styles['empty']}>
                <h2>{t('requests.noneFoundTitle')}</h2>
                <p>{t('requests.noneFoundText')}</p>
                <ActionButton onClick={() => useRequestSearch.setState({ text: '', states: [] })} testId="filters-clear">
                  {t('requests.clearFilters')}
                </ActionButton>
              </div>
            </Card>
          ) : (
            <RequestTable rows={shown} />
          )}
        </>
      )}
    </Page>
  );
}
