import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HolderRevocationReason } from '../../../src-shared/http/certificates.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { openCertificates } from '../store/open-place.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { BackLink } from '../ui/back-link.tsx';
import { Card } from '../ui/card.tsx';
import fieldStyles from '../ui/field.module.css';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ReasonChoices } from './reason-choices.tsx';
import styles from './revoke-page.module.css';
import { RevokedCard } from './revoked-card.tsx';

const back = () => openCertificates({ kind: 'list' });
const FIELD = { label: fieldStyles['label'] ?? '', input: fieldStyles['input'] ?? '', description: fieldStyles['help'] ?? '', error: fieldStyles['error'] ?? '' };

/** For who has lost everything but the code given with the certificate. The code stays in its field: no state holds it. */
export function RevokeByCodePage() {
  const { t } = useTranslation();
  const verb = useVerb();
  const serialField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState<HolderRevocationReason | null>(null);
  const [missing, setMissing] = useState<ReadonlySet<'serial' | 'code' | 'reason'>>(new Set());
  const [done, setDone] = useState<{ readonly serial: string; readonly revokedAt: number } | null>(null);

  const revoke = async () => {
    const serial = serialField.current?.value.trim() ?? '';
    const code = codeField.current?.value.trim() ?? '';
    const gaps = new Set<'serial' | 'code' | 'reason'>();
    if (serial === '') gaps.add('serial');
    if (code === '') gaps.add('code');
    if (reason === null) gaps.add('reason');
    setMissing(gaps);
    if (reason === null || gaps.size > 0) {
      const first = gaps.has('serial') ? serialField.current : gaps.has('code') ? codeField.current : document.querySelector<HTMLElement>('input[name="reason"]');
      first?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.certificates.revokeByCode({ serial, code, reason }));
    if (!reply?.ok) return;
    setDone({ serial: serial.replaceAll(/[\s-]/gu, '').toUpperCase(), revokedAt: reply.value.revokedAt });
  };
  if (done !== null) {
    return (
      <Page name="revoked-by-code" title={t('revoke.doneTitle')} lead={t('revoke.doneByCode')}>
        <RevokedCard serial={done.serial} revokedAt={done.revokedAt} provable={false} onBack={back} />
      </Page>
    );
  }
  return (
    <Page name="revoke-by-code" title={t('revoke.byCodeTitle')} lead={t('revoke.byCodeLead')} above={<BackLink onClick={back}>{t('certificates.title')}</BackLink>}>
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void revoke();
        }}
        data-testid="revoke-code-form"
      >
        <Notice tone="bad" title={t('revoke.consequencesTitle')}>
          <ul className={styles['consequences']}>
            <li>{t('revoke.consequenceAtOnce')}</li>
            <li>{t('revoke.consequenceForGood')}</li>
          </ul>
        </Notice>
        <Card>
          <div className={styles['fields']}>
            <TextInput ref={serialField} label={t('certificates.serial')} description={t('revoke.serialHelp')} error={missing.has('serial') ? t('requestForm.faultMissing') : null} inputWrapperOrder={['label', 'input', 'description', 'error']} autoComplete="off" spellCheck={false} maxLength={100} classNames={FIELD} data-testid="code-serial" />
            <TextInput ref={codeField} label={t('revoke.code')} description={t('revoke.codeHelp')} error={missing.has('code') ? t('requestForm.faultMissing') : null} inputWrapperOrder={['label', 'input', 'description', 'error']} autoComplete="off" spellCheck={false} maxLength={100} classNames={FIELD} data-testid="code-code" />
          </div>
        </Card>
        <Card>
          <ReasonChoices value={reason} missing={missing.has('reason')} onChange={setReason} />
        </Card>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
        <div className={styles['buttons']}>
          <ActionButton kind="danger" type="submit" pending={verb.pending} testId="code-submit">
            {t('revoke.submit')}
          </ActionButton>
          <ActionButton onClick={back} testId="revoke-cancel">
            {t('revoke.cancel')}
          </ActionButton>
        </div>
      </form>
    </Page>
  );
}
