/** Every installed package must have a licence that Apache-2.0 code may be shipped with. Prints the count of each; fails on any other. */
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';

const COMPATIBLE = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Unlicense',
  'WTFPL',
  'Python-2.0',
  'OFL-1.1',
  'MPL-2.0',
  'Zlib',
]);

/** Packages whose manifest names no licence, and the one their LICENSE file is the text of. */
const STATED_IN_FILE: Readonly<Record<string, string>> = { 'node_modules/png-js': 'MIT' };

const lock = z
  .object({ packages: z.record(z.string(), z.object({ license: z.string().optional(), optional: z.boolean().optional() })) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

/** True when one branch of an SPDX expression is compatible; "AND" needs both sides. */
function compatible(expression: string): boolean {
  return expression
    .replace(/[()]/gu, '')
    .split(/\s+OR\s+/u)
    .some((branch) => branch.split(/\s+AND\s+/u).every((licence) => COMPATIBLE.has(licence.trim())));
}

function licenceOf(path: string, locked: string | undefined): string {
  if (locked !== undefined) return locked;
  const manifest = `${path}/package.json`;
  if (!existsSync(manifest)) return 'unknown';
  const { license } = z.object({ license: z.string().optional() }).parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return license ?? STATED_IN_FILE[path] ?? 'unknown';
}

const counts = new Map<string, number>();
const refused: string[] = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue;
  const licence = licenceOf(path, entry.license);
  counts.set(licence, (counts.get(licence) ?? 0) + 1);
  if (!compatible(licence)) refused.push(`${path.replace(/^.*node_modules\//u, '')}: ${licence}`);
}
for (const [licence, count] of [...counts].toSorted((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(4)} ${licence}`);
for (const line of refused) console.error(`not compatible: ${line}`);
process.exitCode = refused.length === 0 && counts.size > 0 ? 0 : 1;
