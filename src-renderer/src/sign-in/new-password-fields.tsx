import { useTranslation } from 'react-i18next';
import { PasswordField } from '../ui/password-field.tsx';
import type { NewPassword } from './use-new-password.ts';

interface NewPasswordFieldsProps {
  readonly chosen: NewPassword;
  readonly label: string;
  readonly labelAgain: string;
}

export function NewPasswordFields({ chosen, label, labelAgain }: NewPasswordFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <PasswordField
        label={label}
        inputRef={chosen.first}
        error={chosen.faults.first === null ? null : t('signUp.ruleMissing')}
        onEdit={chosen.judge}
        autoComplete="new-password"
        testId="new-password"
      />
      <PasswordField
        label={labelAgain}
        inputRef={chosen.again}
        error={chosen.faults.again === null ? null : t('signUp.differ')}
        onEdit={chosen.judge}
        autoComplete="new-password"
        testId="new-password-again"
      />
    </>
  );
}
