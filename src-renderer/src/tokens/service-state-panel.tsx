import { IconDeviceUsb, IconPlugX, IconSearch, IconServerOff, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CardServiceState } from '../../../src-shared/domain/views.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
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
  readonly onRefresh: () => void;
  readonly pending: boolean;
  readonly primary: boolean;
}

/** No token to show, and why: what happened, what to do, one button. */
export function ServiceStatePanel({ state, onRefresh, pending, primary }: ServiceStatePanelProps) {
  const { t } = useTranslation();
  const Glyph = ICONS[state];
  return (
    <Card testId="service-state">
      <div className={styles['panel']} data-state={state} role="status">
        <span className={styles['icon']}>
          <Glyph size={44} stroke={1.4} aria-hidden />
        </span>
        <h2 className={styles['title']}>{t(`service.${state}.title`)}</h2>
        <p className={styles['text']}>{t(`service.${state}.text`)}</p>
      </div>
      <div className={styles['action']}>
        <ActionButton kind={primary && state !== 'starting' ? 'primary' : 'secondary'} onClick={onRefresh} pending={pending} testId="service-action">
          {t(`service.${state}.action`)}
        </ActionButton>
      </div>
    </Card>
  );
}
