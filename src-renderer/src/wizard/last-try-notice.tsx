import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { OfficeLine } from '../problems/office-line.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';

/** Before the last set of answers: calm, with the way out that costs nothing. */
export function LastTryNotice() {
  const { t } = useTranslation();
  const verb = useVerb();
  return (
    <Notice
      tone="warning"
      title={t('answers.lastTitle')}
      testId="last-try"
      action={
        <ActionButton onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} testId="contact-office">
          {t('answers.contactOffice')}
        </ActionButton>
      }
    >
      <p>{t('answers.lastText')}</p>
      <OfficeLine />
    </Notice>
  );
}
