import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
import { formatFingerprint } from '../words/format-fingerprint.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './revoke-page.module.css';

interface RevokedCardProps {
  readonly serial: string;
  readonly revokedAt: number;
  /** Whoever is signed in gets the proof; without signing in it is mailed to the holder. */
  readonly provable: boolean;
  readonly onBack: () => void;
}

/** What was revoked, from when on, and the proof of it. */
export function RevokedCard({ serial, revokedAt, provable, onBack }: RevokedCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const [saved, setSaved] = useState<boolean | null>(null);
  const save = async () => {
    const reply = await verb.run(() => clavis.certificates.saveProof({ serial }));
    if (reply?.ok) setSaved(reply.value.saved);
  };
  return (
    <Card testId="revoked">
      <div className={styles['result']}>
        <Facts
          facts={[
            { label: t('certificates.serial'), value: <span className={styles['digits']}>{formatFingerprint(serial)}</span> },
            { label: t('revoke.effect'), value: formatDateTime(revokedAt, language) },
            { label: t('revoke.published'), value: t('revoke.publishedText') },
          ]}
        />
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
        <div className={styles['buttons']}>
          {provable ? (
            <ActionButton kind="primary" onClick={() => void save()} pending={verb.pending} testId="revoked-proof">
              {t('revoke.saveProof')}
            </ActionButton>
          ) : null}
          <ActionButton onClick={onBack} testId="revoked-back">
            {t('revoke.backToCertificates')}
          </ActionButton>
        </div>
        <SavedLine saved={saved} yes={t('revoke.proofSaved')} no={t('revoke.proofNotSaved')} />
      </div>
    </Card>
  );
}
