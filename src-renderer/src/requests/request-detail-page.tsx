import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { openRequests } from '../store/open-place.ts';
import { useAnswer } from '../store/use-answer.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { AppointmentCard } from './appointment-card.tsx';
import { DocumentsCard } from './documents-card.tsx';
import { FieldsCard } from './fields-card.tsx';
import styles from './request-detail-page.module.css';
import { StateCard } from './state-card.tsx';
import { TimelineCard } from './timeline-card.tsx';

const askProducts = () => clavis.requests.products();
const askOffices = () => clavis.requests.offices();
const backToRequests = () => openRequests({ kind: 'list' });

/** One request: where it stands and who has the next turn, its documents, its appointment, its fields, what became of it so far. */
export function RequestDetailPage({ requestId }: { readonly requestId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const request = useAnswer(useCallback(() => clavis.requests.read({ requestId }), [requestId]));
  const products = useAnswer(askProducts);
  const offices = useAnswer(askOffices);
  const detail = request.value;
  const product = products.value?.find((one) => one.productId === detail?.productId);
  const office = offices.value?.find((one) => one.officeId === detail?.officeId);
  return (
    <Page
      name={`request-${requestId}`}
      title={detail === null ? t('requestDetail.titleUnknown') : t('requestDetail.title', { number: detail.number })}
      lead={detail === null ? undefined : [product?.names[language] ?? detail.productId, detail.entity, detail.holder].filter(Boolean).join(' · ')}
      above={<BackLink onClick={backToRequests}>{t('requests.title')}</BackLink>}
    >
      {request.problem === null ? null : <ProblemCard problem={request.problem} onAction={request.again} pending={request.pending} takeFocus={false} />}
      {detail === null ? (
        request.pending ? (
          <Late>
            <Ghost height={150} round />
            <Ghost height={240} round />
          </Late>
        ) : null
      ) : (
        <>
          <StateCard detail={detail} onChanged={request.again} />
          <div className={styles['columns']}>
            <div className={styles['main']}>
              {showsAppointment(detail) ? <AppointmentCard detail={detail} office={office} onChanged={request.again} /> : null}
              <DocumentsCard detail={detail} product={product} onChanged={request.again} />
              <FieldsCard detail={detail} office={office} />
            </div>
            <TimelineCard detail={detail} />
          </div>
        </>
      )}
    </Page>
  );
}

const showsAppointment = (detail: RequestDetail): boolean => detail.appointment !== null || detail.nextAction === 'bookAppointment';
