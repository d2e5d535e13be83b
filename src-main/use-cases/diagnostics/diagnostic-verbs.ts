import type { DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Desktop } from '../../ports/desktop.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import { renderBundle } from './render-bundle.ts';
import { runDiagnosis, type DiagnosisDeps } from './run-diagnosis.ts';

export interface DiagnosticVerbsDeps extends DiagnosisDeps {
  readonly desktop: Pick<Desktop, 'saveTextFile' | 'chooseLibrary'>;
  readonly settings: SettingsStore;
  /** What a module of the settings is called on screen, which never sees its path. */
  readonly moduleIdOf: (path: string) => string;
  /** A file that may be added: absolute, there, and a regular file. */
  readonly isModuleFile: (path: string) => boolean;
}

export interface DiagnosticVerbs {
  run(): Promise<DiagnosticReport>;
  preview(): Promise<{ text: string }>;
  save(): Promise<{ saved: boolean }>;
  addModule(): Promise<{ added: boolean }>;
  removeModule(moduleId: string): void;
}

/** What a person does on the page of diagnosis. What is saved is the text last previewed, and nothing else. */
export function createDiagnosticVerbs(deps: DiagnosticVerbsDeps): DiagnosticVerbs {
  const { desktop, settings, clock } = deps;
  let report: DiagnosticReport | null = null;
  let previewed: string | null = null;

  const run = async (): Promise<DiagnosticReport> => {
    report = await runDiagnosis(deps);
    return report;
  };
  return {
    run,
    async preview() {
      previewed = renderBundle(report ?? (await run()));
      return { text: previewed };
    },
    async save() {
      if (previewed === null) throw new AppError('stepOutOfOrder');
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return { saved: await desktop.saveTextFile({ suggestedName: `clavis-diagnostic-${day}.json`, text: previewed }) };
    },
    async addModule() {
      const path = await desktop.chooseLibrary();
      if (path === null) return { added: false };
      if (!deps.isModuleFile(path)) throw new AppError('moduleUnreadable');
      const current = settings.get();
      const others = current.pkcs11Modules.filter((known) => known !== path);
      settings.set({ ...current, pkcs11Modules: [...others, path] });
      return { added: true };
    },
    removeModule(moduleId) {
      const current = settings.get();
      settings.set({ ...current, pkcs11Modules: current.pkcs11Modules.filter((path) => deps.moduleIdOf(path) !== moduleId) });
    },
  };
}
