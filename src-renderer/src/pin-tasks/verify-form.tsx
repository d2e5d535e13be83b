import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';
import { clavis } from '../bridge.ts';
import { lengthWords } from '../pin/format-words.ts';
import { PinEntry } from '../pin/pin-entry.tsx';
import { usePinEntries } from '../pin/use-pin-entries.ts';
import { closePinTask } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import stepStyles from '../wizard/step.module.css';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';
import { CostNote } from './cost-note.tsx';
import { FormNotices } from './form-notices.tsx';
import { TaskFrame } from './task-frame.tsx';
import type { PinTaskState } from './use-pin-task.ts';
import { useOutcomeWords } from './use-outcome-words.ts';

/** Tests a PIN, with consent: the number of tries a wrong one leaves is said before, and one press is one VERIFY. */
export function VerifyForm({ state, format }: { readonly state: PinTaskState; readonly format: PinFormat }) {
  const { t } = useTranslation();
  const { known, knownFits, round, judge, wipe } = usePinEntries({ knownFormat: format });
  const field = useRef<HTMLInputElement>(null);
  const { pending } = state.verb;
  const said = useOutcomeWords(state, 'pin');

  useEffect(() => {
    if (!pending) field.current?.focus();
  }, [pending]);

  const submit = async () => {
    if (!knownFits) {
      field.current?.focus();
      return;
    }
    const pin = known.current.copy();
    wipe();
    try {
      await state.submit((entry) => clavis.pin.verify({ ...entry, pin }));
    } finally {
      pin.fill(0);
    }
  };

  return (
    <TaskFrame name="verify" title={t('pinTask.verifyTitle')} lead={t('pinTask.verifyLead')} state={state} counter="pin" focusElsewhere>
      <form
        className={stepStyles['step']}
        autoComplete="off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) void submit();
        }}
      >
        <FormNotices state={state} of="pin" onAgain={() => field.current?.focus()} />
        <Card>
          <div className={stepStyles['columns']}>
            <PinEntry
              key={round}
              label={t('pinTask.pin')}
              help={lengthWords(format, t)}
              error={said}
              buffer={known}
              format={format}
              inputRef={field}
              onChange={judge}
              disabled={pending}
              testId="known-entry"
            />
            <CostNote counter={state.counter} />
          </div>
        </Card>
        <WizardButtons
          start={
            <ActionButton onClick={closePinTask} disabled={pending} testId="task-cancel">
              {t('pinTask.cancel')}
            </ActionButton>
          }
          end={
            <ActionButton kind="primary" type="submit" pending={pending} disabled={!knownFits} testId="task-submit">
              {t('pinTask.verify')}
            </ActionButton>
          }
        />
      </form>
    </TaskFrame>
  );
}
