import type { SessionView } from '../../../src-shared/domain/account-views.ts';
import { useSignInPlace } from '../store/sign-in-place.ts';
import { CheckMailPage } from './check-mail-page.tsx';
import { ConfirmedPage, ForgottenPage, NewPasswordDonePage, NewPasswordPage, PastePage, ResetSentPage } from './mail-pages.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { SignUpPage } from './sign-up-page.tsx';
import { TokenPage } from './token-page.tsx';

/** The section of the account while nobody is signed in. */
export function SignInSection({ session }: { readonly session: Extract<SessionView, { readonly kind: 'signedOut' }> }) {
  const place = useSignInPlace((state) => state.place);
  switch (place.page) {
    case 'signIn':
      return <SignInPage session={session} />;
    case 'token':
      return <TokenPage />;
    case 'signUp':
      return <SignUpPage />;
    case 'checkMail':
      return <CheckMailPage key={place.email} email={place.email} />;
    case 'confirmed':
      return <ConfirmedPage email={place.email} />;
    case 'forgotten':
      return <ForgottenPage remembered={session.email} />;
    case 'resetSent':
      return <ResetSentPage email={place.email} />;
    case 'newPassword':
      return <NewPasswordPage personal={session.email === null ? [] : [session.email]} />;
    case 'newPasswordDone':
      return <NewPasswordDonePage />;
    case 'paste':
      return <PastePage />;
  }
}
