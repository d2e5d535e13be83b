import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { SystemFacts } from '../../ports/system-facts.ts';

/** What is read; tests give their own. */
export interface SystemSources {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Version of the kernel or of Windows. */
  readonly release: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file, null when it is not there. */
  readonly read: (path: string) => string | null;
}

export function systemSources(env: SystemSources['env'], platform: NodeJS.Platform, architecture: string): SystemSources {
  return { platform, architecture, release: release(), env, read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null) };
}

export function readSystemFacts(sources: SystemSources): SystemFacts {
  return { ...systemOf(sources), architecture: sources.architecture, session: sessionOf(sources), sandbox: sandboxOf(sources) };
}

function systemOf({ platform, release: version, read }: SystemSources): Pick<SystemFacts, 'os' | 'osVersion'> {
  if (platform === 'win32') return { os: 'Windows', osVersion: version };
  if (platform === 'darwin') return { os: 'macOS', osVersion: version };
  // os-release(5)
  const fields = read('/etc/os-release') ?? '';
  const valueOf = (name: string): string | undefined => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'mu').exec(fields)?.[1];
  // "Debian GNU/Linux": a fact holds no separator of paths.
  return { os: (valueOf('NAME') ?? 'Linux').replaceAll('/', ' '), osVersion: valueOf('VERSION_ID') ?? version };
}

function sessionOf({ platform, env }: SystemSources): SystemFacts['session'] {
  // "Console" in front of the computer, "RDP-Tcp#3" over Remote Desktop Services.
  if (platform === 'win32') return /^rdp-/iu.test(env['SESSIONNAME'] ?? '') ? 'rdp' : 'local';
  if (platform !== 'linux') return 'local';
  if (env['XRDP_SESSION'] !== undefined) return 'xrdp';
  if (env['VNCDESKTOP'] !== undefined) return 'vnc';
  return env['SSH_CONNECTION'] === undefined ? 'local' : 'ssh';
}

function sandboxOf({ platform, env, read }: SystemSources): SystemFacts['sandbox'] {
  if (platform !== 'linux') return 'none';
  if (env['SNAP'] !== undefined) return 'snap';
  if (env['FLATPAK_ID'] !== undefined || read('/.flatpak-info') !== null) return 'flatpak';
  const container = env['container'] !== undefined || read('/run/.containerenv') !== null || read('/.dockerenv') !== null;
  return container ? 'container' : 'none';
}
