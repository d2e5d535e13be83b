import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { Card } from '../ui/card.tsx';
import { PhaseList } from './phase-list.tsx';
import { phaseStages } from './phase-stages.ts';
import styles from './step.module.css';
import { useProblemAction } from './use-problem-action.ts';

/** Step 4 while it works, or stopped on a problem that a person can do something about. */
export function ConfirmationStep({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const onAction = useProblemAction(verb, () => void verb.run(() => clavis.unblock.resume()));
  const problem = view.problem ?? verb.problem;
  const stopped = problem !== null && !view.busy;
  return (
    <div className={`${styles['step']} ${styles['bare']}`}>
      {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} pending={view.busy || verb.pending} primary />}
      <Card>
        <div className={styles['section']}>
          <div>
            <h2>{stopped ? t('confirmation.headingPaused') : t('confirmation.heading')}</h2>
            {stopped ? null : <p className={styles['soft']}>{t('confirmation.lead')}</p>}
          </div>
          <PhaseList stages={phaseStages({ ...view, problem })} />
        </div>
      </Card>
    </div>
  );
}
