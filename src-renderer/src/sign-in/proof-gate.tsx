import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSerial, serialTail, SERIAL_TAIL_LENGTH } from '../../../src-shared/domain/serial.ts';
import { TokenIdentity } from '../pin-tasks/token-identity.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './token-proof.module.css';
import type { TokenProofState } from './use-token-proof.ts';

interface ProofGateProps {
  readonly state: TokenProofState;
  readonly serial: string;
  readonly onCancel: () => void;
}

/** Before the last try, or one of an unknown number: a look at the token, or another way that spends nothing. */
export function ProofGate({ state, serial, onCancel }: ProofGateProps) {
  const { t } = useTranslation();
  const number = useId();
  const field = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const unknown = state.counter.triesLeft === null;
  const groups = formatSerial(serial);

  useEffect(() => field.current?.focus(), []);

  const submit = () => {
    const typed = (field.current?.value ?? '').replaceAll(/\s/gu, '').toUpperCase();
    if (typed === serialTail(serial)) state.confirm(typed);
    else {
      setWrong(true);
      field.current?.select();
    }
  };

  return (
    <form
      className={styles['form']}
      noValidate
      data-testid="proof-gate"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TokenIdentity token={state.token} counter={{ of: 'pin', value: state.counter }} />
      <Notice tone="warning" live="status" title={unknown ? t('gate.titleUnknown') : t('gate.title')}>
        {unknown ? t('gate.leadUnknown') : t('gate.lead')}
      </Notice>
      <p>{t('gate.askText')}</p>
      <p id={number} className={styles['serial']} aria-label={t('gate.number', { serial: groups })} role="img">
        {groups.slice(0, -SERIAL_TAIL_LENGTH)}
        <b>{groups.slice(-SERIAL_TAIL_LENGTH)}</b>
      </p>
      <div className={styles['tail']}>
        <TextField label={t('gate.field')} inputRef={field} error={wrong ? t('gate.wrong') : null} onEdit={() => setWrong(false)} maxLength={SERIAL_TAIL_LENGTH + 4} testId="gate-tail" />
      </div>
      <div className={styles['buttons']}>
        <ActionButton onClick={onCancel} testId="gate-unsure">
          {t('proof.unsure')}
        </ActionButton>
        <ActionButton kind="primary" type="submit" testId="gate-continue">
          {unknown ? t('gate.continueUnknown') : t('gate.continue')}
        </ActionButton>
      </div>
    </form>
  );
}
