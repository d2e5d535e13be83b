import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Settings, SettingsStore } from '../../ports/settings.ts';

/** PKCS#11 modules that a person may have added; more than any computer has. */
const MODULES_MAX = 16;

const modulePath = z
  .string()
  .max(4096)
  .refine((path) => isAbsolute(path) && !path.includes('\0'));

/** A file of an older version has no modules. */
const schema = z.strictObject({
  language: z.enum(['fr', 'en']),
  pkcs11Modules: z.array(modulePath).max(MODULES_MAX).default([]),
}) satisfies z.ZodType<Settings>;

/**
 * Settings in one small JSON file, replaced whole. Missing or unreadable: the defaults.
 * `set` throws AppError callRejected, and keeps what was, for a path that is not absolute or one module too many.
 */
export function settingsFile(path: string, defaults: Settings): SettingsStore {
  let current = read(path) ?? defaults;
  return {
    get: () => current,
    set(next) {
      if (!schema.safeParse(next).success) throw new AppError('callRejected');
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
