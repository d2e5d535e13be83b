import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { withLock } from '../with-lock.ts';
import { distOf, type BuildTarget } from './targets.ts';

/** Decide as much as the sources do how a bundle comes out. */
const ALWAYS_INPUTS = ['scripts/build', 'package-lock.json'];
const STAMPS = join('dist', '.stamps');

/**
 * Builds the targets whose inputs changed since they were last built. Each appears whole: it is written beside its folder and
 * renamed into place, so that a program started meanwhile never meets half a bundle. One build at a time in this folder.
 * @returns names of the targets that were built
 */
export async function buildTargets(targets: readonly BuildTarget[]): Promise<readonly string[]> {
  const stale = targets.filter((target) => readStamp(target) !== stampOf(target));
  if (stale.length === 0) return [];
  return await withLock(join('dist', '.lock'), async () => {
    const built: string[] = [];
    for (const target of stale) {
      const stamp = stampOf(target);
      if (readStamp(target) === stamp) continue;
      await buildTarget(target);
      mkdirSync(STAMPS, { recursive: true });
      writeFileSync(join(STAMPS, target.name), stamp);
      built.push(target.name);
    }
    return built;
  });
}

async function buildTarget(target: BuildTarget): Promise<void> {
  const place = distOf(target);
  const fresh = join('dist', `.new-${target.name}`);
  const old = join('dist', `.old-${target.name}`);
  rmSync(fresh, { recursive: true, force: true });
  const { NODE_ENV } = process.env;
  // Vite and its plug-ins read it, whatever their mode: a build inside a test run would come out as a development build.
  process.env['NODE_ENV'] = 'production';
  try {
    await build(target.config(fresh));
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
  rmSync(old, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

function readStamp(target: BuildTarget): string | null {
  const file = join(STAMPS, target.name);
  return existsSync(file) && existsSync(distOf(target)) ? readFileSync(file, 'utf8') : null;
}

/** SHA-256 over the variant, and the names and contents of every input file. */
function stampOf(target: BuildTarget): string {
  const hash = createHash('sha256').update(`${target.variant ?? ''}\0`);
  for (const input of [...target.inputs, ...ALWAYS_INPUTS]) {
    for (const file of filesUnder(input)) hash.update(`${file}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

function filesUnder(input: string): readonly string[] {
  if (statSync(input).isFile()) return [input];
  return readdirSync(input, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
