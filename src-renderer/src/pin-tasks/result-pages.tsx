import { IconHeadset, IconKey, IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PinCounter } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { OfficeLine } from '../problems/office-line.tsx';
import { closePinTask, openPinTask, openEntry } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { TaskFrame } from './task-frame.tsx';
import { TaskResult } from './task-result.tsx';
import { UnblockButton } from './unblock-button.tsx';
import { hasPuk } from './unblock-way.ts';
import type { PinTaskState } from './use-pin-task.ts';

interface ResultPageProps {
  readonly state: PinTaskState;
}

/** It worked, and the counter read after it. */
export function DonePage({ state, kind, counter }: ResultPageProps & { readonly kind: 'verify' | 'change' | 'puk'; readonly counter: PinCounter }) {
  const { t } = useTranslation();
  const words = {
    verify: { title: t('pinTask.okVerify'), text: t('pinTask.okVerifyText') },
    change: { title: t('pinTask.okChange'), text: t('pinTask.okChangeText') },
    puk: { title: t('pinTask.okPuk'), text: t('pinTask.okPukText') },
  }[kind];
  const left = counter.triesLeft;
  return (
    <TaskFrame name="done" title={words.title} state={state}>
      <TaskResult
        tone="ok"
        title={left === null ? t('pinTask.counterUnread') : counter.triesMax === null ? t('pinTask.counterRead', { count: left }) : t('pinTask.counterReadOf', { count: left, max: counter.triesMax })}
        testId="task-done"
        actions={
          <ActionButton kind="primary" onClick={closePinTask} testId="task-finish">
            {t('pinTask.finish')}
          </ActionButton>
        }
      >
        <p>{words.text}</p>
      </TaskResult>
    </TaskFrame>
  );
}

/** The PIN is blocked: what it means, what still works, the way out. */
export function BlockedPage({ state, byEntry }: ResultPageProps & { readonly byEntry: boolean }) {
  const { t } = useTranslation();
  const { token } = state;
  return (
    <TaskFrame name="blocked" title={t('pinTask.blockedTitle')} state={state} counter="pin">
      <TaskResult
        tone="bad"
        title={byEntry ? t('pinTask.blockedNow') : t('pinTask.blockedBefore')}
        testId="task-blocked"
        actions={token === null ? null : <UnblockButton token={token} primary />}
      >
        <p>{t('pinTask.blockedText')}</p>
        <OfficeLine />
      </TaskResult>
    </TaskFrame>
  );
}

/** No try of the PUK is left. */
export function PukBlockedPage({ state, byEntry }: ResultPageProps & { readonly byEntry: boolean }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const authority = state.token?.abilities.unblockByAuthority === true && state.token.blocked;
  const office = () => void verb.run(() => clavis.app.openLink({ target: 'office' }));
  return (
    <TaskFrame name="puk-blocked" title={t('pinTask.pukBlockedTitle')} state={state} counter="puk">
      <TaskResult
        tone="bad"
        title={byEntry ? t('pinTask.pukBlockedNow') : t('pinTask.pukBlockedBefore')}
        testId="task-puk-blocked"
        actions={
          <>
            {authority ? (
              <ActionButton kind="primary" onClick={() => openEntry(state.token?.readerId ?? null, 'request')} testId="unblock-button">
                {t('tokens.unblock')}
              </ActionButton>
            ) : null}
            <ActionButton kind={authority ? 'secondary' : 'primary'} onClick={office} pending={verb.pending} testId="contact-office">
              {t('service.unknownCard.action')}
            </ActionButton>
          </>
        }
      >
        <p>{authority ? t('pinTask.pukBlockedElse') : t('pinTask.pukBlockedText')}</p>
        <OfficeLine />
      </TaskResult>
    </TaskFrame>
  );
}

/** Before the last try, for who doubts: what spends nothing, and what follows if the token gets blocked after all. */
export function UnsurePage({ state }: ResultPageProps) {
  const { t } = useTranslation();
  const verb = useVerb();
  const { token } = state;
  if (token === null) return null;
  const { serial } = token;
  const puk = hasPuk(token) && serial !== null;
  return (
    <TaskFrame name="unsure" title={t('unsure.title')} lead={t('unsure.lead')} state={state} counter="pin">
      {puk ? (
        <TaskResult
          tone="ok"
          glyph={IconKey}
          title={t('unsure.puk')}
          testId="unsure-puk"
          actions={
            <ActionButton kind="primary" onClick={() => openPinTask({ kind: 'puk', serial })} testId="unblock-puk">
              {t('tokens.unblockByPuk')}
            </ActionButton>
          }
        >
          <p>{t('unsure.pukText')}</p>
        </TaskResult>
      ) : null}
      <TaskResult
        tone={puk ? 'neutral' : 'ok'}
        glyph={IconHeadset}
        title={t('unsure.office')}
        testId="unsure-office"
        actions={
          <>
            <ActionButton kind={puk ? 'secondary' : 'primary'} onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} pending={verb.pending} testId="contact-office">
              {t('service.unknownCard.action')}
            </ActionButton>
            {puk ? null : (
              <ActionButton onClick={closePinTask} testId="task-finish">
                {t('unsure.keep')}
              </ActionButton>
            )}
          </>
        }
      >
        <p>{token.abilities.unblockByAuthority ? t('unsure.authorityText') : t('unsure.officeText')}</p>
        <OfficeLine />
      </TaskResult>
    </TaskFrame>
  );
}

/** The token can be read and no more. */
export function ReadOnlyPage({ state }: ResultPageProps) {
  const { t } = useTranslation();
  return (
    <TaskFrame name="read-only" title={t('tokens.titleReadOnly')} state={state}>
      <TaskResult
        tone="neutral"
        glyph={IconShieldLock}
        title={t('tokens.readOnly')}
        testId="task-read-only"
        actions={
          <ActionButton kind="primary" onClick={closePinTask} testId="task-finish">
            {t('entry.back')}
          </ActionButton>
        }
      >
        <p>{t('tokens.readOnlyText')}</p>
      </TaskResult>
    </TaskFrame>
  );
}
