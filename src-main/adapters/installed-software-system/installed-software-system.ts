import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { findModules, type ModuleSearch } from '../../pkcs11/find-modules.ts';
import type { InstalledSoftware } from '../../ports/installed-software.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 3_000;

/** Runs a program and gives what it says; null when it is not there, fails or takes too long. Tests give their own. */
export type Ask = (program: string, args: readonly string[]) => Promise<string | null>;

export interface InstalledSoftwareDeps {
  readonly search: () => ModuleSearch;
  readonly ask?: Ask;
}

/** PKCS#11 modules that are there, with the versions of the packages that brought them. */
export function installedSoftwareSystem({ search, ask = askProgram }: InstalledSoftwareDeps): InstalledSoftware {
  return {
    async list() {
      const found = search();
      return Promise.all(findModules(found).map(async ({ moduleId, name, path }) => ({ id: moduleId, name, version: await versionOf(found.platform, path, ask) })));
    },
  };
}

async function versionOf(platform: NodeJS.Platform, path: string, ask: Ask): Promise<string | null> {
  if (platform === 'linux') return (await ofDpkg(path, ask)) ?? ofRpm(path, ask);
  if (platform === 'win32') return oneLine(await ask('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', '(Get-Item -LiteralPath $args[0]).VersionInfo.ProductVersion', path]));
  return platform === 'darwin' ? ofPkgutil(path, ask) : null;
}

/** "opensc-pkcs11:amd64: /usr/lib/…", then "0.23.0-0.3+deb12u2". A merged /usr has each file under two names. */
async function ofDpkg(path: string, ask: Ask): Promise<string | null> {
  for (const candidate of new Set([path, realpathSync(path), path.replace(/^\/usr\/lib/u, '/lib')])) {
    const owner = /^([a-z0-9][a-z0-9.+-]*)(?::[a-z0-9]+)?: /u.exec((await ask('dpkg-query', ['--search', '--', candidate])) ?? '')?.[1];
    if (owner !== undefined) return oneLine(await ask('dpkg-query', ['--show', '--showformat=${Version}\\n', '--', owner]));
  }
  return null;
}

const ofRpm = async (path: string, ask: Ask): Promise<string | null> => oneLine(await ask('rpm', ['--query', '--queryformat', '%{VERSION}-%{RELEASE}\\n', '--file', path]));

/** "version: 0.25.1" of the receipt of the package that brought the file. */
async function ofPkgutil(path: string, ask: Ask): Promise<string | null> {
  const packageId = /^pkgid: ([A-Za-z0-9._-]+)$/mu.exec((await ask('pkgutil', ['--file-info', path])) ?? '')?.[1];
  if (packageId === undefined) return null;
  return /^version: (\S{1,60})$/mu.exec((await ask('pkgutil', ['--pkg-info', packageId])) ?? '')?.[1] ?? null;
}

/** The first line, where it looks like a version. */
function oneLine(said: string | null): string | null {
  const line = said?.split(/\r?\n/u)[0]?.trim() ?? '';
  return /^[0-9A-Za-z][0-9A-Za-z.+~:_-]{0,59}$/u.test(line) ? line : null;
}

async function askProgram(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run(program, args, { timeout: TIMEOUT_MS, maxBuffer: 256 * 1024, windowsHide: true })).stdout;
  } catch {
    // No such program, or it knows nothing of this file: both mean that nothing is known.
    return null;
  }
}
