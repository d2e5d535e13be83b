import { useTranslation } from 'react-i18next';
import type { HolderRevocationReason } from '../../../src-shared/http/certificates.ts';
import { ChoiceCards } from '../ui/choice-cards.tsx';
import { REASON_WORDS } from './certificate-words.ts';

const REASONS = Object.keys(REASON_WORDS) as readonly HolderRevocationReason[];

interface ReasonChoicesProps {
  readonly value: HolderRevocationReason | null;
  readonly missing: boolean;
  readonly onChange: (reason: HolderRevocationReason) => void;
}

/** Why, in the person's own words; the code of the contract stands behind. */
export function ReasonChoices({ value, missing, onChange }: ReasonChoicesProps) {
  const { t } = useTranslation();
  return (
    <ChoiceCards
      name="reason"
      legend={t('revoke.reason')}
      value={value ?? ''}
      error={missing ? t('revoke.reasonMissing') : null}
      onChange={(chosen) => {
        const reason = REASONS.find((one) => one === chosen);
        if (reason !== undefined) onChange(reason);
      }}
      choices={REASONS.map((reason) => ({ value: reason, title: t(REASON_WORDS[reason].title), lines: [t(REASON_WORDS[reason].text)] }))}
    />
  );
}
