import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { closePinTask } from '../store/navigate.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { VirtualReaders } from '../tokens/virtual-readers.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Page } from '../ui/page.tsx';
import styles from './task-frame.module.css';
import { TokenIdentity } from './token-identity.tsx';
import type { PinTaskState } from './use-pin-task.ts';

interface TaskFrameProps {
  /** Which page this is; its heading takes focus when another one comes. */
  readonly name: string;
  readonly title: string;
  readonly lead?: string;
  readonly state: PinTaskState;
  /** Whose counter is shown beside the token. */
  readonly counter?: 'pin' | 'puk';
  readonly focusElsewhere?: boolean;
  readonly children: ReactNode;
}

/** Every page of a PIN: the way back, what it is, whose token. */
export function TaskFrame({ name, title, lead, state, counter, focusElsewhere = false, children }: TaskFrameProps) {
  const { t } = useTranslation();
  useEffect(() => {
    void clavis.app.protectScreen({ protect: true });
    return () => void clavis.app.protectScreen({ protect: false });
  }, []);
  const readers = useClavisStore((store) => store.app?.readers);
  const emptyReaders = (readers ?? []).filter((reader) => !reader.tokenPresent);
  return (
    <Page
      name={`pin-${name}`}
      title={title}
      {...(lead === undefined ? {} : { lead })}
      focusElsewhere={focusElsewhere}
      above={
        <div className={styles['back']}>
          <ActionButton kind="quiet" onClick={closePinTask} disabled={state.verb.pending} icon={<IconArrowLeft size={18} aria-hidden />} testId="task-back">
            {t('entry.back')}
          </ActionButton>
        </div>
      }
    >
      <div className={styles['content']} data-testid="pin-task" data-stage={state.stage}>
        {state.token === null ? null : <TokenIdentity token={state.token} counter={counter === undefined ? null : { of: counter, value: state.counter }} />}
        <VirtualReaders readers={emptyReaders} primary={false} />
        {children}
      </div>
    </Page>
  );
}
