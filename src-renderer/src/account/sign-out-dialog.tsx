import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { explain } from '../problems/explain.ts';
import { useUnsent } from '../store/use-unsent.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './account-page.module.css';

interface SignOutDialogProps {
  readonly forget: boolean;
  /** Main has said that so many would be lost. */
  readonly atLeast: number;
  readonly onSent: () => void;
  readonly onCancel: () => void;
  /** @param mayLose how many the person was told of */
  readonly onConfirm: (mayLose: number) => void;
}

/** Before a sign-out that loses something: what, how it is sent or kept, and the yes. */
export function SignOutDialog({ forget, atLeast, onSent, onCancel, onConfirm }: SignOutDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sending = useVerb();
  const { waiting, undecided, inMemory } = useUnsent();
  const count = Math.max(waiting + undecided, atLeast);
  const [sent, setSent] = useState(false);
  const said = useRef<HTMLDivElement>(null);
  const send = async () => {
    const reply = await sending.run(() => clavis.account.sync());
    if (!reply?.ok) return;
    onSent();
    setSent(true);
    // The button that was pressed goes: the focus stays in the dialog, on what loses nothing.
    said.current?.closest('dialog')?.querySelector<HTMLButtonElement>('[data-testid="dialog-cancel"]')?.focus();
  };
  return (
    <ConfirmDialog
      title={forget ? t('account.forgetTitle') : count === 0 ? t('account.leaveTitle') : t('account.loseTitle')}
      confirm={forget ? t('account.forgetConfirm') : count === 0 ? t('account.signOut') : t('account.signOutAnyway')}
      cancel={t('account.cancel')}
      danger={forget || count > 0}
      onCancel={onCancel}
      onConfirm={() => onConfirm(count)}
      {...(count > undecided
        ? {
            extra: (
              <ActionButton kind="primary" onClick={() => void send()} pending={sending.pending} testId="send-first">
                {t('account.sendFirst')}
              </ActionButton>
            ),
          }
        : {})}
    >
      {forget ? <p>{t('account.forgetConfirmText')}</p> : null}
      <div role="status" ref={said} className={styles['said']} data-testid="unsent">
        {count > 0 ? (
          <>
            <p>
              <b>{t('account.unsent', { count })}</b> {inMemory ? t('account.unsentMemory', { count }) : t('account.unsentKept', { count })}
            </p>
            {undecided > 0 ? <p>{t('account.unsentUndecided', { count: undecided })}</p> : null}
          </>
        ) : sent ? (
          <p>{t('account.sentAll')}</p>
        ) : null}
        {sending.problem === null ? null : <p data-testid="send-failed">{t('account.sendFailed', { why: explain(sending.problem, language).title })}</p>}
      </div>
    </ConfirmDialog>
  );
}
