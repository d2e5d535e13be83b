import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import wizardStyles from '../wizard/wizard-steps.module.css';
import styles from './sign-up-steps.module.css';

const STEPS = ['signUp.stepData', 'signUp.stepMail', 'signUp.stepConfirmed'] as const;

/** The three steps of a sign-up. @param current 0-based; 3: all done. */
export function SignUpSteps({ current }: { readonly current: number }) {
  const { t } = useTranslation();
  const words = { done: t('wizard.stepDone'), current: t('wizard.stepCurrent'), todo: t('wizard.stepTodo') };
  return (
    <ol className={`${wizardStyles['steps']} ${styles['three']}`} aria-label={t('signUp.steps')}>
      {STEPS.map((name, index) => {
        const stage = index < current ? 'done' : index === current ? 'current' : 'todo';
        return (
          <li key={name} className={wizardStyles[stage]} aria-current={index === current ? 'step' : undefined} data-stage={stage}>
            <span className={wizardStyles['number']} aria-hidden>
              {stage === 'done' ? <IconCheck size={14} stroke={3} /> : index + 1}
            </span>
            <span className={wizardStyles['name']}>
              {t(name)}
              <VisuallyHidden> ({words[stage]})</VisuallyHidden>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
