import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { openCertificates } from '../store/open-place.ts';
import { Chip } from '../ui/chip.tsx';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import styles from './certificate-list-page.module.css';
import { certificateStage } from './certificate-stage.ts';
import { PROFILE_WORDS, STAGE_WORDS, USE_WORDS } from './certificate-words.ts';
import { LifeBar } from './life-bar.tsx';

/** One certificate, wherever it is known from. */
export function CertificateListRow({ row, now }: { readonly row: CertificateRow; readonly now: number }) {
  const { t } = useTranslation();
  const signedIn = useClavisStore((state) => state.account?.session.kind === 'signedIn');
  const { stage } = certificateStage(row, now);
  const chip = STAGE_WORDS[stage];
  const words = row.account === null ? USE_WORDS[row.token?.use ?? 'other'] : PROFILE_WORDS[row.account.profile];
  return (
    <li className={styles['row']} data-testid="certificate-row" data-stage={stage}>
      <button type="button" className={styles['open']} onClick={() => openCertificates({ kind: 'detail', sha256: row.sha256 })} data-testid="certificate-open">
        <span>
          <span className={styles['name']}>{t(words.name)}</span>
          <span className={styles['facts']}>{[row.name, row.organization, row.account?.supportName].filter((part) => part !== null && part !== undefined).join(' · ')}</span>
          {row.token === null ? null : (
            <span className={styles['here']}>
              <TokenGlyph size={15} stroke={1.8} />
              {row.account === null && signedIn ? t('certificates.onTokenAlone') : t('certificates.onToken')}
            </span>
          )}
        </span>
        <span className={styles['life']}>
          <LifeBar row={row} now={now} />
        </span>
        <span className={styles['chips']}>
          <Chip tone={chip.tone}>{t(chip.words)}</Chip>
        </span>
        <IconChevronRight size={18} stroke={1.8} aria-hidden />
      </button>
    </li>
  );
}
