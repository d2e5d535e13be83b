import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Settings, SettingsStore } from '../../ports/settings.ts';

const schema = z.strictObject({ language: z.enum(['fr', 'en']) }) satisfies z.ZodType<Settings>;

/** Settings in one small JSON file, replaced whole. Missing or unreadable: the defaults. */
export function settingsFile(path: string, defaults: Settings): SettingsStore {
  let current = read(path) ?? defaults;
  return {
    get: () => current,
    set(next) {
      current = next;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.new`, JSON.stringify(next), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): Settings | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // No file yet, or one that a crash or a hand left unreadable: a preference is not worth an error.
    return null;
  }
}
