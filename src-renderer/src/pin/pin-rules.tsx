import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCircle, IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';
import { ENTRY_RULES, type EntryRule, type EntryVerdicts } from './judge-entries.ts';
import styles from './pin-rules.module.css';

const WORDS = {
  length: 'pin.ruleLength',
  digits: 'pin.ruleDigits',
  notSequence: 'pin.ruleNotSequence',
  notRepeated: 'pin.ruleNotRepeated',
  same: 'pin.ruleSame',
} as const satisfies Record<EntryRule, string>;

const ICONS = { met: IconCheck, open: IconCircle, broken: IconX } as const satisfies Record<RuleVerdict, typeof IconCheck>;
const VERDICTS = { met: 'pin.met', open: 'pin.open', broken: 'pin.broken' } as const satisfies Record<RuleVerdict, string>;

/** The rules, shown before the first digit and judged at each one; what breaks is read aloud, what holds is not. */
export function PinRules({ verdicts }: { readonly verdicts: EntryVerdicts }) {
  const { t } = useTranslation();
  const title = useId();
  const broken = ENTRY_RULES.filter((rule) => verdicts[rule] === 'broken');
  const allMet = ENTRY_RULES.every((rule) => verdicts[rule] === 'met');
  return (
    <div className={styles['rules']}>
      <h2 id={title}>{t('pin.rules')}</h2>
      <ul aria-labelledby={title} className={styles['list']}>
        {ENTRY_RULES.map((rule) => {
          const Icon = ICONS[verdicts[rule]];
          return (
            <li key={rule} className={styles[verdicts[rule]]} data-testid={`pin-rule-${rule}`} data-verdict={verdicts[rule]}>
              <Icon size={17} stroke={2} aria-hidden />
              <span>
                {t(WORDS[rule])}
                <VisuallyHidden> ({t(VERDICTS[verdicts[rule]])})</VisuallyHidden>
              </span>
            </li>
          );
        })}
      </ul>
      <VisuallyHidden aria-live="polite">
        {allMet ? t('pin.allMet') : broken.map((rule) => `${t(WORDS[rule])} (${t('pin.broken')})`).join(', ')}
      </VisuallyHidden>
      <p className={styles['caution']}>{t('pin.caution')}</p>
    </div>
  );
}
