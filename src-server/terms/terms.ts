import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src-shared/domain/views.ts';

/** One version of the terms of use, in both languages. */
export interface TermsVersion {
  /** Date from which it is in force, "2026-11-01": versions sort by it. */
  readonly version: string;
  /** Markdown. */
  readonly texts: Readonly<Record<Language, string>>;
}

export interface Terms {
  /** The one to accept now. */
  readonly current: TermsVersion;
  /** All that were ever in force, newest first. */
  readonly versions: readonly TermsVersion[];
}

const FILE = /^(\d{4}-\d{2}-\d{2})\.fr\.md$/u;

/**
 * Reads `<version>.fr.md` and `<version>.en.md` of a folder.
 * @throws Error when there is none, or one language lacks.
 */
export function readTerms(folder: string): Terms {
  const names = readdirSync(folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  const versions = names
    .toSorted()
    .toReversed()
    .map((version) => ({
      version,
      texts: { fr: readFileSync(join(folder, `${version}.fr.md`), 'utf8'), en: readFileSync(join(folder, `${version}.en.md`), 'utf8') },
    }));
  const [current] = versions;
  if (current === undefined) throw new Error(`no terms of use in ${folder}`);
  return { current, versions };
}
