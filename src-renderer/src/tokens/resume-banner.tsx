import { useTranslation } from 'react-i18next';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { ResumableUnblock } from '../../../src-shared/domain/views.ts';
import { formatCountdown } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { openEntry } from '../store/navigate.ts';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';

/** An unblock that was left or interrupted. Once the card may have been written, time no longer matters. */
export function ResumeBanner({ resumable }: { readonly resumable: ResumableUnblock }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const now = useNow(1000);
  const left = resumable.linkExpiresAt - now;
  const serial = formatSerial(resumable.serial);
  const resume = () => void verb.run(() => clavis.unblock.resume());
  return (
    <>
      <Notice
        tone="warning"
        title={t('tokens.resumeTitle')}
        testId="resumable"
        action={
          <ActionButton kind="primary" onClick={resume} pending={verb.pending} testId="resume">
            {resumable.acted ? t('tokens.resumeActed') : t('tokens.resume')}
          </ActionButton>
        }
      >
        <p>
          {resumable.acted
            ? t('tokens.resumeTextActed', { serial })
            : t('tokens.resumeText', { entity: resumable.entity, product: resumable.product, serial })}
        </p>
        {resumable.acted ? null : <p>{left > 0 ? t('tokens.resumeUntil', { span: formatCountdown(left, language) }) : t('tokens.resumeExpired')}</p>}
      </Notice>
      {verb.problem === null ? null : (
        <ProblemCard
          problem={verb.problem}
          pending={verb.pending}
          onAction={(action) => {
            if (action === 'requestLink' || action === 'pasteLink') openEntry(null, action === 'pasteLink' ? 'paste' : 'request');
            else if (action === 'contactOffice') void verb.run(() => clavis.app.openLink({ target: 'office' }));
            else if (action === 'close') verb.clear();
            else resume();
          }}
        />
      )}
    </>
  );
}
