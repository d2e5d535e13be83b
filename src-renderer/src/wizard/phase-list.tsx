import { VisuallyHidden } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconLoader2, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ACT_PHASES, type ActPhase } from '../../../src-shared/domain/unblock-state.ts';
import styles from './phase-list.module.css';

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
} as const;

interface PhaseListProps {
  readonly phase: ActPhase | null;
  readonly done: readonly ActPhase[];
  readonly stopped: boolean;
}

/** The five phases of the act by name, with a bar, since their number is known. */
export function PhaseList({ phase, done, stopped }: PhaseListProps) {
  const { t } = useTranslation();
  const stageOf = (name: ActPhase) => {
    if (done.includes(name)) return 'done';
    if (name !== phase) return 'todo';
    return stopped ? 'stopped' : 'now';
  };
  const progress = { done: done.length, total: ACT_PHASES.length };
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
          const stage = stageOf(name);
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
      <VisuallyHidden aria-live="polite">{phase === null || stopped ? '' : `${t(NAMES[phase])}, ${t('confirmation.phaseNow')}`}</VisuallyHidden>
    </div>
  );
}
