import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRow } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { openRequests } from '../store/open-place.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { PaperOutcome } from './paper-outcome.tsx';
import { RequestConfirm } from './request-confirm.tsx';
import { RequestFilters } from './request-filters.tsx';
import styles from './request-list-page.module.css';
import type { RequestMenuChoice } from './request-menu.tsx';
import { useRequestSearch } from './request-search.ts';
import { RequestTable } from './request-table.tsx';
import { filterRequests, indexRequests, sortRequests } from './search-requests.ts';
import { useRequestPaper } from './use-request-paper.ts';

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
  const verb = useVerb();
  const [asked, setAsked] = useState<{ readonly what: 'delete' | 'withdraw'; readonly row: RequestRow } | null>(null);
  const paper = useRequestPaper(verb);
  const gone = useRef<string | null>(null);

  // The row that had the focus is no more: the one in its place takes it, or the heading.
  useEffect(() => {
    if (gone.current === null || shown.some(({ row }) => row.requestId === gone.current)) return;
    gone.current = null;
    if (document.activeElement !== document.body) return;
    const next = document.querySelector<HTMLElement>('[data-testid="request-row"][tabindex="0"]') ?? document.querySelector<HTMLElement>('[data-page="requests"] h1');
    next?.focus();
  }, [shown]);

  const choose = async (choice: RequestMenuChoice, row: RequestRow) => {
    const { requestId } = row;
    paper.clear();
    if (choice === 'modify') openRequests({ kind: 'form', requestId });
    else if (choice === 'print') await paper.print(requestId);
    else setAsked({ what: choice, row });
  };
  const confirmed = async () => {
    if (asked === null) return;
    const { what, row } = asked;
    setAsked(null);
    const { requestId, revision } = row;
    const reply = await verb.run(() => (what === 'delete' ? clavis.requests.delete({ requestId }) : clavis.requests.withdraw({ requestId, revision })));
    if (!reply?.ok) return;
    if (what === 'delete') gone.current = requestId;
    list.again();
  };

  return (
    <Page name="requests" title={t('requests.title')} lead={t('requests.lead')}>
      {list.problem === null ? null : <ProblemCard problem={list.problem} onAction={list.again} pending={list.pending} takeFocus={false} />}
      {verb.problem === null ? null : (
        <ProblemCard
          problem={verb.problem}
          onAction={() => {
            verb.clear();
            list.again();
          }}
        />
      )}
      <PaperOutcome outcome={paper.outcome} pending={verb.pending} onSave={(requestId) => void paper.save(requestId)} />
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
            <RequestTable rows={shown} onChoose={(choice, row) => void choose(choice, row)} />
          )}
        </>
      )}
      {asked === null ? null : <RequestConfirm asked={asked.what} number={asked.row.number} onYes={() => void confirmed()} onNo={() => setAsked(null)} />}
    </Page>
  );
}
