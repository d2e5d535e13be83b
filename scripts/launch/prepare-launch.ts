import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildTargets } from '../build/build-targets.ts';
import { copyNative } from '../build/copy-native.ts';
import { targetsFor } from '../build/targets.ts';
import { findElectron, type Say } from '../electron-runtime.ts';
import { prepareRehearsal, type PreparedRehearsal, type RehearsalOptions } from '../rehearsal.ts';
import { ELECTRON_PACKAGES, ensureSystemPackages } from '../system-packages.ts';
import { electronCommand, type ElectronCommand } from './electron-command.ts';
import { startAuthority, type AuthorityOptions, type RunningAuthority } from './start-authority.ts';

/** Readers that the program looks after: the virtual one with the rehearsal's token, those of the system, or all of them. */
export type LaunchReaders = 'virtual' | 'pcsc' | 'all';

export interface LaunchOptions extends Omit<RehearsalOptions, 'env'> {
  /** Default: the virtual one alone, whatever is plugged into this machine. */
  readonly readers?: LaunchReaders;
  /** More of the environment of Electron. */
  readonly env?: Readonly<Record<string, string>>;
  readonly authority?: Pick<AuthorityOptions, 'port' | 'env'>;
  readonly say?: Say;
}

export interface PreparedLaunch {
  readonly rehearsal: PreparedRehearsal;
  /** Folder of the desktop program's own data. */
  readonly userData: string;
  readonly authority: RunningAuthority;
  readonly electron: ElectronCommand;
  readonly electronVersion: string;
  /** Ends the authority. Electron is the caller's. */
  stop(): Promise<void>;
}

const quiet: Say = () => undefined;

/** Electron, bundles and system packages: what a start needs before it has any data. */
export async function prepareProgram(say: Say = quiet) {
  await ensureSystemPackages(ELECTRON_PACKAGES, say);
  const runtime = await findElectron(say);
  const built = [...(await buildTargets(targetsFor(runtime.version))), ...copyNative(runtime.version)];
  if (built.length > 0) say(`Built ${built.join(', ')}`);
  return runtime;
}

/**
 * Everything short of opening the window: the program, a rehearsal in `dataDir`, its authority running, and the command that
 * starts Electron on them. `npm start`, the demo and the end-to-end tests all start this way.
 */
export async function prepareLaunch(options: LaunchOptions): Promise<PreparedLaunch> {
  const say = options.say ?? quiet;
  const runtime = await prepareProgram(say);
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const rehearsal = await prepareRehearsal({ ...options, env: { ...process.env, ...options.authority?.env } });
  const authority = await startAuthority({ dataDir: rehearsal.authorityDataDir, ...options.authority });
  const userData = join(options.dataDir, 'app');
  // An unblock that the new authority never heard of could not be resumed.
  if (options.fresh) rmSync(join(userData, 'unblocks'), { recursive: true, force: true });
  const electron = electronCommand(runtime, '.', {
    say,
    env: {
      CLAVIS_AUTHORITY_URL: authority.url,
      CLAVIS_EMBEDDED_TOKEN: authority.token,
      ...readerSettings(options.readers ?? 'virtual', rehearsal.cardPath),
      CLAVIS_USER_DATA: userData,
      ...options.env,
    },
  });
  return { rehearsal, userData, authority, electron, electronVersion: runtime.version, stop: () => authority.stop() };
}

function readerSettings(readers: LaunchReaders, cardPath: string): Readonly<Record<string, string>> {
  return {
    CLAVIS_PCSC: readers === 'virtual' ? 'off' : 'on',
    ...(readers === 'pcsc' ? {} : { CLAVIS_VIRTUAL_CARD: cardPath }),
  };
}
