import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorAction, Problem } from '../../../src-shared/errors/error-table.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useLanguage } from '../words/use-language.ts';
import { explain } from './explain.ts';
import { OfficeLine } from './office-line.tsx';
import styles from './problem-card.module.css';

interface ProblemCardProps {
  readonly problem: Problem;
  /** Does what the button says; the screen knows what "again" means there. */
  readonly onAction: (action: ErrorAction) => void;
  readonly pending?: boolean;
  /** Its button is the one thing to do on this screen. */
  readonly primary?: boolean;
  /** Actions that make no sense on this screen, because the screen itself offers them. */
  readonly without?: readonly ErrorAction[];
  /** Takes focus when it appears: on a refusal, not on what was already there when the page opened. */
  readonly takeFocus?: boolean;
}

/** One failure, said in order: what happened, why, what to do, who can help; one button. */
export function ProblemCard(props: ProblemCardProps) {
  // Another failure is another card, so that it is read and takes focus again.
  return <OneProblem key={props.problem.code} {...props} />;
}

function OneProblem({ problem, onAction, pending = false, primary = false, without = [], takeFocus = true }: ProblemCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const card = useRef<HTMLDivElement>(null);
  const said = explain(problem, language);

  useEffect(() => {
    if (takeFocus) card.current?.focus();
  }, [takeFocus]);

  const { actionLabel } = said;
  const showsOffice = said.who !== 'holder' || said.action === 'contactOffice';
  return (
    <div ref={card} className={`${styles['card']} ${styles[said.tone]}`} role="alert" tabIndex={-1} data-testid="problem" data-code={problem.code}>
      <IconAlertTriangle size={22} stroke={1.8} aria-hidden className={styles['icon'] ?? ''} />
      <div className={styles['body']}>
        <div className={styles['words']}>
          <p className={styles['title']}>{said.title}</p>
          <p>{said.cause}</p>
          <p className={styles['fix']}>{said.fix}</p>
          {showsOffice ? <OfficeLine /> : null}
          <p className={styles['reference']}>
            {said.whoLabel} · {t('problem.reference', { id: said.id })}
          </p>
        </div>
        {actionLabel === null || without.includes(said.action) ? null : (
          <div className={styles['action']}>
            <ActionButton kind={primary ? 'primary' : 'secondary'} onClick={() => onAction(said.action)} pending={pending} testId="problem-action">
              {actionLabel}
            </ActionButton>
          </div>
        )}
      </div>
    </div>
  );
}
