import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { ERROR_TABLE } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { DossierCard } from './dossier-card.tsx';
import { PreflightList } from './preflight-list.tsx';
import styles from './step.module.css';
import { useProblemAction } from './use-problem-action.ts';
import { WizardButtons } from './wizard-buttons.tsx';

/** Step 1: everything is checked before anything is asked. */
export function InitialisationStep({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const recheck = () => void verb.run(() => clavis.unblock.recheck());
  const onAction = useProblemAction(verb, recheck);
  const ready = view.preflight.length > 0 && view.preflight.every((check) => check.status === 'ok');
  const failed = view.preflight.some((check) => check.status === 'failed');
  const waiting = view.busy || verb.pending;
  const problem = view.problem ?? verb.problem;
  return (
    <form
      className={styles['step']}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !waiting) void verb.run(() => clavis.unblock.next());
      }}
    >
      {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} pending={waiting} primary />}
      <div className={styles['halves']}>
        <Card labelledBy={title}>
          <div className={styles['section']}>
            <div>
              <h2 id={title}>{t('wizard.checks')}</h2>
              <p className={styles['soft']} role="status">
                {failed ? t('wizard.initNotOk') : ready ? t('wizard.initAllOk') : t('wizard.initLead')}
              </p>
            </div>
            <PreflightList checks={view.preflight} />
          </div>
        </Card>
        <DossierCard dossier={view.dossier} waiting={!failed} />
      </div>
      <WizardButtons
        start={
          problem !== null && ERROR_TABLE[problem.code].action !== 'retry' ? (
            <ActionButton onClick={recheck} disabled={waiting} testId="recheck">
              {t('wizard.recheck')}
            </ActionButton>
          ) : null
        }
        end={
          <ActionButton kind="primary" type="submit" disabled={!ready || waiting} testId="next">
            {t('wizard.next')}
          </ActionButton>
        }
      />
    </form>
  );
}
