import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WizardStep } from '../../../src-shared/domain/unblock-state.ts';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { leaveUnblock } from '../store/navigate.ts';
import { VirtualReaders } from '../tokens/virtual-readers.tsx';
import { useHeadingFocus } from '../ui/use-heading-focus.ts';
import { LinkClock } from './link-clock.tsx';
import { WizardSteps } from './wizard-steps.tsx';
import styles from './wizard-frame.module.css';

interface WizardFrameProps {
  readonly view: UnblockView;
  readonly step: WizardStep;
  readonly children: ReactNode;
}

/** Header of the wizard: whose token and which product, version, time left on the link, the four steps. */
export function WizardFrame({ view, step, children }: WizardFrameProps) {
  const { t } = useTranslation();
  const version = useClavisStore((state) => state.app?.version ?? '');
  // A virtual token that is out can be put back from here: no step has to be left for it.
  const readers = useClavisStore((state) => state.app?.readers);
  const emptyReaders = (readers ?? []).filter((reader) => !reader.tokenPresent);
  const done = view.proof !== null;
  const heading = useHeadingFocus(`wizard-${step}-${done ? 'done' : 'open'}`);
  const about = [view.dossier?.entity, view.dossier?.product, `${t('frame.appName')} ${version}`].filter((part) => part !== undefined && part !== '');
  return (
    <div className={styles['wizard']} data-testid="wizard-step" data-step={step} data-busy={view.busy}>
      <header className={styles['header']}>
        <div className={styles['titles']}>
          <p className={styles['about']}>{about.join(' · ')}</p>
          <h1 ref={heading} tabIndex={-1} data-testid="wizard-title">
            {t('wizard.title')}
          </h1>
        </div>
        <div className={styles['side']}>
          {view.linkExpiresAt === null || done ? null : <LinkClock expiresAt={view.linkExpiresAt} />}
          {done || (view.busy && step === 'confirmation') ? null : (
            <button type="button" className={styles['leave']} onClick={leaveUnblock} disabled={view.busy} data-testid="leave">
              {t('wizard.leave')}
            </button>
          )}
        </div>
      </header>
      <WizardSteps step={step} done={done} />
      <VirtualReaders readers={emptyReaders} primary={false} />
      {children}
    </div>
  );
}
