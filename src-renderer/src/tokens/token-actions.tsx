import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { UnblockButton } from '../pin-tasks/unblock-button.tsx';
import { hasPuk, unblockWay } from '../pin-tasks/unblock-way.ts';
import { openEntry, openPinTask } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';

interface TokenActionsProps {
  readonly token: TokenView;
  /** Its first button is the one thing to do on the page. */
  readonly primary: boolean;
}

/** What can be done with the PIN of a token, by its state; on the last try, the careful way comes first. */
export function TokenActions({ token, primary }: TokenActionsProps) {
  return token.blocked ? <BlockedActions token={token} primary={primary} /> : <UsableActions token={token} primary={primary} />;
}

function BlockedActions({ token, primary }: TokenActionsProps) {
  const { t } = useTranslation();
  const { serial } = token;
  if (unblockWay(token) !== 'authority') return <UnblockButton token={token} primary={primary} wide />;
  return (
    <>
      <UnblockButton token={token} primary={primary} wide />
      <ActionButton wide onClick={() => openEntry(token.readerId, 'paste')} testId="have-link">
        {t('tokens.haveLink')}
      </ActionButton>
      {hasPuk(token) && serial !== null ? (
        <ActionButton kind="quiet" wide onClick={() => openPinTask({ kind: 'puk', serial })} testId="unblock-puk">
          {t('tokens.unblockByPuk')}
        </ActionButton>
      ) : null}
    </>
  );
}

function UsableActions({ token, primary }: TokenActionsProps) {
  const { t } = useTranslation();
  const { serial, abilities, pinFormat, pin } = token;
  if (serial === null || pinFormat === null) return null;
  const lastTry = pin.triesLeft === 1;
  return (
    <>
      {lastTry && (abilities.verifyPin || abilities.changePin) ? (
        <ActionButton kind={primary ? 'primary' : 'secondary'} wide onClick={() => openPinTask({ kind: 'unsure', serial })} testId="unsure-button">
          {t('tokens.unsure')}
        </ActionButton>
      ) : null}
      {abilities.verifyPin ? (
        <ActionButton wide onClick={() => openPinTask({ kind: 'verify', serial })} testId="verify-button">
          {t('tokens.verifyPin')}
        </ActionButton>
      ) : null}
      {abilities.changePin ? (
        <ActionButton kind={lastTry ? 'quiet' : 'secondary'} wide onClick={() => openPinTask({ kind: 'change', serial })} testId="change-button">
          {t('tokens.changePin')}
        </ActionButton>
      ) : null}
    </>
  );
}
