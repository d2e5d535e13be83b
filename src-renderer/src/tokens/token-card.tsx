import { Skeleton } from '@mantine/core';
import { IconDeviceUsb } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { openEntry } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { PinChip } from './pin-chip.tsx';
import styles from './token-card.module.css';
import { TokenTrouble } from './token-trouble.tsx';

interface TokenCardProps {
  readonly token: TokenView;
  readonly onRefresh: () => void;
}

/** One token: its state first, whose it is, how to tell it from another, and its one action. */
export function TokenCard({ token, onRefresh }: TokenCardProps) {
  const { t } = useTranslation();
  const title = useId();
  const name = token.holder === null ? t('tokens.nameless') : t('tokens.nameOf', { holder: token.holder });
  const ready = token.state === 'ready';
  return (
    <section className={styles['card']} aria-labelledby={title} data-testid="token-card" data-state={token.state} data-blocked={token.blocked}>
      <span className={styles['picture']}>
        <IconDeviceUsb size={52} stroke={1.4} aria-hidden />
      </span>
      <div className={styles['words']}>
        <div className={styles['chips']}>
          {ready ? <PinChip token={token} /> : null}
          {token.virtual ? <Chip tone="neutral">{t('tokens.virtualChip')}</Chip> : null}
        </div>
        {token.state === 'reading' ? (
          <>
            <h2 id={title} className={styles['name']}>
              {t('tokens.reading')}
            </h2>
            <Skeleton height={14} width="70%" />
          </>
        ) : (
          <>
            <h2 id={title} className={styles['name']}>
              {name}
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
            <ActionButton kind="primary" wide onClick={() => openEntry(token.readerId, 'request')} testId="unblock-button">
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
