import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { Pkcs11Module } from '../ports/pkcs11.ts';
import { KNOWN_MODULES, NO_CARD_MODULES, P11_KIT_FOLDERS, P11_KIT_LIBRARIES, type KnownModule } from './known-modules.ts';

/** Where modules may be. Nothing of the environment: a path of LD_LIBRARY_PATH is nobody's decision. */
export interface ModuleSearch {
  readonly platform: NodeJS.Platform;
  /** Paths of the settings. */
  readonly added: readonly string[];
  /** Tests put their own in place of these. */
  readonly known?: readonly KnownModule[];
  readonly p11KitFolders?: readonly string[];
  readonly p11KitLibraries?: readonly string[];
}

export interface FoundModule extends Pkcs11Module {
  /** Absolute. */
  readonly path: string;
}

const MODULE_FILE_MAX = 16 * 1024;

/** Modules that are there: known ones first, then p11-kit's, then those of the settings; each file once. Loads none. */
export function findModules(search: ModuleSearch): readonly FoundModule[] {
  const known = search.known ?? KNOWN_MODULES[search.platform] ?? [];
  const candidates = [
    ...known.flatMap(({ name, paths }) => paths.filter((path) => isModuleFile(path, search.platform)).slice(0, 1).map((path) => asFound(path, name, 'known'))),
    ...(search.platform === 'linux' ? p11KitModules(search) : []),
    ...search.added.map((path) => asFound(path, fileName(path, search.platform), 'settings')),
  ].filter(({ path }) => isModuleFile(path, search.platform));
  const seen = new Set<string>();
  return candidates.filter(({ path }) => {
    const file = realpathSync(path);
    return !seen.has(file) && seen.add(file);
  });
}

/** Stable for one path, and tells none: the first half of its SHA-256. */
export const moduleIdOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 32);

/** An absolute path of a regular file (or a link to one). */
export function isModuleFile(path: string, platform: NodeJS.Platform): boolean {
  const absolute = platform === 'win32' ? /^[A-Za-z]:\\/u.test(path) : path.startsWith('/');
  return absolute && !path.includes('\0') && statOf(path)?.isFile() === true;
}

/** Undefined for what is not there, or may not be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const asFound = (path: string, name: string, source: FoundModule['source']): FoundModule => ({ moduleId: moduleIdOf(path), name, source, path });

const fileName = (path: string, platform: NodeJS.Platform): string => (platform === 'win32' ? win32 : posix).basename(path).slice(0, 64);

/** p11-kit's module files: "module: PATH", a bare name is looked for in the folders of p11-kit alone (p11-kit, pkcs11.conf(5)). */
function p11KitModules({ p11KitFolders = P11_KIT_FOLDERS, p11KitLibraries = P11_KIT_LIBRARIES }: ModuleSearch): readonly FoundModule[] {
  return p11KitFolders.flatMap(moduleLines).flatMap((named) => {
    const paths = named.includes('/') ? [named] : p11KitLibraries.map((folder) => posix.join(folder, named));
    const path = paths.find((candidate) => isModuleFile(candidate, 'linux'));
    const file = posix.basename(named);
    return path === undefined || NO_CARD_MODULES.has(file) ? [] : [asFound(path, file, 'known')];
  });
}

function moduleLines(folder: string): readonly string[] {
  if (statOf(folder)?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.module'))
    .toSorted()
    .flatMap((file) => {
      const path = posix.join(folder, file);
      const stat = statOf(path);
      if (stat?.isFile() !== true || stat.size > MODULE_FILE_MAX) return [];
      return Array.from(readFileSync(path, 'utf8').matchAll(/^[ \t]*module[ \t]*:[ \t]*(\S.*?)[ \t]*$/gmu), (match) => match[1] ?? '');
    });
}
