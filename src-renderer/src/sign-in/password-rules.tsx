import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCircle, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { PASSWORD_MIN } from '../../../src-shared/password/password-policy.ts';
import type { RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';
import styles from '../pin/pin-rules.module.css';
import { allMet, PASSWORD_LINES, type PasswordLine, type PasswordVerdicts } from './judge-password.ts';

const ICONS = { met: IconCheck, open: IconCircle, broken: IconX } as const satisfies Record<RuleVerdict, typeof IconCheck>;
const VERDICTS = { met: 'signUp.met', open: 'signUp.open', broken: 'signUp.broken' } as const satisfies Record<RuleVerdict, string>;
const WORDS = {
  length: (t) => t('signUp.ruleLength', { min: PASSWORD_MIN }),
  lower: (t) => t('signUp.ruleLower'),
  upper: (t) => t('signUp.ruleUpper'),
  digit: (t) => t('signUp.ruleDigit'),
  special: (t) => t('signUp.ruleSpecial'),
  personal: (t) => t('signUp.rulePersonal'),
  same: (t) => t('signUp.ruleSame'),
} as const satisfies Record<PasswordLine, (t: TFunction) => string>;

/** The rules of a password, there before the first character and judged at each one. */
export function PasswordRules({ verdicts }: { readonly verdicts: PasswordVerdicts }) {
  const { t } = useTranslation();
  const title = useId();
  const broken = PASSWORD_LINES.filter((line) => verdicts[line] === 'broken');
  return (
    <div className={styles['rules']}>
      <h2 id={title}>{t('signUp.rules')}</h2>
      <ul aria-labelledby={title} className={styles['list']}>
        {PASSWORD_LINES.map((line) => {
          const Icon = ICONS[verdicts[line]];
          return (
            <li key={line} className={styles[verdicts[line]]} data-testid={`password-rule-${line}`} data-verdict={verdicts[line]}>
              <Icon size={17} stroke={2} aria-hidden />
              <span>
                {WORDS[line](t)}
                <VisuallyHidden> ({t(VERDICTS[verdicts[line]])})</VisuallyHidden>
              </span>
            </li>
          );
        })}
      </ul>
      <VisuallyHidden aria-live="polite">
        {allMet(verdicts) ? t('signUp.allMet') : broken.map((line) => `${WORDS[line](t)} (${t('signUp.broken')})`).join(', ')}
      </VisuallyHidden>
      <p className={styles['caution']}>{t('signUp.advice')}</p>
    </div>
  );
}
