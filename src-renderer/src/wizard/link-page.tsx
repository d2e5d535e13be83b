import { IconClock, IconDeviceUsb, IconMessageQuestion } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { leaveUnblock } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { WhatHappens } from '../tokens/what-happens.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';
import styles from './link-page.module.css';
import { useProblemAction } from './use-problem-action.ts';
import { WizardButtons } from './wizard-buttons.tsx';

const BEFORE = [
  { words: 'wizard.linkBeforeToken', icon: IconDeviceUsb },
  { words: 'wizard.linkBeforeAnswers', icon: IconMessageQuestion },
  { words: 'wizard.linkBeforeTime', icon: IconClock },
] as const;

/** Before step 1: a link has come, from outside; nothing is done with it until someone says so. */
export function LinkPage({ view }: { readonly view: UnblockView }) {
  const { t } = useTranslation();
  const beforeTitle = useId();
  const verb = useVerb();
  const begin = () => void verb.run(() => clavis.unblock.begin());
  const onAction = useProblemAction(verb, begin);
  const problem = view.problem ?? verb.problem;
  return (
    <div className={styles['page']} data-testid="wizard-step" data-step="link">
      <Page name="link" title={t('wizard.linkTitle')} lead={t('wizard.linkLead')}>
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault();
            begin();
          }}
        >
          <div className={styles['halves']}>
            <Card labelledBy={beforeTitle}>
              <h2 id={beforeTitle}>{t('wizard.linkBefore')}</h2>
              <ul className={styles['list']}>
                {BEFORE.map(({ words, icon: Glyph }) => (
                  <li key={words}>
                    <Glyph size={22} stroke={1.6} aria-hidden />
                    <span>{t(words)}</span>
                  </li>
                ))}
              </ul>
            </Card>
            <WhatHappens from="link" />
          </div>
          {problem === null ? null : <ProblemCard problem={problem} onAction={onAction} pending={verb.pending || view.busy} />}
          <p className={styles['note']}>{t('wizard.linkNotMine')}</p>
          <WizardButtons
            start={
              <ActionButton onClick={leaveUnblock} disabled={view.busy} testId="link-close">
                {t('wizard.linkClose')}
              </ActionButton>
            }
            end={
              <ActionButton kind="primary" type="submit" pending={verb.pending || view.busy} testId="begin">
                {t('wizard.linkBegin')}
              </ActionButton>
            }
          />
        </form>
      </Page>
    </div>
  );
}
