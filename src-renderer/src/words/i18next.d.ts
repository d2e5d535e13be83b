import type { french } from '../../../src-shared/messages/fr/french.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    returnNull: false;
    resources: { translation: typeof french };
  }
}
