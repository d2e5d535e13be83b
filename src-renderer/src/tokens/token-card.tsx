import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { breakableSerial } from '../../../src-shared/domain/serial.ts';
import type { PinCounter, TokenView } from '../../../src-shared/domain/views.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import { CounterChip } from './counter-chip.tsx';
import { TokenActions } from './token-actions.tsx';
import styles from './token-card.module.css';
import { isReadOnly } from './token-kind.ts';
import { tokenName } from './token-name.ts';
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
  const readOnly = isReadOnly(token);
  return (
    <section className={styles['card']} aria-labelledby={titleId} data-testid="token-card" data-state={token.state} data-blocked={token.blocked}>
      <span className={styles['picture']}>
        <TokenGlyph size={60} stroke={1.5} />
      </span>
      <div className={styles['words']}>
        <div className={styles['chips']}>
          {ready && !readOnly ? <CounterChip of="pin" counter={token.pin} blocked={token.blocked} /> : null}
          {readOnly ? <Chip tone="neutral">{t('tokens.readOnlyChip')}</Chip> : null}
          {token.virtual ? <Chip tone="neutral">{t('tokens.virtualChip')}</Chip> : null}
        </div>
        {token.state === 'reading' ? (
          <>
            <h2 id={titleId} className={styles['name']}>
              {t('tokens.reading')}
            </h2>
            <Late>
              <Ghost height={14} width="70%" />
            </Late>
          </>
        ) : (
          <>
            <h2 id={titleId} className={styles['name']}>
              {tokenName(token, t)}
            </h2>
            <ul className={styles['facts']}>
              {token.serial === null ? null : <li className={styles['serial']}>{t('tokens.serial', { serial: breakableSerial(token.serial) })}</li>}
              {token.model === null ? null : <li>{token.model}</li>}
              <li>{token.readerName}</li>
              {ready && token.puk !== null ? <li data-testid="puk-counter">{pukWords(token.puk, t)}</li> : null}
            </ul>
            {readOnly ? <p className={styles['note']}>{t('tokens.readOnlyText')}</p> : null}
          </>
        )}
        {ready ? null : <TokenTrouble token={token} />}
      </div>
      <div className={styles['actions']}>
        {ready && !readOnly ? <TokenActions token={token} primary={primary} /> : null}
        {token.state === 'unreadable' || token.state === 'busy' ? (
          <ActionButton kind={primary ? 'primary' : 'secondary'} wide onClick={onRefresh} testId="token-refresh">
            {t('tokens.readAgain')}
          </ActionButton>
        ) : null}
      </div>
    </section>
  );
}

/** The PUK's counter in a quiet line: the PIN's is the one that matters. */
function pukWords({ triesLeft }: PinCounter, t: TFunction): string {
  if (triesLeft === null) return t('tokens.pukUnknown');
  return triesLeft === 0 ? t('tokens.pukBlocked') : t('tokens.pukTries', { count: triesLeft });
}
