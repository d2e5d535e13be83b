import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { PinCounter, PinOutcome } from '../../../src-shared/domain/views.ts';
import { explain } from '../problems/explain.ts';
import { openPinTask } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { useLanguage } from '../words/use-language.ts';
import { judgeReturn, type ReturnVerdict } from './judge-return.ts';
import { TaskFrame } from './task-frame.tsx';
import { TaskResult } from './task-result.tsx';
import { UnblockButton } from './unblock-button.tsx';
import type { PinTaskState } from './use-pin-task.ts';

interface UnknownPageProps {
  readonly state: PinTaskState;
  readonly kind: 'verify' | 'change' | 'puk';
  readonly serial: string;
  readonly outcome: Extract<PinOutcome, { readonly kind: 'unknown' }>;
}

/** The answer to an entry was lost. Nothing is guessed: until the token is back and read, that is all there is to say. */
export function UnknownPage({ state, kind, serial, outcome }: UnknownPageProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { title } = explain({ code: outcome.because, details: {} }, language);
  const back = state.returned && state.token !== null;
  return (
    <TaskFrame name={back ? 'returned' : 'unknown'} title={title} lead={t('returned.lead')} state={state}>
      {back ? (
        <Returned state={state} kind={kind} serial={serial} before={outcome.before} />
      ) : (
        <TaskResult
          tone="neutral"
          title={t('returned.waiting')}
          testId="task-unknown"
          actions={
            <ActionButton kind="primary" onClick={state.reread} testId="task-reread">
              {t('tokens.readAgain')}
            </ActionButton>
          }
        >
          <p>{t('returned.waitingText', { serial: formatSerial(serial) })}</p>
        </TaskResult>
      )}
    </TaskFrame>
  );
}

const TONES = { spent: 'warning', unchanged: 'ok', accepted: 'ok', ambiguous: 'warning', cannotTell: 'warning' } as const satisfies Record<ReturnVerdict['verdict'], string>;

/** The token is back: what its counter proves, and what it does not. */
function Returned({ state, kind, serial, before }: Omit<UnknownPageProps, 'outcome'> & { readonly before: PinCounter }) {
  const { t } = useTranslation();
  const { token } = state;
  if (token === null) return null;
  const now = kind === 'puk' ? (token.puk ?? { triesLeft: null, triesMax: null }) : token.pin;
  const { verdict, spent } = judgeReturn({ kind, before, now, wasBlocked: state.wasBlocked, isBlocked: token.blocked });
  const tries = ({ triesLeft }: PinCounter) => (triesLeft === null ? t('returned.triesUnknown') : t('returned.tries', { count: triesLeft }));
  // Which PIN is in force can only be tried out; with a PUK that was wrong, or a PIN only tested, there is nothing to try.
  const mayBeNew = kind !== 'verify' && (verdict === 'accepted' || verdict === 'ambiguous' || verdict === 'cannotTell');
  const testable = mayBeNew && !token.blocked && token.abilities.verifyPin;
  return (
    <TaskResult
      tone={TONES[verdict]}
      title={verdict === 'spent' ? t('returned.spent', { count: spent }) : verdict === 'cannotTell' ? t('returned.cannotTell') : t('returned.none')}
      testId="task-returned"
      actions={
        token.blocked && kind !== 'puk' ? (
          <UnblockButton token={token} primary />
        ) : testable ? (
          <ActionButton kind="primary" onClick={() => openPinTask({ kind: 'verify', serial })} testId="test-new-pin">
            {t('returned.testNew')}
          </ActionButton>
        ) : (
          <ActionButton kind="primary" onClick={state.again} testId="task-again">
            {t('returned.again')}
          </ActionButton>
        )
      }
    >
      <p data-verdict={verdict}>{t(`returned.${kind}_${verdict}`)}</p>
      <Facts
        facts={[
          { label: kind === 'puk' ? t('returned.beforePuk') : t('returned.before'), value: tries(before) },
          { label: kind === 'puk' ? t('returned.nowPuk') : t('returned.now'), value: tries(now) },
        ]}
        testId="returned-counters"
      />
    </TaskResult>
  );
}
