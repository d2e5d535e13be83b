import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useUnsent } from '../store/use-unsent.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from '../ui/form.module.css';
import pageStyles from './account-page.module.css';
import { SignOutDialog } from './sign-out-dialog.tsx';

/** The two ways out: with the copy kept for the next time, and without a trace. Both ask where changes would be lost unsent. */
export function SignOutCard() {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const onAction = useAccountProblem(verb);
  const { lostAnyway } = useUnsent();
  /** `count`: what main says would be lost, where the view did not say so yet. */
  const [asking, setAsking] = useState<{ readonly forget: boolean; readonly count: number } | null>(null);

  const leave = async (forget: boolean, mayLose: number) => {
    setAsking(null);
    const reply = await verb.run(() => clavis.account.signOut({ forget, mayLose }));
    if (reply?.ok && reply.value.kind === 'wouldLose') setAsking({ forget, count: reply.value.count });
  };
  return (
    <Card labelledBy={title}>
      <div className={styles['section']}>
        <h2 id={title}>{t('account.signOutTitle')}</h2>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
        <p className={styles['soft']}>{t('account.signOutText')}</p>
        <div className={styles['buttons']}>
          <ActionButton onClick={() => (lostAnyway > 0 ? setAsking({ forget: false, count: 0 }) : void leave(false, 0))} pending={verb.pending} testId="sign-out">
            {t('account.signOut')}
          </ActionButton>
        </div>
        <p className={`${styles['soft']} ${pageStyles['apart']}`}>{t('account.forgetText')}</p>
        <div className={styles['buttons']}>
          <ActionButton kind="danger" onClick={() => setAsking({ forget: true, count: 0 })} disabled={verb.pending} testId="forget">
            {t('account.forget')}
          </ActionButton>
        </div>
      </div>
      {asking === null ? null : (
        <SignOutDialog
          forget={asking.forget}
          atLeast={asking.count}
          onSent={() => setAsking({ ...asking, count: 0 })}
          onCancel={() => setAsking(null)}
          onConfirm={(mayLose) => void leave(asking.forget, mayLose)}
        />
      )}
    </Card>
  );
}
