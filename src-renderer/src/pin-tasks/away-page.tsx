import { IconDeviceUsb } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { TokenState } from '../../../src-shared/domain/views.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { TaskFrame } from './task-frame.tsx';
import { TaskResult } from './task-result.tsx';
import type { PinTaskState } from './use-pin-task.ts';

interface AwayPageProps {
  readonly state: PinTaskState;
  readonly serial: string;
}

/** The token was pulled before anything was sent; another one in its place is said to be another one. */
export function AwayPage({ state, serial }: AwayPageProps) {
  const { t } = useTranslation();
  const other = useClavisStore((store) => store.app?.tokens.find((token) => token.serial !== null && token.serial !== serial)?.serial ?? null);
  return (
    <TaskFrame name="away" title={t('away.title')} lead={t('away.lead')} state={state}>
      <TaskResult
        tone="neutral"
        glyph={IconDeviceUsb}
        title={t('away.insert', { serial: formatSerial(serial) })}
        testId="task-away"
        actions={
          <ActionButton kind="primary" onClick={state.reread} testId="task-reread">
            {t('tokens.readAgain')}
          </ActionButton>
        }
      >
        {other === null ? null : <p data-testid="away-other">{t('away.other', { serial: formatSerial(other) })}</p>}
        <p>{t('away.text')}</p>
      </TaskResult>
    </TaskFrame>
  );
}

/** The token is there and cannot be used for now. */
export function TroublePage({ state, trouble }: { readonly state: PinTaskState; readonly trouble: Exclude<TokenState, 'reading' | 'ready'> }) {
  const { t } = useTranslation();
  return (
    <TaskFrame name="trouble" title={t(`service.${trouble}.title`)} state={state}>
      <TaskResult
        tone="warning"
        title={t('away.nothingSent')}
        testId="task-trouble"
        actions={
          <ActionButton kind="primary" onClick={state.reread} testId="task-reread">
            {t('tokens.readAgain')}
          </ActionButton>
        }
      >
        <p>{t(`service.${trouble}.text`)}</p>
      </TaskResult>
    </TaskFrame>
  );
}

export function ReadingPage({ state }: { readonly state: PinTaskState }) {
  const { t } = useTranslation();
  return (
    <TaskFrame name="reading" title={t('tokens.reading')} lead={t('tokens.leadReading')} state={state}>
      <Late>
        <Card>
          <Ghost height={120} />
        </Card>
      </Late>
    </TaskFrame>
  );
}
