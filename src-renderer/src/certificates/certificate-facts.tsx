import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFingerprint } from '../words/format-fingerprint.ts';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { formatDate, formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './certificate-detail-page.module.css';
import { REVOKED_WORDS } from './certificate-words.ts';

const askProducts = () => clavis.requests.products();

/** Who, by whom, from when to when, on what; numbers in groups as they are compared. */
export function CertificateFacts({ row }: { readonly row: CertificateRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const verb = useVerb();
  const products = useAnswer(askProducts);
  const [saved, setSaved] = useState<boolean | null>(null);
  const { account, token } = row;
  const support = account === null ? undefined : products.value?.flatMap((product) => product.supports).find(({ model }) => model === account.support);

  const save = async (call: () => Promise<Envelope<{ readonly saved: boolean }>>) => {
    const reply = await verb.run(call);
    if (reply?.ok) setSaved(reply.value.saved);
  };
  const facts: Fact[] = [
    { label: t('certificates.holder'), value: row.name },
    ...(row.organization === null ? [] : [{ label: t('certificates.organization'), value: row.organization }]),
    { label: t('certificates.issuer'), value: row.issuer ?? t('certificates.issuerAuthority') },
    { label: t('certificates.validity'), value: t('certificates.fromTo', { from: formatDate(row.notBefore, language), to: formatDate(row.notAfter, language) }) },
    ...(account === null ? [] : [{ label: t('certificates.serial'), value: <span className={styles['mono']}>{formatFingerprint(account.serial)}</span> }]),
    { label: t('certificates.fingerprint'), value: <span className={styles['mono']}>{formatFingerprint(row.sha256)}</span> },
    ...(account === null ? [] : [{ label: t('certificates.support'), value: account.support === 'software' ? t('certificates.supportSoftware') : (account.supportName ?? account.support) }]),
    ...(support?.qualifiedUntil === undefined || support.qualifiedUntil === null ? [] : [{ label: t('certificates.qualifiedUntil'), value: formatDate(support.qualifiedUntil, language) }]),
    ...(token === null ? [] : [{ label: t('certificates.token'), value: <span className={styles['mono']}>{formatSerial(token.serial)}</span> }]),
    ...(account?.revokedAt === undefined || account.revokedAt === null ? [] : [{ label: t('certificates.revokedAt'), value: formatDateTime(account.revokedAt, language) }]),
    ...(account?.revocationReason === undefined || account.revocationReason === null ? [] : [{ label: t('certificates.revocationReason'), value: t(REVOKED_WORDS[account.revocationReason]) }]),
  ];
  return (
    <Card labelledBy={title} testId="certificate-facts">
      <h2 id={title} className={styles['title']}>
        {t('certificates.details')}
      </h2>
      <Facts facts={facts} />
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
      {account === null ? null : (
        <div className={styles['buttons']}>
          <ActionButton onClick={() => void save(() => clavis.certificates.save({ serial: account.serial }))} disabled={verb.pending} testId="certificate-save">
            {t('certificates.save')}
          </ActionButton>
          <ActionButton onClick={() => void save(() => clavis.certificates.saveCalendar({ serial: account.serial }))} disabled={verb.pending} testId="certificate-calendar">
            {t('certificates.calendar')}
          </ActionButton>
          {account.revocationReceipt === null ? null : (
            <ActionButton onClick={() => void save(() => clavis.certificates.saveProof({ serial: account.serial }))} disabled={verb.pending} testId="certificate-proof">
              {t('revoke.saveProof')}
            </ActionButton>
          )}
        </div>
      )}
      <SavedLine saved={saved} yes={t('certificates.saved')} no={t('certificates.notSaved')} />
    </Card>
  );
}
