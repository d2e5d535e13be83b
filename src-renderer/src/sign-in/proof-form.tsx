import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../src-shared/messages/format-time.ts';
import { QUALIFIED_PIN_FORMAT } from '../../../src-shared/pin/pin-format.ts';
import { lengthWords } from '../pin/format-words.ts';
import { PinEntry } from '../pin/pin-entry.tsx';
import { usePinEntries } from '../pin/use-pin-entries.ts';
import { costWords } from '../pin-tasks/cost-words.ts';
import { needsGate } from '../pin-tasks/task-stage.ts';
import { TokenIdentity } from '../pin-tasks/token-identity.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { useLanguage } from '../words/use-language.ts';
import type { ProofPurpose } from './proof-purpose.ts';
import type { SigningCertificate } from './signing-certificates.ts';
import styles from './token-proof.module.css';
import { useAccountProblem } from './use-account-problem.ts';
import type { TokenProofState } from './use-token-proof.ts';

const SUBMIT = { signIn: 'proof.submitSignIn', associate: 'proof.submitAssociate', confirm: 'proof.submitConfirm' } as const satisfies Record<ProofPurpose, string>;

interface ProofFormProps {
  readonly state: TokenProofState;
  readonly chosen: SigningCertificate;
  readonly purpose: ProofPurpose;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** The PIN, once: whose token and which certificate above, what a wrong one costs below. */
export function ProofForm({ state, chosen, purpose, onDone, onCancel }: ProofFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = chosen.token.pinFormat ?? QUALIFIED_PIN_FORMAT;
  const { known, knownFits, round, judge, wipe } = usePinEntries({ knownFormat: format });
  const field = useRef<HTMLInputElement>(null);
  const { pending, problem } = state.verb;
  const onAction = useAccountProblem(state.verb, () => field.current?.focus());
  const { triesLeft } = state.counter;
  const wrong =
    state.outcome?.kind === 'wrong' && !pending && problem === null
      ? `${t('pinTask.wrong')} ${triesLeft === null ? t('pinTask.leftUnknown') : t('pinTask.left', { count: triesLeft })}`
      : null;

  useEffect(() => {
    if (!pending && problem === null) field.current?.focus();
  }, [pending, problem]);

  const submit = async () => {
    if (!knownFits) {
      field.current?.focus();
      return;
    }
    const pin = known.current.copy();
    wipe();
    const outcome = await state.submit(pin);
    if (outcome?.kind === 'done') onDone();
  };

  return (
    <form
      className={styles['form']}
      autoComplete="off"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void submit();
      }}
    >
      <VisuallyHidden aria-live="assertive">{wrong}</VisuallyHidden>
      <TokenIdentity token={state.token} counter={{ of: 'pin', value: state.counter }} />
      <Facts
        facts={[
          {
            label: t('proof.certificate'),
            value: `${t('proof.certificateOf', { holder: chosen.certificate.subject, use: t('tokens.useAuthentication') })} · ${t('proof.expires', { date: formatDate(chosen.certificate.notAfter, language) })}`,
          },
        ]}
      />
      {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} without={['retry']} />}
      <PinEntry
        key={round}
        label={t('pinTask.pin')}
        help={lengthWords(format, t)}
        error={wrong}
        buffer={known}
        format={format}
        inputRef={field}
        onChange={judge}
        disabled={pending}
        testId="known-entry"
      />
      <p className={`${styles['cost']} ${needsGate(triesLeft) ? styles['grave'] : ''}`} data-testid="proof-cost" {...(pending ? { role: 'status' } : {})}>
        {pending ? t('proof.working') : `${costWords('pin', triesLeft, t)} ${t('pinTask.sentOnce')}`}
      </p>
      <div className={styles['buttons']}>
        <ActionButton onClick={onCancel} disabled={pending} testId="proof-cancel">
          {t('proof.cancel')}
        </ActionButton>
        <ActionButton kind="primary" type="submit" pending={pending} disabled={!knownFits} testId="proof-submit">
          {t(SUBMIT[purpose])}
        </ActionButton>
      </div>
    </form>
  );
}
