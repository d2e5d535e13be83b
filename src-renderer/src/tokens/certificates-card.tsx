import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateView, TokenView } from '../../../src-shared/domain/views.ts';
import { formatDate, formatUntil } from '../../../src-shared/messages/format-time.ts';
import { useNow } from '../store/use-now.ts';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { useLanguage } from '../words/use-language.ts';
import { certificateLife, type CertificateStage } from './certificate-life.ts';
import styles from './certificates-card.module.css';

const USES = {
  signature: 'tokens.useSignature',
  authentication: 'tokens.useAuthentication',
  other: 'tokens.useOther',
} as const satisfies Record<CertificateView['use'], string>;

const CHIPS = {
  valid: { tone: 'ok', words: 'tokens.chipValid' },
  expiring: { tone: 'warning', words: 'tokens.chipExpiring' },
  expired: { tone: 'bad', words: 'tokens.chipExpired' },
  notYet: { tone: 'waiting', words: 'tokens.chipNotYet' },
} as const satisfies Record<CertificateStage, object>;

interface CertificatesCardProps {
  readonly token: TokenView;
  readonly tokenTitleId: string;
}

export function CertificatesCard({ token, tokenTitleId }: CertificatesCardProps) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={`${title} ${tokenTitleId}`} testId="certificates">
      <h2 id={title}>{t('tokens.certificates')}</h2>
      {token.certificates.length === 0 ? (
        <p className={styles['none']}>{t('tokens.certificatesNone')}</p>
      ) : (
        <ul className={styles['list']}>
          {token.certificates.map((certificate) => (
            <CertificateRow key={certificate.sha256} certificate={certificate} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function CertificateRow({ certificate }: { readonly certificate: CertificateView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(60_000);
  const life = certificateLife(certificate, now);
  const chip = CHIPS[life.stage];
  const date = (time: number) => formatDate(time, language);
  const when = {
    valid: () => t('tokens.expiresIn', { when: formatUntil(certificate.notAfter, now, language) }),
    expiring: () => t('tokens.expiresIn', { when: formatUntil(certificate.notAfter, now, language) }),
    expired: () => t('tokens.expiredSince', { date: date(certificate.notAfter) }),
    notYet: () => t('tokens.startsOn', { date: date(certificate.notBefore) }),
  } as const satisfies Record<CertificateStage, () => string>;
  return (
    <li className={styles['row']} data-stage={life.stage}>
      <div className={styles['names']}>
        <p className={styles['use']}>{t(USES[certificate.use])}</p>
        <p className={styles['issuer']}>{t('tokens.issuedBy', { issuer: certificate.issuer })}</p>
      </div>
      <div className={styles['life']}>
        <p>{when[life.stage]()}</p>
        <span className={styles['bar']} aria-hidden>
          <span className={`${styles['left']} ${styles[life.stage]}`} style={{ width: `${Math.round(life.left * 100)}%` }} />
        </span>
        {life.stage === 'expired' ? null : <p className={styles['date']}>{date(certificate.notAfter)}</p>}
      </div>
      <Chip tone={chip.tone}>{t(chip.words)}</Chip>
    </li>
  );
}
