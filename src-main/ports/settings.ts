import type { Language } from '../../src-shared/domain/views.ts';

export interface Settings {
  readonly language: Language;
  /** Absolute paths of PKCS#11 modules that the person has added. */
  readonly pkcs11Modules: readonly string[];
}

export interface SettingsStore {
  get(): Settings;
  set(settings: Settings): void;
}
