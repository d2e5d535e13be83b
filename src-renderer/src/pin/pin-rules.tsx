import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCircle, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { QUALIFIED_PIN_FORMAT, type PinFormat } from '../../../src-shared/pin/pin-format.ts';
import type { RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';
import { lengthWords, sequenceOf } from './format-words.ts';
import { ENTRY_RULES, type EntryRule, type EntryVerdicts } from './judge-entries.ts';
import styles from './pin-rules.module.css';

const ICONS = { met: IconCheck, open: IconCircle, broken: IconX } as const satisfies Record<RuleVerdict, typeof IconCheck>;
const VERDICTS = { met: 'pin.met', open: 'pin.open', broken: 'pin.broken' } as const satisfies Record<RuleVerdict, string>;

/** Each rule as it reads for a format; the same sentence before the first character and after the last. */
const WORDS = {
  length: lengthWords,
  digits: ({ charset }, t) => (charset === 'digits' ? t('pin.ruleDigits') : t('pin.rulePrintable')),
  notSequence: (format, t) => t('pin.ruleNotSequence', { sequence: sequenceOf(format) }),
  notRepeated: ({ minLength, maxLength }, t) => (minLength === maxLength && maxLength === 4 ? t('pin.ruleNotRepeated') : t('pin.ruleNotRepeatedAny')),
  different: (_, t) => t('pin.ruleDifferent'),
  same: (_, t) => t('pin.ruleSame'),
} as const satisfies Record<EntryRule, (format: PinFormat, t: TFunction) => string>;

interface PinRulesProps {
  readonly verdicts: EntryVerdicts;
  readonly format?: PinFormat;
  readonly rules?: readonly EntryRule[];
}

/** The rules, shown before the first character and judged at each one; what breaks is read aloud, what holds is not. */
export function PinRules({ verdicts, format = QUALIFIED_PIN_FORMAT, rules = ENTRY_RULES }: PinRulesProps) {
  const { t } = useTranslation();
  const title = useId();
  const broken = rules.filter((rule) => verdicts[rule] === 'broken');
  const allMet = rules.every((rule) => verdicts[rule] === 'met');
  return (
    <div className={styles['rules']}>
      <h2 id={title}>{t('pin.rules')}</h2>
      <ul aria-labelledby={title} className={styles['list']}>
        {rules.map((rule) => {
          const Icon = ICONS[verdicts[rule]];
          return (
            <li key={rule} className={styles[verdicts[rule]]} data-testid={`pin-rule-${rule}`} data-verdict={verdicts[rule]}>
              <Icon size={17} stroke={2} aria-hidden />
              <span>
                {WORDS[rule](format, t)}
                <VisuallyHidden> ({t(VERDICTS[verdicts[rule]])})</VisuallyHidden>
              </span>
            </li>
          );
        })}
      </ul>
      <VisuallyHidden aria-live="polite">
        {allMet ? t('pin.allMet') : broken.map((rule) => `${WORDS[rule](format, t)} (${t('pin.broken')})`).join(', ')}
      </VisuallyHidden>
      <p className={styles['caution']}>{t('pin.caution')}</p>
    </div>
  );
}
