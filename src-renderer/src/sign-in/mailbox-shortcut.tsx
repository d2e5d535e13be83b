import { useTranslation } from 'react-i18next';
import { useClavisStore } from '../store/clavis-store.ts';
import { goToSection } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';

/** Where mails are kept on this machine, the way to them. */
export function MailboxShortcut({ primary = false }: { readonly primary?: boolean }) {
  const { t } = useTranslation();
  const available = useClavisStore((state) => state.app?.mailboxAvailable === true);
  return available ? (
    <ActionButton kind={primary ? 'primary' : 'secondary'} onClick={() => goToSection('mailbox')} testId="open-mailbox">
      {t('signIn.openMailbox')}
    </ActionButton>
  ) : null;
}
