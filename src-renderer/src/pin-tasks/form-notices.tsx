import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemCard } from '../problems/problem-card.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTaskProblemAction } from './use-task-problem-action.ts';
import { useOutcomeWords } from './use-outcome-words.ts';
import type { PinTaskState } from './use-pin-task.ts';

interface FormNoticesProps {
  readonly state: PinTaskState;
  readonly of: 'pin' | 'puk';
  /** Back to the fields, after a problem was read. */
  readonly onAgain: () => void;
}

/** Above the fields: why the last entry was not sent, or was not taken, or that somebody else moved the counter. */
export function FormNotices({ state, of, onAgain }: FormNoticesProps) {
  const { t } = useTranslation();
  const onAction = useTaskProblemAction(state, onAgain);
  const wrong = useOutcomeWords(state, of);
  const { pending, problem } = state.verb;
  return (
    <>
      {/* Read at once, wherever the focus is: the field below is a new one by now. */}
      <VisuallyHidden aria-live="assertive" data-testid="outcome-said">
        {wrong}
      </VisuallyHidden>
      {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} pending={pending} />}
      {state.moved && problem === null && !pending ? (
        <Notice tone="warning" live="status" title={t('pinTask.moved')} testId="counter-moved">
          {state.counter.triesLeft === null ? t('pinTask.leftUnknown') : t('pinTask.movedText', { count: state.counter.triesLeft })}
        </Notice>
      ) : null}
      {state.outcome?.kind === 'refused' && !pending && problem === null ? (
        <Notice tone="bad" live="status" title={t('pinTask.refused')} testId="entry-refused">
          {t('pinTask.refusedText')}
        </Notice>
      ) : null}
    </>
  );
}
