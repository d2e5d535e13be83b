import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCountdown, formatSpan } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { useUnsent } from '../store/use-unsent.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import formStyles from '../ui/form.module.css';
import { Modal } from '../ui/modal.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './idle-dialog.module.css';

/** What is read aloud of the countdown: every half minute, and the last ten seconds once. */
const SPOKEN_EVERY_MS = 30_000;

/** Two minutes before a session ends for want of a touch: how long is left, and the way to go on (WCAG 2.2.1). Main ends it. */
export function IdleDialog() {
  const session = useClavisStore((state) => state.account?.session);
  const now = useNow(1000);
  if (session?.kind !== 'signedIn' || now < session.idle.warnsAt) return null;
  return <Warning left={session.idle.endsAt - now} />;
}

function Warning({ left }: { readonly left: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const leaving = useVerb();
  const { lostAnyway } = useUnsent();
  const content = useRef<HTMLDivElement>(null);
  const stay = () => void verb.run(() => clavis.account.stay());
  const spoken = Math.ceil(left / SPOKEN_EVERY_MS) * SPOKEN_EVERY_MS;
  useEffect(() => content.current?.querySelector<HTMLButtonElement>('[data-testid="idle-stay"]')?.focus(), []);
  return (
    <Modal title={t('copy.idleTitle')} onCancel={stay} testId="idle">
      <div className={styles['content']} ref={content}>
        {left > 0 ? (
          <>
            <p>{t('copy.idleText')}</p>
            <p className={styles['count']} aria-hidden data-testid="idle-left">
              {formatCountdown(left, language)}
            </p>
          </>
        ) : (
          <p>{t('copy.idleOver')}</p>
        )}
        <p className={formStyles['small']}>{t('copy.idleWhat')}</p>
        {lostAnyway > 0 ? <p data-testid="idle-loses">{t('copy.idleLoses', { count: lostAnyway })}</p> : null}
        <VisuallyHidden role="timer" aria-live="polite">
          {left > 0 ? t('copy.idleSpoken', { span: formatSpan(spoken, language) }) : t('copy.idleOver')}
        </VisuallyHidden>
        <div className={styles['buttons']}>
          <ActionButton onClick={() => void leaving.run(() => clavis.account.signOut({ forget: false, mayLose: lostAnyway }))} pending={leaving.pending} testId="idle-leave">
            {t('copy.leave')}
          </ActionButton>
          <ActionButton kind="primary" onClick={stay} pending={verb.pending} testId="idle-stay">
            {t('copy.stay')}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}
