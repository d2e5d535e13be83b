import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { AnswerField } from './answer-field.tsx';
import { LastTryNotice } from './last-try-notice.tsx';
import { TriesLeft } from './tries-left.tsx';
import styles from './step.module.css';
import { useProblemAction } from './use-problem-action.ts';
import { WizardButtons } from './wizard-buttons.tsx';

/** After these the authority has judged nothing: what was typed stays, to be sent again. */
const NOT_JUDGED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'authorityUnreachable',
  'authorityFailure',
  'authorityBadReply',
  'tooManyRequests',
  'answersIncomplete',
  'journalUnwritable',
  'busy',
]);

/** Step 3: the answers, in fields nothing else reads, emptied after a verdict. */
export function AnswersStep({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const fields = useRef(new Map<string, HTMLInputElement>());
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  /** Counts verdicts: each field starts anew after one. */
  const [round, setRound] = useState(0);

  useEffect(() => {
    const inputs = fields.current;
    return () => {
      for (const input of inputs.values()) input.value = '';
      useClavisStore.setState({ unsaved: 'none' });
    };
  }, []);

  const empty = () => {
    for (const input of fields.current.values()) input.value = '';
    setRound((before) => before + 1);
    useClavisStore.setState({ unsaved: 'none' });
  };

  const focusFirst = () => {
    const [first] = view.questions;
    if (first !== undefined) fields.current.get(first.id)?.focus();
  };

  const submit = async () => {
    const answers = view.questions.map((question) => ({ questionId: question.id, answer: fields.current.get(question.id)?.value ?? '' }));
    const unanswered = answers.filter((given) => given.answer === '').map((given) => given.questionId);
    setMissing(new Set(unanswered));
    const [firstMissing] = unanswered;
    if (firstMissing !== undefined) {
      fields.current.get(firstMissing)?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.unblock.submitAnswers({ answers }));
    const after = reply?.ok === false ? reply.problem : useClavisStore.getState().unblock?.problem;
    if (reply !== null && (after === null || after === undefined || !NOT_JUDGED.has(after.code))) empty();
  };

  const onAction = useProblemAction(verb, (action) => {
    if (action === 'retry') void submit();
    else focusFirst();
  });

  const onEdit = (questionId: string) => {
    const typed = [...fields.current.values()].some((input) => input.value !== '');
    useClavisStore.setState({ unsaved: typed ? 'answers' : 'none' });
    if (missing.has(questionId)) setMissing(new Set([...missing].filter((id) => id !== questionId)));
  };

  const problem = view.problem ?? verb.problem;
  const waiting = view.busy || verb.pending;
  const lastTry = view.tries?.left === 1;
  return (
    <form
      className={styles['step']}
      autoComplete="off"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void submit();
      }}
    >
      {problem === null ? null : (
        <ProblemCard problem={problem} onAction={onAction} pending={waiting} without={problem.code === 'answersRefused' ? ['correctAnswers'] : []} />
      )}
      <Card>
        <div className={styles['section']}>
          {view.tries === null ? null : <TriesLeft tries={view.tries} />}
          {lastTry ? <LastTryNotice /> : null}
          <p className={styles['soft']}>{t('answers.lead')}</p>
          {view.questions.map((question, index) => (
            <AnswerField
              key={`${question.id}:${round}`}
              index={index}
              question={question.text}
              missing={missing.has(question.id)}
              onEdit={() => onEdit(question.id)}
              inputRef={(input) => {
                if (input === null) fields.current.delete(question.id);
                else fields.current.set(question.id, input);
              }}
            />
          ))}
          {missing.size === 0 ? null : (
            <Notice tone="warning" live="status">
              {t('answers.missingSummary', { count: missing.size })}
            </Notice>
          )}
        </div>
      </Card>
      <WizardButtons
        start={
          <ActionButton onClick={() => void verb.run(() => clavis.unblock.previous())} disabled={waiting} testId="previous">
            {t('wizard.previous')}
          </ActionButton>
        }
        end={
          <ActionButton kind="primary" type="submit" pending={waiting} testId="next">
            {t('wizard.next')}
          </ActionButton>
        }
      />
    </form>
  );
}
