import { expect, it } from 'vitest';
import { readSystemFacts, type SystemSources } from '../../../src-main/adapters/system-facts/system-facts.ts';

const linux = (env: SystemSources['env'], files: Readonly<Record<string, string>> = {}): SystemSources => ({
  platform: 'linux',
  architecture: 'x64',
  release: '6.1.0',
  env,
  read: (path) => files[path] ?? null,
});

it.each([
  [linux({}), { session: 'local', sandbox: 'none', os: 'Linux', osVersion: '6.1.0' }],
  [linux({}, { '/etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION_ID="13"\n' }), { os: 'Debian GNU Linux', osVersion: '13' }],
  [linux({ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }), { session: 'ssh' }],
  [linux({ XRDP_SESSION: '1', SSH_CONNECTION: 'x' }), { session: 'xrdp' }],
  [linux({ VNCDESKTOP: 'x' }), { session: 'vnc' }],
  [linux({ SNAP: '/snap/clavis/1' }), { sandbox: 'snap' }],
  [linux({ FLATPAK_ID: 'org.example.Clavis' }), { sandbox: 'flatpak' }],
  [linux({}, { '/run/.containerenv': '' }), { sandbox: 'container' }],
  [{ ...linux({ SESSIONNAME: 'RDP-Tcp#3' }), platform: 'win32' as const }, { os: 'Windows', session: 'rdp', sandbox: 'none' }],
  [{ ...linux({ SESSIONNAME: 'Console' }), platform: 'win32' as const }, { session: 'local' }],
  [{ ...linux({ SSH_CONNECTION: 'x' }), platform: 'darwin' as const }, { os: 'macOS', session: 'local' }],
])('system facts, case %#', (sources, expected) => {
  expect(readSystemFacts(sources)).toMatchObject(expected);
});
