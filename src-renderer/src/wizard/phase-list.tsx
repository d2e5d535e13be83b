import { VisuallyHidden } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleMinus, IconHelpCircle, IconLoader2, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ACT_PHASES, type ActPhase } from '../../../src-shared/domain/unblock-state.ts';
import styles from './phase-list.module.css';
import type { PhaseStage } from './phase-stages.ts';

const NAMES = {
  challenge: 'confirmation.phaseChallenge',
  authority: 'confirmation.phaseAuthority',
  writing: 'confirmation.phaseWriting',
  proof: 'confirmation.phaseProof',
  report: 'confirmation.phaseReport',
} as const satisfies Record<ActPhase, string>;

const LOOKS = {
  done: { icon: IconCircleCheck, words: 'confirmation.phaseDone' },
  now: { icon: IconLoader2, words: 'confirmation.phaseNow' },
  stopped: { icon: IconPlayerPause, words: 'confirmation.phaseStopped' },
  todo: { icon: IconCircleDashed, words: 'confirmation.phaseTodo' },
  unknown: { icon: IconHelpCircle, words: 'confirmation.phaseUnknown' },
  notDone: { icon: IconCircleMinus, words: 'confirmation.phaseNotDone' },
} as const satisfies Record<PhaseStage, object>;

/** The five phases of the act by name, with a bar, since their number is known. */
export function PhaseList({ stages }: { readonly stages: Readonly<Record<ActPhase, PhaseStage>> }) {
  const { t } = useTranslation();
  const now = ACT_PHASES.find((name) => stages[name] === 'now');
  const progress = { done: ACT_PHASES.filter((name) => stages[name] === 'done').length, total: ACT_PHASES.length };
  return (
    <div className={styles['phases']}>
      <div
        className={styles['bar']}
        role="progressbar"
        aria-label={t('confirmation.phases')}
        aria-valuemin={0}
        aria-valuemax={progress.total}
        aria-valuenow={progress.done}
        aria-valuetext={t('confirmation.progress', progress)}
      >
        <span className={styles['fill']} style={{ width: `${(progress.done / progress.total) * 100}%` }} />
      </div>
      <ol className={styles['list']}>
        {ACT_PHASES.map((name) => {
          const stage = stages[name];
          const look = LOOKS[stage];
          return (
            <li key={name} className={styles['phase']} data-testid={`phase-${name}`} data-stage={stage}>
              <look.icon size={21} stroke={1.8} aria-hidden className={styles[stage] ?? ''} />
              <span className={stage === 'todo' ? styles['todo'] : ''}>{t(NAMES[name])}</span>
              <span className={`${styles['status']} ${styles[stage]}`}>{t(look.words)}</span>
            </li>
          );
        })}
      </ol>
      <VisuallyHidden aria-live="polite">{now === undefined ? '' : `${t(NAMES[now])}, ${t('confirmation.phaseNow')}`}</VisuallyHidden>
    </div>
  );
}
