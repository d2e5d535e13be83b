import { TextInput } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { breakableSerial, serialTail, SERIAL_TAIL_LENGTH } from '../../../src-shared/domain/serial.ts';
import { openPinTask } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import fieldStyles from '../ui/field.module.css';
import { Notice } from '../ui/notice.tsx';
import { WizardButtons } from '../wizard/wizard-buttons.tsx';
import styles from './last-try-gate.module.css';
import { TaskFrame } from './task-frame.tsx';
import type { PinTaskState } from './use-pin-task.ts';

interface LastTryGateProps {
  readonly state: PinTaskState;
  readonly of: 'pin' | 'puk';
  readonly serial: string;
}

/** Before the last try, or one of an unknown number: a look at the token, or the way that spends nothing. */
export function LastTryGate({ state, of, serial }: LastTryGateProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const serialId = useId();
  const [wrong, setWrong] = useState(false);
  const unknown = state.counter.triesLeft === null;

  const submit = () => {
    const typed = (field.current?.value ?? '').replaceAll(/\s/gu, '').toUpperCase();
    if (typed === serialTail(serial)) {
      state.confirm(typed);
      return;
    }
    setWrong(true);
    field.current?.select();
    field.current?.focus();
  };

  const words = of === 'puk' ? (unknown ? 'gate.leadPukUnknown' : 'gate.leadPuk') : unknown ? 'gate.leadUnknown' : 'gate.lead';
  const groups = breakableSerial(serial);
  return (
    <TaskFrame name="gate" title={unknown ? t('gate.titleUnknown') : t('gate.title')} lead={t(words)} state={state} counter={of}>
      {state.outcome?.kind === 'wrong' ? (
        <Notice tone="bad" live="status" title={of === 'puk' ? t('pinTask.wrongPuk') : t('pinTask.wrong')} testId="gate-wrong">
          {unknown ? t('pinTask.leftUnknown') : t('pinTask.left', { count: state.counter.triesLeft ?? 0 })}
        </Notice>
      ) : null}
      <form
        className={styles['form']}
        autoComplete="off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Card>
          <div className={styles['gate']}>
            <div className={styles['ask']}>
              <h2>{t('gate.ask')}</h2>
              <p className={styles['text']}>{t('gate.askText')}</p>
              <p id={serialId} className={styles['serial']} aria-label={t('gate.number', { serial: groups })} role="img">
                {groups.slice(0, -SERIAL_TAIL_LENGTH)}
                <b>{groups.slice(-SERIAL_TAIL_LENGTH)}</b>
              </p>
              <TextInput
                ref={field}
                label={t('gate.field')}
                error={wrong ? t('gate.wrong') : null}
                inputWrapperOrder={['label', 'input', 'error']}
                autoComplete="off"
                autoCorrect="off"
                spellCheck={false}
                aria-describedby={serialId}
                maxLength={SERIAL_TAIL_LENGTH + 4}
                onChange={() => setWrong(false)}
                classNames={{ label: fieldStyles['label'] ?? '', input: `${fieldStyles['input']} ${styles['input']}`, error: fieldStyles['error'] ?? '' }}
                data-testid="gate-tail"
              />
            </div>
            <div className={styles['unsure']}>
              <h2>{of === 'puk' ? t('gate.doubtPuk') : t('gate.doubt')}</h2>
              <p className={styles['text']}>{of === 'puk' ? t('gate.doubtTextPuk') : t('gate.doubtText')}</p>
              <ActionButton onClick={() => openPinTask({ kind: 'unsure', serial })} testId="gate-unsure">
                {t('gate.unsure')}
              </ActionButton>
            </div>
          </div>
        </Card>
        <WizardButtons
          end={
            <ActionButton kind="primary" type="submit" testId="gate-continue">
              {unknown ? t('gate.continueUnknown') : t('gate.continue')}
            </ActionButton>
          }
        />
      </form>
    </TaskFrame>
  );
}
