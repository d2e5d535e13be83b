import { IconDeviceUsb, IconPlugX, IconSearch, IconServerOff, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CardServiceState } from '../../../src-shared/domain/views.ts';
import { ERROR_TABLE, type Problem } from '../../../src-shared/errors/error-table.ts';
import { explain } from '../problems/explain.ts';
import { goToSection } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './service-state-panel.module.css';

type ShownState = Exclude<CardServiceState, 'ready'>;

const ICONS = {
  starting: IconSearch,
  noService: IconServerOff,
  noReader: IconPlugX,
  noToken: IconDeviceUsb,
} as const satisfies Record<ShownState, Icon>;

interface ServiceStatePanelProps {
  readonly state: ShownState;
  /** Why there is no service. */
  readonly problem: Problem | null;
  readonly onRefresh: () => void;
  readonly pending: boolean;
  readonly primary: boolean;
}

/** No token to show, and why: what happened, what to do, one button. */
export function ServiceStatePanel({ state, problem, onRefresh, pending, primary }: ServiceStatePanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const Glyph = ICONS[state];
  const cause = state === 'noService' ? problem : null;
  const said = cause === null ? null : explain(cause, language);
  const diagnoses = cause !== null && ERROR_TABLE[cause.code].action === 'diagnose';
  const refresh = (kind: 'primary' | 'secondary' | 'quiet') => (
    <ActionButton kind={kind} onClick={onRefresh} pending={pending} testId="service-action">
      {t(`service.${state}.action`)}
    </ActionButton>
  );
  const diagnose = (kind: 'primary' | 'quiet') => (
    <ActionButton kind={kind} onClick={() => goToSection('diagnostics')} testId="open-diagnostics">
      {t('problem.actionDiagnose')}
    </ActionButton>
  );
  return (
    <Card testId="service-state">
      <div className={styles['panel']} data-state={state} data-code={cause?.code} role="status">
        <span className={styles['icon']}>
          <Glyph size={44} stroke={1.4} aria-hidden />
        </span>
        <h2 className={styles['title']}>{said?.title ?? t(`service.${state}.title`)}</h2>
        {said === null ? (
          <p className={styles['text']}>{t(`service.${state}.text`)}</p>
        ) : (
          <>
            <p className={styles['text']}>{said.cause}</p>
            <p className={styles['fix']}>{said.fix}</p>
            <p className={styles['reference']}>
              {said.whoLabel} · {t('problem.reference', { id: said.id })}
            </p>
          </>
        )}
      </div>
      <div className={styles['action']}>
        {diagnoses ? (
          <>
            {diagnose('primary')}
            {refresh('quiet')}
          </>
        ) : (
          <>
            {refresh(primary && state !== 'starting' ? 'primary' : 'secondary')}
            {state === 'starting' || state === 'noToken' ? null : diagnose('quiet')}
          </>
        )}
      </div>
    </Card>
  );
}
