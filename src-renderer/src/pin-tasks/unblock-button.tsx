import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { openEntry, openPinTask } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { unblockWay } from './unblock-way.ts';

interface UnblockButtonProps {
  readonly token: TokenView;
  readonly primary: boolean;
  readonly wide?: boolean;
}

/** The one button of a blocked token, by the way it has: the authority, its PUK, or the office. */
export function UnblockButton({ token, primary, wide = false }: UnblockButtonProps) {
  const { t } = useTranslation();
  const verb = useVerb();
  const kind = primary ? 'primary' : 'secondary';
  const { serial } = token;
  switch (unblockWay(token)) {
    case 'authority':
      return (
        <ActionButton kind={kind} wide={wide} onClick={() => openEntry(token.readerId, 'request')} testId="unblock-button">
          {t('tokens.unblock')}
        </ActionButton>
      );
    case 'puk':
      return serial === null ? null : (
        <ActionButton kind={kind} wide={wide} onClick={() => openPinTask({ kind: 'puk', serial })} testId="unblock-puk">
          {t('tokens.unblockByPuk')}
        </ActionButton>
      );
    case 'office':
      return (
        <ActionButton kind={kind} wide={wide} onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} pending={verb.pending} testId="contact-office">
          {t('service.unknownCard.action')}
        </ActionButton>
      );
  }
}
