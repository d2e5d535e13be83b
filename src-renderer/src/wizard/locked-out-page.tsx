import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import type { ExternalTarget } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';
import { OfficeLine } from '../problems/office-line.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';
import styles from './locked-out-page.module.css';
import { WizardButtons } from './wizard-buttons.tsx';

/** The end of the road: what it means, what still works, what to do, who can help. */
export function LockedOutPage({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const open = (target: ExternalTarget) => void verb.run(() => clavis.app.openLink({ target }));
  const about = [view.dossier?.entity, view.dossier?.product].filter((part) => part !== undefined);
  return (
    <div className={styles['page']} data-testid="locked-out">
      <Page
        name="locked-out"
        title={t('confirmation.lockedTitle')}
        lead={t('confirmation.lockedLead')}
        above={<p className={styles['about']}>{about.join(' · ')}</p>}
      >
        <Card>
          <div className={styles['parts']}>
            <div className={styles['part']}>
              <span className={styles['icon']}>
                <IconLock size={24} stroke={1.8} aria-hidden />
              </span>
              <div>
                <h2>{t('confirmation.lockedMeans')}</h2>
                <p>{t('confirmation.lockedMeansText')}</p>
              </div>
            </div>
            <div>
              <h2>{t('confirmation.lockedStill')}</h2>
              <p>{t('confirmation.lockedStillText')}</p>
            </div>
            <div>
              <h2>{t('confirmation.lockedDo')}</h2>
              <ol className={styles['list']}>
                <li>{t('confirmation.lockedDoRevoke')}</li>
                <li>{t('confirmation.lockedDoReorder')}</li>
              </ol>
              <div className={styles['buttons']}>
                <ActionButton kind="primary" onClick={() => open('revocation')} testId="revoke">
                  {t('confirmation.revoke')}
                </ActionButton>
                <ActionButton onClick={() => open('reorder')} testId="reorder">
                  {t('confirmation.reorder')}
                </ActionButton>
              </div>
            </div>
            <div>
              <h2>{t('confirmation.lockedOffice')}</h2>
              <OfficeLine />
            </div>
          </div>
        </Card>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
        <WizardButtons
          end={
            <ActionButton onClick={() => void clavis.unblock.leave()} disabled={view.busy} testId="finish">
              {t('confirmation.lockedClose')}
            </ActionButton>
          }
        />
      </Page>
    </div>
  );
}
