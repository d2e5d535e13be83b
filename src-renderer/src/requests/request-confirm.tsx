import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface RequestConfirmProps {
  readonly asked: 'delete' | 'withdraw';
  readonly number: number;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** What is lost with a request that is deleted or withdrawn, before it is. */
export function RequestConfirm({ asked, number, onYes, onNo }: RequestConfirmProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={asked === 'delete' ? t('requestDetail.deleteTitle', { number }) : t('requestDetail.withdrawTitle', { number })}
      confirm={asked === 'delete' ? t('requestDetail.delete') : t('requestDetail.withdraw')}
      cancel={t('requestDetail.keep')}
      danger
      onConfirm={onYes}
      onCancel={onNo}
    >
      <p>{asked === 'delete' ? t('requestDetail.deleteText') : t('requestDetail.withdrawText')}</p>
    </ConfirmDialog>
  );
}
