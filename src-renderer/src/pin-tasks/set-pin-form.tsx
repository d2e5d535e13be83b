import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';
import { isAcceptablePin } from '../../../src-shared/pin/pin-policy.ts';
import { clavis } from '../bridge.ts';
import { entryRefusal } from '../pin/entry-refusal.ts';
import { lengthWords, sequenceOf } from '../pin/format-words.ts';
import { CHANGE_RULES, ENTRY_RULES } from '../pin/judge-entries.ts';
import { PinEntry } from '../pin/pin-entry.tsx';
import { PinRules } from '../pin/pin-rules.tsx';
import { usePinEntries } from '../pin/use-pin-entries.ts';
import { closePinTask } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import stepStyles from '../wizard/step.module.css';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';
import { costWords } from './cost-words.ts';
import { FormNotices } from './form-notices.tsx';
import { TaskFrame } from './task-frame.tsx';
import { needsGate } from './task-stage.ts';
import { useOutcomeWords } from './use-outcome-words.ts';
import type { PinTaskState } from './use-pin-task.ts';

interface SetPinFormProps {
  readonly state: PinTaskState;
  readonly kind: 'change' | 'puk';
  readonly format: PinFormat;
  /** Of the current PIN, or of the PUK. */
  readonly knownFormat: PinFormat;
  /** The authority could unblock this token without a PUK. */
  readonly authorityToo: boolean;
}

/** A new PIN, given with the current one or with the PUK: three fields, one press, one command. */
export function SetPinForm({ state, kind, format, knownFormat, authorityToo }: SetPinFormProps) {
  const { t } = useTranslation();
  const isPuk = kind === 'puk';
  const of = isPuk ? 'puk' : 'pin';
  const { known, entry, confirmation, verdicts, knownFits, round, judge, wipe } = usePinEntries({ format, knownFormat, mustDiffer: !isPuk });
  const knownField = useRef<HTMLInputElement>(null);
  const entryField = useRef<HTMLInputElement>(null);
  const confirmationField = useRef<HTMLInputElement>(null);
  /** The person has pressed the button with these codes: what is missing is now said, too. */
  const [asked, setAsked] = useState(false);
  const { pending } = state.verb;
  const wrong = useOutcomeWords(state, of);

  useEffect(() => {
    if (!pending) knownField.current?.focus();
  }, [pending]);

  const onChange = () => {
    setAsked(false);
    judge();
  };

  const submit = async () => {
    const refusal = entryRefusal(verdicts, format, true);
    if (!knownFits || refusal !== null) {
      setAsked(true);
      const field = knownFits ? (refusal?.field === 'entry' ? entryField : confirmationField) : knownField;
      field.current?.focus();
      return;
    }
    const first = known.current.copy();
    const next = entry.current.copy();
    const again = confirmation.current.copy();
    wipe();
    try {
      await state.submit((seen) =>
        isPuk ? clavis.pin.unblockByPuk({ ...seen, puk: first, next, confirmation: again }) : clavis.pin.change({ ...seen, current: first, next, confirmation: again }),
      );
    } finally {
      for (const bytes of [first, next, again]) bytes.fill(0);
    }
  };

  const refusal = entryRefusal(verdicts, format, asked);
  const values = { min: format.minLength, max: format.maxLength, sequence: sequenceOf(format) };
  const errorOf = (field: 'entry' | 'confirmation') => (refusal?.field === field ? t(refusal.words, values) : null);
  const missing = isPuk ? t('pinTask.pukMissing') : t('pinTask.currentMissing');
  return (
    <TaskFrame
      name={kind}
      title={isPuk ? t('pinTask.pukTitle') : t('pinTask.changeTitle')}
      lead={isPuk ? t('pinTask.pukLead') : t('pinTask.changeLead')}
      state={state}
      counter={of}
      focusElsewhere
    >
      <form
        className={stepStyles['step']}
        autoComplete="off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) void submit();
        }}
      >
        <FormNotices state={state} of={of} onAgain={() => knownField.current?.focus()} />
        {isPuk && authorityToo ? (
          <Notice tone="info" title={t('pinTask.pukElse')}>
            {t('pinTask.pukElseText')}
          </Notice>
        ) : null}
        <Card>
          <div className={stepStyles['columns']}>
            <div className={stepStyles['fields']}>
              <PinEntry
                key={`known-${round}`}
                label={isPuk ? t('pinTask.puk') : t('pinTask.current')}
                help={`${isPuk ? `${lengthWords(knownFormat, t)}. ` : ''}${costWords(of, state.counter.triesLeft, t)}`}
                warn={needsGate(state.counter.triesLeft)}
                error={wrong ?? (asked && !knownFits ? missing : null)}
                buffer={known}
                format={knownFormat}
                inputRef={knownField}
                onChange={onChange}
                onComplete={() => {
                  if (knownFormat.minLength === knownFormat.maxLength) entryField.current?.focus();
                }}
                disabled={pending}
                testId="known-entry"
              />
              <PinEntry
                key={`entry-${round}`}
                label={t('pin.entry')}
                error={errorOf('entry')}
                buffer={entry}
                format={format}
                inputRef={entryField}
                onChange={onChange}
                onComplete={() => {
                  if (format.minLength === format.maxLength && entry.current.read((bytes) => isAcceptablePin(bytes, format))) confirmationField.current?.focus();
                }}
                disabled={pending}
                testId="pin-entry"
              />
              <PinEntry
                key={`confirmation-${round}`}
                label={t('pin.confirm')}
                error={errorOf('confirmation')}
                buffer={confirmation}
                format={format}
                inputRef={confirmationField}
                onChange={onChange}
                disabled={pending}
                testId="pin-confirm"
              />
            </div>
            <PinRules verdicts={verdicts} format={format} rules={isPuk ? ENTRY_RULES : CHANGE_RULES} />
          </div>
        </Card>
        <WizardButtons
          start={
            <ActionButton onClick={closePinTask} disabled={pending} testId="task-cancel">
              {t('pinTask.cancel')}
            </ActionButton>
          }
          end={
            <ActionButton kind="primary" type="submit" pending={pending} testId="task-submit">
              {isPuk ? t('pinTask.unblock') : t('pinTask.change')}
            </ActionButton>
          }
        />
      </form>
    </TaskFrame>
  );
}
