import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './fields-card.module.css';
import { formatCompanyNumber } from './format-company-number.ts';

/** What was asked for, as it was written. */
export function FieldsCard({ detail, office }: { readonly detail: RequestDetail; readonly office: OfficeReply | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const { establishment, holderData } = detail;
  const { address } = establishment;
  return (
    <Card labelledBy={title} testId="request-fields">
      <h2 id={title} className={styles['title']}>
        {t('requestDetail.fields')}
      </h2>
      <Facts
        facts={[
          { label: t('requestForm.establishment'), value: establishment.name },
          { label: t('requestForm.siren'), value: formatCompanyNumber(establishment.siren) },
          { label: t('requestForm.siret'), value: formatCompanyNumber(establishment.siret) },
          { label: t('requestForm.address'), value: `${address.street}, ${address.postalCode} ${address.city}, ${address.country}` },
          { label: t('requests.holder'), value: `${holderData.firstName} ${holderData.lastName}` },
          { label: t('requestForm.email'), value: holderData.email },
          ...(holderData.phone === null ? [] : [{ label: t('requestForm.phone'), value: holderData.phone }]),
          ...(office === undefined ? [] : [{ label: t('requestForm.office'), value: office.name }]),
          { label: t('requestDetail.createdOn'), value: formatDateTime(detail.createdAt, language) },
        ]}
      />
    </Card>
  );
}
