import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import { judgeReturn } from '../pin-tasks/judge-return.ts';
import { TaskResult } from '../pin-tasks/task-result.tsx';
import { UnblockButton } from '../pin-tasks/unblock-button.tsx';
import { explain } from '../problems/explain.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useLanguage } from '../words/use-language.ts';
import type { ProofStage } from './proof-stage.ts';
import type { TokenProofState } from './use-token-proof.ts';

interface ProofOutcomeProps {
  readonly state: TokenProofState;
  readonly stage: Exclude<ProofStage, 'form' | 'gate'>;
  readonly serial: string;
  readonly onCancel: () => void;
}

/** What became of it, what it cost, and the next thing to do. */
export function ProofOutcome({ state, stage, serial, onCancel }: ProofOutcomeProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { outcome } = state;
  const again = (
    <ActionButton kind="primary" onClick={state.again} testId="proof-again">
      {t('proof.again')}
    </ActionButton>
  );
  const cancel = (
    <ActionButton onClick={onCancel} testId="proof-cancel">
      {t('proof.cancel')}
    </ActionButton>
  );
  const reread = (
    <ActionButton kind="primary" onClick={state.reread} testId="proof-reread">
      {t('proof.reread')}
    </ActionButton>
  );
  const page = (tone: 'bad' | 'warning' | 'neutral' | 'ok', title: string, text: ReactNode, action: ReactNode) => (
    <TaskResult
      tone={tone}
      title={title}
      testId={`proof-${stage}`}
      actions={
        <>
          {action}
          {cancel}
        </>
      }
    >
      <p>{text}</p>
    </TaskResult>
  );
  const causeOf = () => {
    if (outcome?.kind !== 'notSigned' && outcome?.kind !== 'notTaken') return '';
    const { cause, fix } = explain(outcome.problem, language);
    return `${cause} ${fix}`;
  };
  switch (stage) {
    case 'done':
      return null;
    case 'blocked':
      return page('bad', t('proof.blockedTitle'), t('proof.blockedText'), <UnblockButton token={state.token} primary />);
    case 'away':
      return page('neutral', t('proof.awayTitle'), t('proof.awayText', { serial: formatSerial(serial) }), reread);
    case 'unknown': {
      if (outcome?.kind !== 'unknown' || !state.returned) return page('neutral', t('proof.unknownTitle'), t('proof.unknownText'), reread);
      const { verdict } = judgeReturn({ kind: 'verify', before: outcome.before, now: state.token.pin, wasBlocked: false, isBlocked: state.token.blocked });
      return page(verdict === 'unchanged' ? 'ok' : 'warning', t('proof.unknownTitle'), t(`returned.verify_${verdict}`), again);
    }
    case 'notSigned':
      return page('warning', t('proof.notSignedTitle'), t('proof.notSignedText', { cause: causeOf() }), again);
    case 'notTaken':
      return page('warning', t('proof.notTakenTitle'), t('proof.notTakenText', { cause: causeOf() }), again);
    case 'refused':
      return page('warning', t('proof.refusedTitle'), t('proof.refusedText'), again);
  }
}
