import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { openRequests } from '../store/open-place.ts';
import { useAnswer } from '../store/use-answer.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { EMPTY_FORM, valuesOf } from './form-values.ts';
import { RequestForm } from './request-form.tsx';

const askProducts = () => clavis.requests.products();
const askOffices = () => clavis.requests.offices();

/** A new request, or the changes to one. */
export function RequestFormPage({ requestId }: { readonly requestId: string | null }) {
  const { t } = useTranslation();
  const products = useAnswer(askProducts);
  const offices = useAnswer(askOffices);
  const detail = useAnswer<RequestDetail | null>(useCallback(async () => (requestId === null ? { ok: true, value: null } : clavis.requests.read({ requestId })), [requestId]));
  const person = useClavisStore((state) => (state.account?.session.kind === 'signedIn' ? state.account.session.person : null));
  const problem = products.problem ?? offices.problem ?? detail.problem;
  const again = () => {
    products.again();
    offices.again();
    detail.again();
  };
  const ready = products.value !== null && offices.value !== null && (requestId === null || detail.value !== null);
  const start = detail.value === null ? { ...EMPTY_FORM, firstName: person?.firstName ?? '', lastName: person?.lastName ?? '', email: person?.email ?? '' } : valuesOf(detail.value);
  const back = () => openRequests(requestId === null ? { kind: 'list' } : { kind: 'detail', requestId });
  return (
    <Page
      name={`request-form-${requestId ?? 'new'}`}
      title={requestId === null ? t('requestForm.titleNew') : t('requestForm.titleModify', { number: detail.value?.number ?? '' })}
      lead={t('requestForm.lead')}
      above={<BackLink onClick={back}>{requestId === null ? t('requests.title') : t('requestForm.backToRequest')}</BackLink>}
    >
      {problem === null ? null : <ProblemCard problem={problem} onAction={again} takeFocus={false} />}
      {ready ? (
        <RequestForm requestId={requestId} revision={detail.value?.revision ?? 0} renewal={(detail.value?.replacesSerial ?? null) !== null} start={start} products={products.value ?? []} offices={offices.value ?? []} onReread={detail.again} />
      ) : problem === null ? (
        <Late>
          <Ghost height={180} round />
          <Ghost height={260} round />
        </Late>
      ) : null}
    </Page>
  );
}
