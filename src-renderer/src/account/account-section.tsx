import { useClavisStore } from '../store/clavis-store.ts';
import { useAccountPlace } from '../store/account-place.ts';
import { MailLinkPage } from '../sign-in/mail-link-page.tsx';
import { SignInSection } from '../sign-in/sign-in-section.tsx';
import { TermsPage } from '../terms/terms-page.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { AccountPage } from './account-page.tsx';
import { AssociatePage } from './associate-page.tsx';
import { PasswordPage } from './password-page.tsx';

/** The section of the account: getting in, the terms, or what is one's own. */
export function AccountSection() {
  const session = useClavisStore((state) => state.account?.session);
  const link = useClavisStore((state) => state.account?.link ?? null);
  const task = useAccountPlace((state) => state.task);
  if (link !== null && session !== undefined) return <MailLinkPage link={link} signedIn={session.kind !== 'signedOut'} />;
  switch (session?.kind) {
    case undefined:
      return (
        <Late>
          <Ghost height={320} round />
        </Late>
      );
    case 'signedOut':
      return <SignInSection session={session} />;
    case 'termsPending':
      return <TermsPage terms={session.terms} />;
    case 'signedIn':
      if (task === 'password') return <PasswordPage person={session.person} />;
      if (task === 'associate') return <AssociatePage />;
      return <AccountPage session={session} />;
  }
}
