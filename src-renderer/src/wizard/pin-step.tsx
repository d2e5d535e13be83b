import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { QUALIFIED_PIN_FORMAT } from '../../../src-shared/pin/pin-format.ts';
import { isAcceptablePin } from '../../../src-shared/pin/pin-policy.ts';
import { clavis } from '../bridge.ts';
import { entryRefusal } from '../pin/entry-refusal.ts';
import { sequenceOf } from '../pin/format-words.ts';
import { PinEntry } from '../pin/pin-entry.tsx';
import { PinRules } from '../pin/pin-rules.tsx';
import { usePinEntries } from '../pin/use-pin-entries.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { HeldPinCard } from './held-pin-card.tsx';
import styles from './step.module.css';
import { useProblemAction } from './use-problem-action.ts';
import { WizardButtons } from './wizard-buttons.tsx';

/** The authority's unblock sets a PIN of this format alone. */
const PIN_VALUES = { max: QUALIFIED_PIN_FORMAT.maxLength, min: QUALIFIED_PIN_FORMAT.minLength, sequence: sequenceOf(QUALIFIED_PIN_FORMAT) } as const;

/** Step 2: the PIN, judged as it is typed, sent once, kept by nobody here. */
export function PinStep({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const { entry, confirmation, verdicts, round, judge, wipe } = usePinEntries();
  const entryField = useRef<HTMLInputElement>(null);
  const confirmationField = useRef<HTMLInputElement>(null);
  const [changing, setChanging] = useState(false);
  /** The person has pressed Next with these digits: what is missing is now said, too. */
  const [submitted, setSubmitted] = useState(false);
  const choosing = changing || !view.pinHeld;
  const waiting = view.busy || verb.pending;

  const onChange = () => {
    setSubmitted(false);
    judge();
  };

  const submit = async () => {
    if (!choosing) {
      await verb.run(() => clavis.unblock.next());
      return;
    }
    const refusal = entryRefusal(verdicts, QUALIFIED_PIN_FORMAT, true);
    if (refusal !== null) {
      setSubmitted(true);
      (refusal.field === 'entry' ? entryField : confirmationField).current?.focus();
      return;
    }
    const pin = entry.current.copy();
    const again = confirmation.current.copy();
    wipe();
    try {
      await verb.run(() => clavis.unblock.choosePin({ pin, confirmation: again }));
    } finally {
      pin.fill(0);
      again.fill(0);
    }
  };

  const onAction = useProblemAction(verb, () => {
    verb.clear();
    setChanging(true);
    entryField.current?.focus();
  });

  const problem = verb.problem ?? view.problem;
  const refusal = entryRefusal(verdicts, QUALIFIED_PIN_FORMAT, submitted);
  const errorOf = (field: 'entry' | 'confirmation') => (refusal?.field === field ? t(refusal.words, PIN_VALUES) : null);
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
      {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} pending={waiting} />}
      {choosing ? (
        <Card>
          <div className={styles['columns']}>
            <div className={styles['fields']}>
              <PinEntry
                key={`entry-${round}`}
                label={t('pin.entry')}
                help={t('pin.entryHelp')}
                error={errorOf('entry')}
                buffer={entry}
                inputRef={entryField}
                onChange={onChange}
                onComplete={() => {
                  // On to the confirmation, unless a rule refuses this code: then there is something to correct here.
                  if (entry.current.read(isAcceptablePin)) confirmationField.current?.focus();
                }}
                testId="pin-entry"
              />
              <PinEntry
                key={`confirmation-${round}`}
                label={t('pin.confirm')}
                error={errorOf('confirmation')}
                buffer={confirmation}
                inputRef={confirmationField}
                onChange={onChange}
                testId="pin-confirm"
              />
            </div>
            <PinRules verdicts={verdicts} />
          </div>
        </Card>
      ) : (
        <HeldPinCard onChange={() => setChanging(true)} />
      )}
      <WizardButtons
        start={
          <>
            <ActionButton onClick={() => void verb.run(() => clavis.unblock.previous())} disabled={waiting} testId="previous">
              {t('wizard.previous')}
            </ActionButton>
            {changing && view.pinHeld ? (
              <ActionButton
                kind="quiet"
                onClick={() => {
                  wipe();
                  setChanging(false);
                }}
                testId="pin-keep"
              >
                {t('pin.heldKeep')}
              </ActionButton>
            ) : null}
          </>
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
