import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import { CounterChip } from './counter-chip.tsx';
import { isReadOnly } from './token-kind.ts';
import styles from './token-list.module.css';
import { tokenName } from './token-name.ts';

interface TokenListProps {
  readonly tokens: readonly TokenView[];
  readonly chosen: TokenView | undefined;
}

/** Several tokens: each with its holder, its number and its state; the card of one of them is open below. */
export function TokenList({ tokens, chosen }: TokenListProps) {
  const { t } = useTranslation();
  return (
    <Card flush>
      <ul className={styles['list']} aria-label={t('tokens.list')}>
        {tokens.map((token) => (
          <li key={token.readerId}>
            <button
              type="button"
              className={styles['item']}
              aria-current={token === chosen ? 'true' : undefined}
              onClick={() => useClavisStore.setState({ chosen: { readerId: token.readerId, serial: token.serial } })}
              data-testid="token-choice"
              data-serial={token.serial}
            >
              <TokenGlyph size={24} stroke={1.6} />
              <span className={styles['words']}>
                <span className={styles['name']}>{token.state === 'reading' ? t('tokens.reading') : tokenName(token, t)}</span>
                <span className={styles['facts']}>
                  {token.serial === null ? token.readerName : t('tokens.serial', { serial: formatSerial(token.serial) })}
                  {token.virtual ? ` · ${t('tokens.virtualChip')}` : ''}
                </span>
              </span>
              <StateChip token={token} />
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function StateChip({ token }: { readonly token: TokenView }) {
  const { t } = useTranslation();
  if (token.state === 'ready') return isReadOnly(token) ? <Chip tone="neutral">{t('tokens.readOnlyChip')}</Chip> : <CounterChip of="pin" counter={token.pin} blocked={token.blocked} />;
  if (token.state === 'reading') return <Chip tone="waiting">{t('tokens.readingChip')}</Chip>;
  return <Chip tone="warning">{t(`service.${token.state}.chip`)}</Chip>;
}
