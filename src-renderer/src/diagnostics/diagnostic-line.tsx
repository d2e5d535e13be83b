import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconLoader2, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosticFacts, DiagnosticId, DiagnosticLine, DiagnosticStatus } from '../../../src-shared/domain/diagnostics.ts';
import type { ErrorAction } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { explain } from '../problems/explain.ts';
import { OfficeLine } from '../problems/office-line.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './diagnostic-line.module.css';
import { factWords } from './fact-words.ts';

const ICONS = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconCircleX, notDone: IconCircleDashed } as const satisfies Record<DiagnosticStatus, Icon>;

interface LineProps {
  readonly line: DiagnosticLine;
  readonly onRerun: () => void;
  readonly pending: boolean;
  /** What can be done with what the line is about, beyond its problem. */
  readonly extra?: ReactNode;
}

/** One check: its result in an icon and a word, what was found, and for what is wrong: cause, fix, who, button. */
export function DiagnosticLineRow({ line, onRerun, pending, extra }: LineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const Glyph = ICONS[line.status];
  const said = line.problem === null ? null : explain(line.problem, language);
  const about = line.facts.module ?? line.facts.reader;
  const facts = factsOf(line.facts);
  const titleOf = t(`diagnostics.titles.${line.id}`);
  const title = about === undefined ? titleOf : line.id === 'modules' ? String(about) : `${titleOf} · ${String(about)}`;
  return (
    <li className={styles['line']} data-testid={`diagnostic-${line.id}`} data-status={line.status}>
      <Glyph size={22} stroke={1.8} aria-hidden className={styles[line.status] ?? ''} />
      <div className={styles['words']}>
        <div className={styles['head']}>
          <h3 className={styles['title']}>{title}</h3>
          <span className={`${styles['status']} ${styles[line.status]}`}>{t(`diagnostics.statuses.${line.status}`)}</span>
        </div>
        {facts.length === 0 ? null : (
          <ul className={styles['facts']}>
            {facts.map(([name, value]) => (
              <li key={name}>{factWords(name, value, language, t)}</li>
            ))}
          </ul>
        )}
        {said === null || line.status === 'ok' ? null : (
          <div className={styles['problem']} data-code={line.problem?.code}>
            <p className={styles['what']}>{said.title}</p>
            <p>{said.cause}</p>
            <p>{said.fix}</p>
            {said.who === 'holder' ? null : <OfficeLine />}
            <p className={styles['reference']}>
              {said.whoLabel} · {t('problem.reference', { id: said.id })}
            </p>
            <LineAction action={said.action} onRerun={onRerun} pending={pending} />
          </div>
        )}
        {extra}
      </div>
    </li>
  );
}

/** On this page, "open the diagnosis" and "resume" mean: check again. */
function LineAction({ action, onRerun, pending }: { readonly action: ErrorAction; readonly onRerun: () => void; readonly pending: boolean }) {
  const { t } = useTranslation();
  const verb = useVerb();
  if (action === 'none' || action === 'close') return null;
  if (action === 'contactOffice' || action === 'revokeOrReorder') {
    return (
      <div className={styles['action']}>
        <ActionButton onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} pending={verb.pending} testId="contact-office">
          {t('service.unknownCard.action')}
        </ActionButton>
      </div>
    );
  }
  return (
    <div className={styles['action']}>
      <ActionButton onClick={onRerun} pending={pending} testId="line-rerun">
        {t('diagnosis.checkAgain')}
      </ActionButton>
    </div>
  );
}

/** Said by the title, or for the program alone. */
const IN_TITLE: ReadonlySet<string> = new Set(['moduleId', 'module', 'reader']);

function factsOf(facts: DiagnosticFacts) {
  return (Object.entries(facts) as [keyof DiagnosticFacts, string | number | boolean][]).filter(([name, value]) => !IN_TITLE.has(name) && value !== '');
}

/** A check that has not answered yet, by its name. */
export function PendingLine({ id }: { readonly id: DiagnosticId }) {
  const { t } = useTranslation();
  return (
    <li className={styles['line']} data-status="pending">
      <IconLoader2 size={22} stroke={1.8} aria-hidden className={styles['pending'] ?? ''} />
      <div className={styles['words']}>
        <div className={styles['head']}>
          <h3 className={styles['title']}>{t(`diagnostics.titles.${id}`)}</h3>
          <span className={styles['status']}>{t('diagnosis.statusPending')}</span>
        </div>
      </div>
    </li>
  );
}
