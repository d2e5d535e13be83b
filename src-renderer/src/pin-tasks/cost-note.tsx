import { IconAlertTriangle, IconEyeOff, IconHandStop, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PinCounter } from '../../../src-shared/domain/views.ts';
import { costWords } from './cost-words.ts';
import styles from './cost-note.module.css';
import { needsGate } from './task-stage.ts';

/** What one press costs if the code is wrong, before it is pressed. */
export function CostNote({ counter }: { readonly counter: PinCounter }) {
  const { t } = useTranslation();
  return (
    <div>
      <h2>{t('pinTask.before')}</h2>
      <ul className={styles['list']}>
        <li className={needsGate(counter.triesLeft) ? styles['grave'] : ''} data-testid="cost">
          <IconHandStop size={20} stroke={1.7} aria-hidden />
          <span>{costWords('pin', counter.triesLeft, t)}</span>
        </li>
        {counter.triesLeft !== null && counter.triesMax !== null && counter.triesLeft < counter.triesMax ? (
          <li data-testid="wrong-before">
            <IconAlertTriangle size={20} stroke={1.7} aria-hidden />
            <span>{t('pinTask.wrongBefore')}</span>
          </li>
        ) : null}
        <li>
          <IconSend size={20} stroke={1.7} aria-hidden />
          <span>{t('pinTask.sentOnce')}</span>
        </li>
        <li>
          <IconEyeOff size={20} stroke={1.7} aria-hidden />
          <span>{t('pinTask.notKept')}</span>
        </li>
      </ul>
    </div>
  );
}
