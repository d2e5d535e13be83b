import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../src-shared/messages/format-time.ts';
import { useSecretOnScreen } from '../store/use-secret-on-screen.ts';
import { useLanguage } from '../words/use-language.ts';
import { ProofForm } from './proof-form.tsx';
import { ProofGate } from './proof-gate.tsx';
import { ProofOutcome } from './proof-outcome.tsx';
import type { ProofPurpose } from './proof-purpose.ts';
import type { SigningCertificate } from './signing-certificates.ts';
import styles from './token-proof.module.css';
import { useTokenProof, type ProofCall } from './use-token-proof.ts';

interface TokenProofProps {
  /** At least one. */
  readonly candidates: readonly SigningCertificate[];
  readonly purpose: ProofPurpose;
  readonly call: ProofCall;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

const keyOf = ({ serial, certificate }: SigningCertificate) => `${serial}:${certificate.sha256}`;

/** Which certificate, then its PIN, then what became of it: the same for signing in, associating and confirming. */
export function TokenProof({ candidates, ...rest }: TokenProofProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  // What was chosen stays, even while its token is out.
  const [chosen, setChosen] = useState(() => candidates.find(({ token }) => !token.blocked) ?? candidates[0]);
  useSecretOnScreen(true);
  if (chosen === undefined) return null;
  return (
    <div className={styles['proof']} data-testid="token-proof">
      {candidates.length > 1 ? (
        <fieldset className={styles['choice']}>
          <legend>{t('proof.choose')}</legend>
          {candidates.map((candidate) => (
            <label key={keyOf(candidate)} className={styles['option']}>
              <input type="radio" name="certificate" checked={keyOf(candidate) === keyOf(chosen)} onChange={() => setChosen(candidate)} />
              <span>
                <b>{candidate.certificate.subject}</b>
                <span className={styles['soft']}>{t('proof.expires', { date: formatDate(candidate.certificate.notAfter, language) })}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <OneProof key={keyOf(chosen)} chosen={chosen} {...rest} />
    </div>
  );
}

function OneProof({ chosen, purpose, call, onDone, onCancel }: Omit<TokenProofProps, 'candidates'> & { readonly chosen: SigningCertificate }) {
  const state = useTokenProof(chosen, call);
  const { stage } = state;
  if (stage === 'form') return <ProofForm state={state} chosen={chosen} purpose={purpose} onDone={onDone} onCancel={onCancel} />;
  if (stage === 'gate') return <ProofGate state={state} serial={chosen.serial} onCancel={onCancel} />;
  return (
    <div className={styles['outcome']}>
      <ProofOutcome state={state} stage={stage} serial={chosen.serial} onCancel={onCancel} />
    </div>
  );
}
