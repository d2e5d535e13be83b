import { IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { TaskResult } from '../pin-tasks/task-result.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Page } from '../ui/page.tsx';
import { takeMailLink } from './take-mail-link.ts';
import { useAccountProblem } from './use-account-problem.ts';

const WORDS = {
  account: { title: 'mailLink.accountTitle', text: 'mailLink.accountText', use: 'mailLink.accountUse' },
  password: { title: 'mailLink.passwordTitle', text: 'mailLink.passwordText', use: 'mailLink.passwordUse' },
} as const satisfies Record<NonNullable<AccountView['link']>, object>;

interface MailLinkPageProps {
  readonly link: NonNullable<AccountView['link']>;
  /** It is for whoever is not. */
  readonly signedIn: boolean;
}

/** A link of a mail has come, from outside; nothing is done with it until someone says so. */
export function MailLinkPage({ link, signedIn }: MailLinkPageProps) {
  const { t } = useTranslation();
  const verb = useVerb();
  const words = WORDS[link];
  const use = () => void verb.run(() => takeMailLink(null));
  const onAction = useAccountProblem(verb, use);
  return (
    <Page name={`mail-link-${link}`} title={t(words.title)} lead={t('wizard.linkLead')}>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} pending={verb.pending} />}
      <TaskResult
        tone="neutral"
        glyph={IconMail}
        title={t(signedIn ? 'mailLink.signedInTitle' : words.text)}
        testId="mail-link"
        actions={
          <>
            {signedIn ? null : (
              <ActionButton kind={verb.problem === null ? 'primary' : 'secondary'} onClick={use} pending={verb.pending} testId="mail-link-use">
                {t(words.use)}
              </ActionButton>
            )}
            <ActionButton onClick={() => void verb.run(() => clavis.account.dropMailLink())} disabled={verb.pending} testId="mail-link-close">
              {t('wizard.linkClose')}
            </ActionButton>
          </>
        }
      >
        <p>{t(signedIn ? 'mailLink.signedInText' : 'mailLink.notMine')}</p>
      </TaskResult>
    </Page>
  );
}
