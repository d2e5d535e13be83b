import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { WIZARD_STEPS, type WizardStep } from '../../../src-shared/domain/unblock-state.ts';
import styles from './wizard-steps.module.css';

const NAMES = {
  initialisation: 'wizard.stepInitialisation',
  pin: 'wizard.stepPin',
  answers: 'wizard.stepAnswers',
  confirmation: 'wizard.stepConfirmation',
} as const satisfies Record<WizardStep, string>;

/** The four steps with the one under way; not a menu: steps are taken with Next and Back. */
export function WizardSteps({ step, done }: { readonly step: WizardStep; readonly done: boolean }) {
  const { t } = useTranslation();
  const current = WIZARD_STEPS.indexOf(step);
  const stageOf = (index: number) => (done || index < current ? 'done' : index === current ? 'current' : 'todo');
  const words = { done: t('wizard.stepDone'), current: t('wizard.stepCurrent'), todo: t('wizard.stepTodo') };
  return (
    <ol className={styles['steps']} aria-label={t('wizard.steps')}>
      {WIZARD_STEPS.map((name, index) => {
        const stage = stageOf(index);
        return (
          <li key={name} className={styles[stage]} aria-current={index === current ? 'step' : undefined} data-stage={stage}>
            <span className={styles['number']} aria-hidden>
              {stage === 'done' ? <IconCheck size={14} stroke={3} /> : index + 1}
            </span>
            <span className={styles['name']}>
              <VisuallyHidden>{t('wizard.stepOf', { number: index + 1 })} </VisuallyHidden>
              {t(NAMES[name])}
              <VisuallyHidden> ({words[stage]})</VisuallyHidden>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
