import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { goToSignIn } from '../store/sign-in-place.ts';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';
import { BackButton } from './back-button.tsx';
import { TokenCardToSignIn } from './token-card-to-sign-in.tsx';
import { TokenProof } from './token-proof.tsx';
import { useSigningCertificates } from './use-signing-certificates.ts';
import { useEverHad } from './use-ever-had.ts';

/** Signing in with a token. */
export function TokenPage() {
  const { t } = useTranslation();
  const candidates = useEverHad(useSigningCertificates());
  return (
    <Page name="sign-in-token" title={t('signIn.tokenTitle')} lead={t('signIn.tokenLead')} focusElsewhere={candidates.length > 0} above={<BackButton />}>
      {candidates.length === 0 ? (
        <TokenCardToSignIn />
      ) : (
        <Card>
          <TokenProof
            candidates={candidates}
            purpose="signIn"
            call={(input) => clavis.account.signInWithToken(input)}
            onDone={() => undefined}
            onCancel={() => goToSignIn({ page: 'signIn' })}
          />
        </Card>
      )}
    </Page>
  );
}
