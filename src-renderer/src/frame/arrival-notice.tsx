import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import { useClavisStore, type Arrival } from '../store/clavis-store.ts';
import { closePinTask } from '../store/navigate.ts';
import { headlineSays } from '../tokens/headline.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './arrival-notice.module.css';

const forget = (serial: string) => useClavisStore.setState((state) => ({ arrivals: state.arrivals.filter((arrival) => arrival.serial !== serial) }));

/** A token came in blocked or on its last try: said once, before anything else, on whatever page. */
export function ArrivalNotices() {
  const arrivals = useClavisStore((state) => state.arrivals);
  return arrivals.map((arrival) => <ArrivalNotice key={arrival.serial} arrival={arrival} />);
}

function ArrivalNotice({ arrival }: { readonly arrival: Arrival }) {
  const { t } = useTranslation();
  const { serial, holder, triesLeft } = arrival;
  // Its own page, or a procedure that is about it, says so in larger letters.
  const saidBelow = useClavisStore(
    ({ app, account, section, entry, pinTask, unblock }) =>
      (section === 'home' && account !== null && account.home.some((item) => (item.kind === 'tokenBlocked' || item.kind === 'tokenLastTry') && item.serial === serial)) ||
      (app !== null && section === 'tokens' && (unblock !== null || pinTask?.serial === serial || (entry === null && pinTask === null && headlineSays(app, serial)))),
  );
  const canGo = useClavisStore((state) => state.unblock === null);
  useEffect(() => {
    if (saidBelow) forget(serial);
  }, [saidBelow, serial]);
  if (saidBelow) return null;

  const values = { serial: formatSerial(serial), holder: holder ?? '' };
  const title = holder === null ? t('arrival.title', values) : t('arrival.titleOf', values);
  const see = () => {
    const token = useClavisStore.getState().app?.tokens.find((candidate) => candidate.serial === serial);
    if (token !== undefined) useClavisStore.setState({ chosen: { readerId: token.readerId, serial } });
    forget(serial);
    closePinTask();
  };
  return (
    <Notice
      tone={triesLeft === 0 ? 'bad' : 'warning'}
      title={title}
      live="status"
      testId="arrival"
      action={
        <div className={styles['buttons']}>
          {canGo ? (
            <ActionButton onClick={see} testId="arrival-see">
              {t('arrival.see')}
            </ActionButton>
          ) : null}
          <ActionButton kind="quiet" onClick={() => forget(serial)} testId="arrival-close">
            {t('arrival.close')}
          </ActionButton>
        </div>
      }
    >
      <p>{triesLeft === 0 ? t('arrival.blocked') : t('arrival.lastTry')}</p>
    </Notice>
  );
}
