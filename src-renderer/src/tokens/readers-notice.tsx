import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { explain } from '../problems/explain.ts';
import { goToSection } from '../store/navigate.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';

/** The readers of this computer are out of reach, though there is a virtual one to practise with. */
export function ReadersNotice({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const said = explain(problem, language);
  return (
    <Notice
      tone="warning"
      title={said.title}
      live="status"
      testId="readers-notice"
      action={
        <ActionButton onClick={() => goToSection('diagnostics')} testId="open-diagnostics">
          {t('problem.actionDiagnose')}
        </ActionButton>
      }
    >
      <p>{t('service.virtualOnly')}</p>
    </Notice>
  );
}
