import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFingerprint } from '../words/format-fingerprint.ts';
import type { DriverRow } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { settleProblem } from '../problems/settle-problem.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip, type ChipTone } from '../ui/chip.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
import { formatSize } from '../words/format-size.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './drivers-page.module.css';

const STATES = {
  notNeeded: { tone: 'ok', words: 'drivers.notNeeded' },
  installed: { tone: 'ok', words: 'drivers.installed' },
  outdated: { tone: 'warning', words: 'drivers.outdated' },
  missing: { tone: 'warning', words: 'drivers.missing' },
  unknown: { tone: 'neutral', words: 'drivers.unknown' },
} as const satisfies Record<DriverRow['state'], { tone: ChipTone; words: string }>;

/** One piece of software: whether it is needed and there, and where to get it. */
export function DriverCard({ row }: { readonly row: DriverRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = useId();
  const verb = useVerb();
  const [saved, setSaved] = useState<boolean | null>(null);
  const { state, offered } = row;
  const version = row.installedVersion ?? '';

  const download = async () => {
    const reply = await verb.run(() => clavis.drivers.download({ id: row.id }));
    if (reply?.ok) setSaved(reply.value.saved);
  };
  const sentence = {
    notNeeded: () => t('drivers.notNeededText'),
    installed: () => (version === '' ? '' : t('drivers.installedText', { version })),
    outdated: () => t('drivers.outdatedText', { version, offered: offered?.version ?? '' }),
    missing: () => (offered === null ? t('drivers.missingNotOffered') : t('drivers.missingText', { offered: offered.version })),
    unknown: () => t('drivers.unknownText'),
  } as const satisfies Record<DriverRow['state'], () => string>;
  return (
    <Card labelledBy={title} testId={`driver-${row.id}`}>
      <div className={styles['driver']} data-state={state}>
        <div className={styles['head']}>
          <h3 id={title} className={styles['name']}>
            {row.name}
          </h3>
          <Chip tone={STATES[state].tone}>{t(STATES[state].words)}</Chip>
        </div>
        <p>{sentence[state]()}</p>
        {offered === null || state === 'installed' || state === 'notNeeded' ? null : (
          <>
            <p className={styles['soft']}>{t('drivers.checked')}</p>
            <p className={styles['soft']}>
              {t('drivers.checksum')} <span className={styles['sum']}>{formatFingerprint(offered.sha256)}</span>
            </p>
            {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={(action) => settleProblem(action, verb)} />}
            <ActionButton kind={state === 'unknown' ? 'secondary' : 'primary'} onClick={() => void download()} pending={verb.pending} testId="driver-download">
              {t('drivers.download', { version: offered.version, size: formatSize(offered.size, language) })}
            </ActionButton>
          </>
        )}
        <SavedLine saved={saved} yes={t('drivers.saved')} no={t('drivers.notSaved')} />
      </div>
    </Card>
  );
}
