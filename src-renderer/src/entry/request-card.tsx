import { useId, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { LinkRequestOutcome, TokenView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { closeEntry, goToSection } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './entry-cards.module.css';

interface RequestCardProps {
  readonly token: TokenView | null;
  /** Why there is nothing to ask for, without a token. */
  readonly otherwise: 'entry.noToken' | 'entry.notBlocked';
  readonly primary: boolean;
}

/** Asks the authority for a mail; what is said afterwards is the same whether the token is known or not. */
export function RequestCard({ token, otherwise, primary }: RequestCardProps) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const mailbox = useClavisStore((state) => state.app?.mailboxAvailable === true);
  const [sent, setSent] = useState<LinkRequestOutcome | null>(null);

  const request = async (readerId: string) => {
    const reply = await verb.run(() => clavis.unblock.requestLink({ readerId }));
    if (reply?.ok) setSent(reply.value);
  };

  return (
    <Card labelledBy={title}>
      <div className={styles['card']}>
        <h2 id={title}>{t('entry.requestTitle')}</h2>
        {token?.serial === undefined || token.serial === null ? (
          <p className={styles['text']}>{t(otherwise)}</p>
        ) : (
          <>
            <p className={styles['text']}>
              {token.holder === null
                ? t('entry.requestText', { serial: formatSerial(token.serial) })
                : t('entry.requestTextHolder', { holder: token.holder, serial: formatSerial(token.serial) })}
            </p>
            {sent === null ? null : <SentNotice sent={sent} />}
            {verb.problem === null ? null : (
              <ProblemCard
                problem={verb.problem}
                pending={verb.pending}
                onAction={(action) => {
                  if (action === 'contactOffice') void clavis.app.openLink({ target: 'office' });
                  else if (action === 'close') closeEntry();
                  else void request(token.readerId);
                }}
              />
            )}
            <div className={styles['buttons']}>
              {sent !== null && mailbox ? (
                <ActionButton kind="primary" onClick={() => goToSection('mailbox')} testId="open-mailbox">
                  {t('entry.openMailbox')}
                </ActionButton>
              ) : null}
              <ActionButton
                kind={primary && sent === null ? 'primary' : 'secondary'}
                onClick={() => void request(token.readerId)}
                pending={verb.pending}
                testId="request-link"
              >
                {sent === null ? t('entry.request') : t('entry.requestAgain')}
              </ActionButton>
            </div>
            {sent === null ? null : <p className={styles['note']}>{t('entry.sentReplaces')}</p>}
          </>
        )}
      </div>
    </Card>
  );
}

function SentNotice({ sent }: { readonly sent: LinkRequestOutcome }) {
  const { t } = useTranslation();
  return (
    <Notice tone="ok" title={t('entry.sentTitle')} live="status" testId="link-requested">
      <p>
        {sent.maskedEmail === null ? (
          t('entry.sentBlind')
        ) : (
          <Trans i18nKey="entry.sentTo" values={{ email: sent.maskedEmail }} components={{ b: <b /> }} />
        )}
      </p>
      <p>{t('entry.sentNext')}</p>
    </Notice>
  );
}
