import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenProofOutcome } from '../../../src-shared/domain/account-views.ts';
import type { TokenProof } from '../../../src-shared/ipc/account-verbs.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';
import { TaskResult } from '../pin-tasks/task-result.tsx';
import { TokenProof as TokenProofPanel } from '../sign-in/token-proof.tsx';
import { useEverHad } from '../sign-in/use-ever-had.ts';
import { useSigningCertificates } from '../sign-in/use-signing-certificates.ts';
import { openAccount } from '../store/account-place.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { askForProof } from '../store/with-proof.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';

/** A signature takes some seconds: a proof that ends within them is asked for anew, in milliseconds. */
const FRESH_FOR_MS = 20_000;

const leave = () => openAccount({ tab: 'security', task: null });

/** Lets a token's certificate sign in: one PIN, one signature. */
export function AssociatePage() {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const candidates = useEverHad(useSigningCertificates());
  if (done || candidates.length === 0) {
    return (
      <Page name={done ? 'associated' : 'associate-none'} title={t('account.associateTitle')}>
        <TaskResult
          tone={done ? 'ok' : 'neutral'}
          title={done ? t('account.associated') : t('signIn.tokenNone')}
          testId={done ? 'associated' : 'associate-none'}
          actions={
            <ActionButton kind="primary" onClick={leave} testId="associate-finish">
              {t('pinTask.finish')}
            </ActionButton>
          }
        >
          <p>{t('account.certificatesText')}</p>
        </TaskResult>
      </Page>
    );
  }
  return (
    <Page name="associate" title={t('account.associateTitle')} lead={t('account.associateLead')} focusElsewhere>
      <Card>
        <TokenProofPanel
          candidates={candidates}
          purpose="associate"
          call={associate}
          onDone={() => setDone(true)}
          onCancel={leave}
        />
      </Card>
    </Page>
  );
}

/** The authority wants a fresh proof for this: it is asked for before the PIN leaves, so that the PIN leaves once. */
async function associate(input: TokenProof): Promise<Envelope<TokenProofOutcome>> {
  const { account, clockOffset } = useClavisStore.getState();
  const fresh = account?.session.kind === 'signedIn' && account.session.freshUntil > Date.now() + clockOffset + FRESH_FOR_MS;
  if (!fresh && !(await askForProof())) return { ok: false, problem: { code: 'reauthenticationRequired', details: {} } };
  return clavis.account.associate(input);
}
