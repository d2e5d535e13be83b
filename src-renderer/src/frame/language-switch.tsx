import { useTranslation } from 'react-i18next';
import type { Language } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import styles from './language-switch.module.css';

/** Each language is named in itself, whatever the one on screen. */
const LANGUAGES = [
  { language: 'fr', name: 'Français' },
  { language: 'en', name: 'English' },
] as const satisfies readonly { language: Language; name: string }[];

const setOfScreen = (language: Language): void => void clavis.app.setLanguage({ language });

interface LanguageSwitchProps {
  readonly language: Language;
  readonly testIds?: string;
  /** Left out: that of the screen is set. */
  readonly onChoose?: (language: Language) => void;
}

export function LanguageSwitch({ language, testIds = 'language', onChoose = setOfScreen }: LanguageSwitchProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t('frame.language')} className={styles['switch']}>
      {LANGUAGES.map((choice) => (
        <button
          key={choice.language}
          type="button"
          lang={choice.language}
          className={styles['choice']}
          aria-pressed={choice.language === language}
          data-testid={`${testIds}-${choice.language}`}
          onClick={() => onChoose(choice.language)}
        >
          {choice.name}
        </button>
      ))}
    </div>
  );
}
