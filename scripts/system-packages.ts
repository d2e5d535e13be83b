import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** A piece of the system and how to see whether it is there: a command on the PATH, a shared library, or a file. */
export interface SystemPackage {
  /** Name of the Debian package that brings it. */
  readonly name: string;
  readonly has: { readonly command: string } | { readonly library: string } | { readonly file: string };
}

const library = (name: string, soname: string): SystemPackage => ({ name, has: { library: soname } });
const command = (name: string, program: string): SystemPackage => ({ name, has: { command: program } });

const APT_WAIT_S = 600;

/** What Electron loads at start, and what unpacking it takes. */
export const ELECTRON_PACKAGES: readonly SystemPackage[] = [
  command('unzip', 'unzip'),
  library('libgtk-3-0', 'libgtk-3.so.0'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so.2'),
  library('libgbm1', 'libgbm.so.1'),
  library('libxss1', 'libXss.so.1'),
  library('libxtst6', 'libXtst.so.6'),
  library('libatk-bridge2.0-0', 'libatk-bridge-2.0.so.0'),
  library('libcups2', 'libcups.so.2'),
  library('libdrm2', 'libdrm.so.2'),
  library('libxkbcommon0', 'libxkbcommon.so.0'),
  library('libnotify4', 'libnotify.so.4'),
  library('libsecret-1-0', 'libsecret-1.so.0'),
];

/** A display for machines without one, and a font so that its screens have letters. */
export const DISPLAY_PACKAGES: readonly SystemPackage[] = [
  command('xvfb', 'Xvfb'),
  { name: 'fonts-dejavu-core', has: { file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' } },
];

/** A token for the vault, the addons it is spoken to through, and the judge of what it computes. */
export const TOKEN_PACKAGES: readonly SystemPackage[] = [command('softhsm2', 'softhsm2-util'), command('g++', 'g++'), command('openssl', 'openssl')];

/** A PostgreSQL server, of which tests start their own. What its installation starts is left alone. */
export const POSTGRES_PACKAGES: readonly SystemPackage[] = [{ name: 'postgresql', has: { file: '/usr/lib/postgresql' } }, command('util-linux', 'setpriv')];

/** What the integration and end-to-end tiers need: a real Electron on a display of its own, a real pcscd with a virtual reader. */
export const TEST_PACKAGES: readonly SystemPackage[] = [
  ...ELECTRON_PACKAGES,
  ...DISPLAY_PACKAGES,
  command('pcscd', 'pcscd'),
  { name: 'vsmartcard-vpcd', has: { file: '/etc/reader.conf.d/vpcd' } },
  command('opensc', 'opensc-tool'),
  { name: 'opensc-pkcs11', has: { file: '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so' } },
  command('openssl', 'openssl'),
  // Judges the unit file of the authority; nothing of it has to run.
  command('systemd', 'systemd-analyze'),
  // Speak to the authority as an administrator's shell does.
  command('curl', 'curl'),
  command('jq', 'jq'),
  // Reads the PDF of a request back: text, fonts, pictures.
  command('poppler-utils', 'pdftotext'),
  // The shim that takes 44 ms off every APDU of vpcd is compiled where it is used.
  command('gcc', 'gcc'),
  // The addon, again with sanitizers.
  command('g++', 'g++'),
  command('softhsm2', 'softhsm2-util'),
  command('yubico-piv-tool', 'yubico-piv-tool'),
  // A keyring of the tests' own, and a program that looks into it.
  command('dbus', 'dbus-daemon'),
  command('gnome-keyring', 'gnome-keyring-daemon'),
  command('libsecret-tools', 'secret-tool'),
  { name: 'libc6-dev', has: { file: '/usr/include/stdio.h' } },
];

/**
 * Installs what is missing, on Debian and its kin as root or with a sudo that asks nothing.
 * @param say is told in one line what is being installed.
 * @throws Error naming the exact command to run where this program may not run it.
 */
export async function ensureSystemPackages(packages: readonly SystemPackage[], say: (line: string) => void = console.log): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  // Another installation may be under way on this machine: wait for it rather than fail.
  const patient = ['apt-get', '-o', `DPkg::Lock::Timeout=${APT_WAIT_S}`, ...install.slice(1)];
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const allowed = onPath('apt-get') && (prefix.length === 0 || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0);
  if (!allowed) throw new Error(`Missing from this system. Run: sudo ${install.join(' ')}`);

  say(`Installing ${missing.join(' ')}`);
  const updated = apt([...prefix, 'apt-get', 'update', '-q']);
  const installed = apt([...prefix, ...patient]);
  // Lists that could not be renewed (somebody else is renewing them) are often good enough.
  if (installed !== null) throw new Error([installed, updated].filter((failure) => failure !== null).join('; '));
  const still = missingPackages(packages);
  if (still.length > 0) throw new Error(`Installed, and yet missing: ${still.join(' ')}`);
}

function missingPackages(packages: readonly SystemPackage[]): readonly string[] {
  const libraries = sharedLibraries();
  return packages.filter(({ has }) => !isThere(has, libraries)).map(({ name }) => name);
}

function isThere(has: SystemPackage['has'], libraries: ReadonlySet<string>): boolean {
  if ('library' in has) return libraries.has(has.library);
  if ('file' in has) return existsSync(has.file);
  return onPath(has.command);
}

/** Sonames in the loader's cache. */
function sharedLibraries(): ReadonlySet<string> {
  const listing = spawnSync('ldconfig', ['-p'], { encoding: 'utf8', env: { ...process.env, PATH: systemPath() } }).stdout ?? '';
  return new Set(listing.split('\n').map((line) => line.trim().split(' ')[0] ?? ''));
}

const systemPath = (): string => `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const onPath = (program: string): boolean => systemPath().split(':').some((folder) => folder !== '' && existsSync(path.join(folder, program)));

/** Null when it succeeded, else what failed in one line. */
function apt(line: readonly string[]): string | null {
  const [program = '', ...args] = line;
  const run = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (run.status === 0) return null;
  const reason = `${run.error?.message ?? ''}${run.stderr ?? ''}`.trim().split('\n').at(-1) ?? '';
  return `${line.join(' ')} failed: ${reason}`;
}
