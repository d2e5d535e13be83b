import { useTranslation } from 'react-i18next';
import { useClavisStore } from '../store/clavis-store.ts';
import { cancelDeparture, confirmDeparture } from '../store/navigate.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { QuitDialog } from './quit-dialog.tsx';

/** Asks, in words, before going away from something that would be lost. */
export function DepartureDialog() {
  const { t } = useTranslation();
  const departure = useClavisStore((state) => state.departure);
  const unsaved = useClavisStore((state) => state.unsaved);
  const pinHeld = useClavisStore((state) => state.unblock?.pinHeld === true);
  if (departure === null) return null;
  if (departure.kind === 'quit') return <QuitDialog key={departure.turn} losses={departure.losses} />;
  const leaving = departure.kind === 'unblock';
  return (
    <ConfirmDialog
      title={departure.kind === 'unblock' ? t('wizard.leaveTitle') : t('frame.leaveTitle')}
      confirm={t('wizard.leaveConfirm')}
      cancel={t('wizard.stay')}
      onConfirm={confirmDeparture}
      onCancel={cancelDeparture}
    >
      {leaving ? <p>{t('wizard.leaveText')}</p> : null}
      {leaving && pinHeld ? <p>{t('wizard.leavePin')}</p> : null}
      {unsaved === 'answers' ? <p>{t('wizard.leaveAnswers')}</p> : null}
      {unsaved === 'password' ? <p>{t('certificates.leavePassword')}</p> : null}
      {unsaved === 'pin' ? <p>{t('wizard.leaveEntry')}</p> : null}
    </ConfirmDialog>
  );
}
