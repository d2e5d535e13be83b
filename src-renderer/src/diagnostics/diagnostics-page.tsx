import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DIAGNOSTIC_IDS, type DiagnosticLine, type DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useNow } from '../store/use-now.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { useLanguage } from '../words/use-language.ts';
import { BundleCard } from './bundle-card.tsx';
import { DiagnosticLineRow, PendingLine } from './diagnostic-line.tsx';
import styles from './diagnostics-page.module.css';
import { ModulesCard } from './modules-card.tsx';
import { useDiagnosis } from './use-diagnosis.ts';

/** What works on this computer and what does not, line by line, and a file of it for who helps. */
export function DiagnosticsPage() {
  const { t } = useTranslation();
  const { report, problem, pending, run } = useDiagnosis();
  const checks = useId();
  return (
    <Page name="diagnostics" title={t('diagnosis.title')} lead={t('diagnosis.lead')}>
      {problem === null ? null : <ProblemCard problem={problem} onAction={run} pending={pending} takeFocus={false} />}
      <Card labelledBy={checks} testId="diagnosis">
        <div className={styles['head']}>
          <div>
            <h2 id={checks}>{t('diagnosis.checks')}</h2>
            <p className={styles['summary']} role="status" data-testid="diagnosis-summary">
              {pending ? t('diagnosis.running') : report === null ? t('diagnosis.none') : <Summary report={report} />}
            </p>
          </div>
          <ActionButton onClick={run} pending={pending} testId="diagnosis-run">
            {t('diagnosis.run')}
          </ActionButton>
        </div>
        {report === null ? (
          pending ? (
            <Late>
              <ul className={styles['list']}>
                {DIAGNOSTIC_IDS.map((id) => (
                  <PendingLine key={id} id={id} />
                ))}
              </ul>
            </Late>
          ) : null
        ) : report.lines.length === 0 ? (
          <p className={styles['empty']}>{t('diagnosis.empty')}</p>
        ) : (
          <ul className={styles['list']} aria-busy={pending}>
            {report.lines.filter(isCheck).map((line, index) => (
              <DiagnosticLineRow key={`${line.id}-${index}`} line={line} onRerun={run} pending={pending} />
            ))}
          </ul>
        )}
      </Card>
      {report === null ? null : <ModulesCard lines={report.lines.filter((line) => line.id === 'modules')} onChanged={run} pending={pending} />}
      {report === null ? null : <BundleCard key={report.at} />}
    </Page>
  );
}

/** Modules have a card of their own. */
const isCheck = (line: DiagnosticLine): boolean => line.id !== 'modules';

function Summary({ report }: { readonly report: DiagnosticReport }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const failed = report.lines.filter((line) => line.status === 'failed').length;
  const warned = report.lines.filter((line) => line.status === 'warning').length;
  const age = t('diagnosis.checkedAt', { age: formatAge(report.at, now, language) });
  const found =
    failed > 0 ? t('diagnosis.failed', { count: failed }) : warned > 0 ? t('diagnosis.warned', { count: warned }) : report.lines.length === 0 ? '' : t('diagnosis.allOk');
  return `${found} ${age}`;
}
