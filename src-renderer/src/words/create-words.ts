import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english } from '../../../src-shared/messages/en/english.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';

/** French first; the language follows what main shows (`AppView.language`). */
export async function createWords(): Promise<i18n> {
  const words = createInstance();
  await words.use(initReactI18next).init({
    lng: 'fr',
    fallbackLng: 'fr',
    resources: { fr: { translation: french }, en: { translation: english } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return words;
}
