import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ChoiceCards } from '../ui/choice-cards.tsx';
import { Notice } from '../ui/notice.tsx';
import { DifferingFields } from './differing-fields.tsx';
import { FAULT_WORDS } from './fault-words.ts';
import { FormTextField } from './form-text-field.tsx';
import { isLocked, type FormField, type FormValues } from './form-values.ts';
import { ProductChoices } from './product-choices.tsx';
import styles from './request-form.module.css';
import { useRequestForm } from './use-request-form.ts';

interface RequestFormProps {
  readonly requestId: string | null;
  readonly revision: number;
  readonly renewal: boolean;
  readonly start: FormValues;
  readonly products: readonly ProductReply[];
  readonly offices: readonly OfficeReply[];
  readonly onReread: () => void;
}

const ESTABLISHMENT: readonly FormField[] = ['establishment', 'siren', 'siret', 'street', 'postalCode', 'city', 'country'];
const HOLDER: readonly FormField[] = ['firstName', 'lastName', 'email', 'phone'];

/** Product, office, establishment, holder. What is typed is kept until it is saved or given up. */
export function RequestForm({ requestId, revision, renewal, start, products, offices, onReread }: RequestFormProps) {
  const { t } = useTranslation();
  const state = useRequestForm(requestId, start, revision);
  const { values, faultOf, verb } = state;
  const officeFault = faultOf('officeId');
  const changedElsewhere = verb.problem?.code === 'requestChangedMeanwhile';

  useEffect(() => {
    // What is there now is read at once, so that both versions can be shown.
    if (changedElsewhere) onReread();
  }, [changedElsewhere, onReread]);

  const fields = (names: readonly FormField[]) =>
    names.map((field) => (
      <FormTextField key={field} field={field} value={values[field]} fault={faultOf(field)} disabled={isLocked(field, renewal)} onChange={(value) => state.set(field, value)} onLeave={() => state.leave(field)} />
    ));
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void state.submit(event.currentTarget);
      }}
      data-testid="request-form"
    >
      {renewal ? (
        <Notice tone="info" title={t('requestForm.renewalTitle')}>
          {t('requestForm.renewalText')}
        </Notice>
      ) : null}
      {state.differing.length > 0 ? (
        <DifferingFields fields={state.differing} mine={values} theirs={start} products={products} offices={offices} onKeep={state.keep} />
      ) : verb.problem === null ? null : (
        <ProblemCard
          problem={verb.problem}
          onAction={(action) => {
            settleProblem(action, verb);
            onReread();
          }}
        />
      )}
      <Card>
        <ProductChoices products={products} value={values.productId} fault={faultOf('productId')} disabled={isLocked('productId', renewal)} onChange={(value) => state.set('productId', value)} />
      </Card>
      <Card>
        <fieldset className={styles['group']}>
          <legend className={styles['legend']}>{t('requestForm.establishmentTitle')}</legend>
          <div className={styles['fields']}>{fields(ESTABLISHMENT)}</div>
        </fieldset>
      </Card>
      <Card>
        <fieldset className={styles['group']}>
          <legend className={styles['legend']}>{t('requestForm.holderTitle')}</legend>
          <div className={styles['fields']}>{fields(HOLDER)}</div>
        </fieldset>
      </Card>
      <Card>
        <ChoiceCards
          name="officeId"
          legend={t('requestForm.officeTitle')}
          value={values.officeId}
          error={officeFault === null ? null : t(FAULT_WORDS[officeFault])}
          onChange={(value) => state.set('officeId', value)}
          choices={offices
            .filter((office) => office.open || office.officeId === values.officeId)
            .map(({ officeId, name, address, phone, open }) => ({ value: officeId, title: name, lines: [`${address.street}, ${address.postalCode} ${address.city}`, open ? phone : t('requestForm.officeClosed')] }))}
        />
      </Card>
      <div className={styles['buttons']}>
        <ActionButton kind="primary" type="submit" pending={verb.pending} disabled={state.differing.length > 0} testId="form-save">
          {requestId === null ? t('requestForm.saveDraft') : t('requestForm.save')}
        </ActionButton>
        {state.kept ? (
          <ActionButton kind="quiet" onClick={state.forget} testId="form-forget">
            {t('requestForm.forget')}
          </ActionButton>
        ) : null}
        <p className={styles['kept']}>{state.kept ? t('requestForm.kept') : ''}</p>
      </div>
    </form>
  );
}
