import { useTranslation } from 'react-i18next';
import { breakableSerial } from '../../../src-shared/domain/serial.ts';
import type { PinCounter, TokenView } from '../../../src-shared/domain/views.ts';
import { CounterChip } from '../tokens/counter-chip.tsx';
import { tokenName } from '../tokens/token-name.ts';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import styles from './token-identity.module.css';

interface TokenIdentityProps {
  readonly token: TokenView;
  /** Whose counter the chip shows; null: none. */
  readonly counter: { readonly of: 'pin' | 'puk'; readonly value: PinCounter } | null;
}

/** Whose token a page is about: said above every entry, so that no code goes to another. */
export function TokenIdentity({ token, counter }: TokenIdentityProps) {
  const { t } = useTranslation();
  return (
    <div className={styles['identity']} data-testid="task-token" data-serial={token.serial}>
      <span className={styles['glyph']}>
        <TokenGlyph size={28} stroke={1.6} />
      </span>
      <div className={styles['words']}>
        <p className={styles['name']}>{tokenName(token, t)}</p>
        <p className={styles['facts']}>
          {token.serial === null ? null : <span className={styles['serial']}>{t('tokens.serial', { serial: breakableSerial(token.serial) })}</span>}
          {' · '}
          {token.virtual ? t('tokens.virtualChip') : token.readerName}
        </p>
      </div>
      {counter === null ? null : <CounterChip of={counter.of} counter={counter.value} blocked={counter.of === 'pin' && token.blocked} />}
    </div>
  );
}
