import type { Language } from '../../src-shared/domain/views.ts';

export interface Settings {
  readonly language: Language;
}

export interface SettingsStore {
  get(): Settings;
  set(settings: Settings): void;
}
