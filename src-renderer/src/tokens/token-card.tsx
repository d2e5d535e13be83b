import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { openEntry } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import { PinChip } from './pin-chip.tsx';
import styles from './token-card.module.css';
import { TokenTrouble } from './token-trouble.tsx';

interface TokenCardProps {
  readonly token: TokenView;
  /** Id of its heading, by which other cards are named after this token. */
  readonly titleId: string;
  /** Its button is the one thing to do on the page; not when an unblock of this token waits to be resumed. */
  readonly primary: boolean;
  readonly onRefresh: () => void;
}

/** One token: its state first, whose it is, how to tell it from another, and its one action. */
export function TokenCard({ token, titleId, primary, onRefresh }: TokenCardProps) {
  const { t } = useTranslation();
  const ready = token.state === 'ready';
  return (
    <section className={styles['card']} aria-labelledby={titleId} data-testid="token-card" data-state={token.state} data-blocked={token.blocked}>
      <span className={styles['picture']}>
        <TokenGlyph size={60} stroke={1.5} />
      </span>
      <div className={styles['words']}>
        <div className={styles['chips']}>
          {ready ? <PinChip token={token} /> : null}
          {token.virtual ? <Chip tone="neutral">{t('tokens.virtualChip')}</Chip> : null}
        </div>
        {token.state === 'reading' ? (
          <>
            <h2 id={titleId} className={styles['name']}>
              {t('tokens.reading')}
            </h2>
            <Ghost height={14} width="70%" />
          </>
        ) : (
          <>
            <h2 id={titleId} className={styles['name']}>
              {nameOf(token, t)}
            </h2>
            <ul className={styles['facts']}>
              {token.serial === null ? null : <li className={styles['serial']}>{t('tokens.serial', { serial: formatSerial(token.serial) })}</li>}
              {token.model === null ? null : <li>{token.model}</li>}
              <li>{token.readerName}</li>
            </ul>
          </>
        )}
        {ready ? null : <TokenTrouble token={token} />}
      </div>
      <div className={styles['actions']}>
        {ready && token.blocked ? (
          <>
            <ActionButton kind={primary ? 'primary' : 'secondary'} wide onClick={() => openEntry(token.readerId, 'request')} testId="unblock-button">
              {t('tokens.unblock')}
            </ActionButton>
            <ActionButton wide onClick={() => openEntry(token.readerId, 'paste')} testId="have-link">
              {t('tokens.haveLink')}
            </ActionButton>
          </>
        ) : null}
        {token.state === 'unreadable' || token.state === 'busy' ? (
          <ActionButton kind="primary" wide onClick={onRefresh} testId="token-refresh">
            {t('tokens.readAgain')}
          </ActionButton>
        ) : null}
      </div>
    </section>
  );
}

/** By its holder; without one, by what is the matter with it. */
function nameOf(token: TokenView, t: TFunction): string {
  if (token.holder !== null) return t('tokens.nameOf', { holder: token.holder });
  return token.state === 'ready' || token.state === 'reading' ? t('tokens.nameless') : t(`service.${token.state}.title`);
}
