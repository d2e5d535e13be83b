import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { DossierView } from '../../../src-shared/domain/views.ts';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Ghost } from '../ui/ghost.tsx';
import styles from './dossier-card.module.css';

/** Whose token this is about, with the number to compare with the print. */
export function DossierCard({ dossier, waiting }: { readonly dossier: DossierView | null; readonly waiting: boolean }) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={title} testId="dossier">
      <div className={styles['card']}>
        <h2 id={title}>{t('wizard.dossier')}</h2>
        {dossier === null ? (
          <>
            <p className={styles['soft']}>{t('wizard.dossierWaiting')}</p>
            {waiting ? <Ghost height={14} width="60%" /> : null}
          </>
        ) : (
          <Facts
            stacked
            facts={[
              { label: t('wizard.holder'), value: dossier.holder },
              { label: t('wizard.entity'), value: dossier.entity },
              { label: t('wizard.product'), value: dossier.product },
              {
                label: t('wizard.serial'),
                value: (
                  <>
                    <span className={styles['serial']}>{formatSerial(dossier.serial)}</span>
                    <span className={styles['compare']}>{t('wizard.serialCompare')}</span>
                  </>
                ),
              },
            ]}
          />
        )}
      </div>
    </Card>
  );
}
