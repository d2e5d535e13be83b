import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriversView } from '../../../src-shared/domain/account-views.ts';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { explain } from '../problems/explain.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useNow } from '../store/use-now.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { DriverCard } from './driver-card.tsx';
import styles from './drivers-page.module.css';
import { neededDrivers } from './needed-drivers.ts';

const ask = () => clavis.drivers.view();
const LEADS = { none: 'drivers.leadNone', missing: 'drivers.leadNeeded', outdated: 'drivers.leadOutdated', unknown: 'drivers.leadUnknown' } as const;

/** What this system has and needs, for this token. Read here; the provider's list is only asked what it offers. */
export function DriversPage() {
  const { t } = useTranslation();
  const models = useClavisStore((state) => state.app?.tokens.map(({ model }) => model).join() ?? '');
  const { value, problem, pending, again } = useAnswer(ask, models);
  return (
    <Page name="drivers" title={t('drivers.title')} lead={value === null ? t('drivers.leadReading') : t(LEADS[neededDrivers(value.rows)])}>
      {problem === null ? null : <ProblemCard problem={problem} onAction={again} pending={pending} takeFocus={false} />}
      {value === null ? (
        pending ? (
          <Late>
            <Ghost height={150} round />
            <Ghost height={150} round />
          </Late>
        ) : null
      ) : (
        <Known view={value} pending={pending} onAgain={again} />
      )}
    </Page>
  );
}

function Known({ view, pending, onAgain }: { readonly view: DriversView; readonly pending: boolean; readonly onAgain: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const system = useId();
  const list = useId();
  return (
    <>
      {view.problem === null ? null : (
        <Notice tone="warning" title={t('drivers.offlineTitle')} live="status" testId="drivers-offline">
          {t('drivers.offlineText', { fix: explain(view.problem, language).fix })}
        </Notice>
      )}
      <section aria-labelledby={list} className={styles['rows']} data-testid="drivers">
        <h2 id={list}>{t('drivers.list')}</h2>
        {view.rows.length === 0 ? <p>{t('drivers.empty')}</p> : null}
        {view.rows.map((row) => (
          <DriverCard key={row.id} row={row} />
        ))}
      </section>
      <Card labelledBy={system}>
        <div className={styles['head']}>
          <h2 id={system}>{t('drivers.system')}</h2>
          <ActionButton onClick={onAgain} pending={pending} testId="drivers-again">
            {t('drivers.again')}
          </ActionButton>
        </div>
        <Facts
          facts={[
            { label: t('drivers.systemName'), value: `${view.system.name} (${view.system.architecture})` },
            { label: t('drivers.model'), value: view.model ?? t('drivers.noModel') },
            { label: t('drivers.checkedAt'), value: formatAge(view.checkedAt, now, language) },
          ]}
        />
      </Card>
    </>
  );
}
