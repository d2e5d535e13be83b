import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Loss } from '../../../src-shared/domain/quit.ts';
import { clavis } from '../bridge.ts';
import { cancelDeparture, confirmDeparture } from '../store/navigate.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** The question before the program ends: what would be lost with it. */
export function QuitDialog({ losses }: { readonly losses: readonly Loss[] }) {
  const { t } = useTranslation();
  // Main ends the program where nobody can be asked: it hears that somebody is.
  useEffect(() => void clavis.app.answerQuit({ reply: 'shown' }), []);
  const sentence = (loss: Loss): string => {
    switch (loss.kind) {
      case 'changes':
        return `${t('account.unsent', { count: loss.count })} ${t('frame.quitChanges', { count: loss.count })}`;
      case 'password':
        return t('frame.quitPassword');
      case 'upload':
        return t('frame.quitUpload');
    }
  };
  return (
    <ConfirmDialog title={t('frame.quitTitle')} confirm={t('frame.quitConfirm')} cancel={t('wizard.stay')} danger onConfirm={confirmDeparture} onCancel={cancelDeparture}>
      {losses.map((loss) => (
        <p key={loss.kind} data-testid={`quit-${loss.kind}`}>
          {sentence(loss)}
        </p>
      ))}
    </ConfirmDialog>
  );
}
