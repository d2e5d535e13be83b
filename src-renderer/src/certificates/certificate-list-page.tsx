import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { goToSection } from '../store/navigate.ts';
import { openCertificates, openRequests } from '../store/open-place.ts';
import type { Answer } from '../store/use-answer.ts';
import { useNow } from '../store/use-now.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import fieldStyles from '../ui/field.module.css';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import styles from './certificate-list-page.module.css';
import { CertificateListRow } from './certificate-list-row.tsx';
import { certificateStage, type Stage } from './certificate-stage.ts';
import { STAGE_WORDS } from './certificate-words.ts';
import { filterCertificates } from './search-certificates.ts';

const STAGES = Object.keys(STAGE_WORDS) as readonly Stage[];

export function CertificateListPage({ list }: { readonly list: Answer<readonly CertificateRow[]> }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const signedIn = useClavisStore((state) => state.account?.session.kind === 'signedIn');
  const [text, setText] = useState('');
  const [stages, setStages] = useState<readonly Stage[]>([]);
  const rows = useMemo(() => list.value ?? [], [list.value]);
  const shown = useMemo(() => filterCertificates(rows, text, stages, now), [rows, text, stages, now]);
  const here = new Set(rows.map((row) => certificateStage(row, now).stage));
  return (
    <Page name="certificates" title={t('certificates.title')} lead={t('certificates.lead')}>
      {signedIn ? null : (
        <Notice
          tone="info"
          title={t('certificates.signedOutTitle')}
          testId="certificates-signed-out"
          action={
            <ActionButton kind="primary" onClick={() => goToSection('account')} testId="go-sign-in">
              {t('accountGate.signIn')}
            </ActionButton>
          }
        >
          {t('accountGate.certificatesNeedAccount')}
        </Notice>
      )}
      {list.problem === null ? null : <ProblemCard problem={list.problem} onAction={list.again} pending={list.pending} takeFocus={false} />}
      {list.value === null ? (
        list.pending ? (
          <Late>
            <Ghost height={44} />
            <Ghost height={300} round />
          </Late>
        ) : null
      ) : rows.length === 0 ? (
        <Card testId="certificates-empty">
          <h2>{t('certificates.emptyTitle')}</h2>
          <p className={styles['soft']}>{signedIn ? t('certificates.emptyText') : t('certificates.emptySignedOut')}</p>
          {signedIn ? (
            <ActionButton kind="primary" onClick={() => openRequests({ kind: 'form', requestId: null })} testId="go-new-request">
              {t('requests.newRequest')}
            </ActionButton>
          ) : null}
        </Card>
      ) : (
        <>
          <div className={styles['filters']}>
            <TextInput
              aria-label={t('certificates.search')}
              placeholder={t('certificates.search')}
              leftSection={<IconSearch size={18} stroke={1.8} aria-hidden />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              maxLength={100}
              classNames={{ input: fieldStyles['input'] ?? '' }}
              data-testid="certificate-search"
            />
            <div className={styles['stages']} role="group" aria-label={t('requests.byState')}>
              {STAGES.filter((stage) => here.has(stage)).map((stage) => (
                <button
                  key={stage}
                  type="button"
                  className={styles['stage']}
                  aria-pressed={stages.includes(stage)}
                  onClick={() => setStages(stages.includes(stage) ? stages.filter((one) => one !== stage) : [...stages, stage])}
                  data-testid={`stage-${stage}`}
                >
                  {t(STAGE_WORDS[stage].words)}
                </button>
              ))}
              <p role="status" className={styles['found']} data-testid="certificate-count">
                {shown.length === rows.length ? t('certificates.count', { count: shown.length }) : t('certificates.countOf', { count: shown.length, all: rows.length })}
              </p>
            </div>
          </div>
          {shown.length === 0 ? (
            <Card testId="certificates-none-found">
              <h2>{t('certificates.noneFound')}</h2>
              <p className={styles['soft']}>{t('certificates.noneFoundText')}</p>
              <ActionButton
                onClick={() => {
                  setText('');
                  setStages([]);
                }}
                testId="filters-clear"
              >
                {t('requests.clearFilters')}
              </ActionButton>
            </Card>
          ) : (
            <Card flush testId="certificate-list">
              <ul className={styles['list']}>
                {shown.map((row) => (
                  <CertificateListRow key={row.sha256} row={row} now={now} />
                ))}
              </ul>
            </Card>
          )}
        </>
      )}
      {list.value === null && list.pending ? null : signedIn ? (
        // Whoever is signed in revokes from the certificate itself: a code is for one that is not in this list.
        <p className={styles['quiet']}>
          {t('certificates.byCodeElsewhere')}{' '}
          <ActionButton kind="quiet" onClick={() => openCertificates({ kind: 'revokeByCode' })} testId="revoke-by-code">
            {t('certificates.byCode')}
          </ActionButton>
        </p>
      ) : (
        <Card>
          <div className={styles['code']}>
            <div>
              <h2>{t('certificates.byCodeTitle')}</h2>
              <p className={styles['soft']}>{t('certificates.byCodeText')}</p>
            </div>
            <ActionButton onClick={() => openCertificates({ kind: 'revokeByCode' })} testId="revoke-by-code">
              {t('certificates.byCode')}
            </ActionButton>
          </div>
        </Card>
      )}
    </Page>
  );
}
