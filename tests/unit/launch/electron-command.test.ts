import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ElectronRuntime } from '../../../scripts/electron-runtime.ts';
import { electronCommand } from '../../../scripts/launch/electron-command.ts';

const runtime: ElectronRuntime = { executable: '/opt/electron', version: '45.4.1', source: 'installed' };
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('electronCommand', () => {
  it('runs without the sandbox as root alone, and says so', () => {
    const said: string[] = [];
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(electronCommand(runtime, '.', { env: {}, say: (line) => said.push(line) }).args).toContain('--no-sandbox');
    expect(said).toHaveLength(1);
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(electronCommand(runtime, '.', { env: {}, say: (line) => said.push(line) }).args).not.toContain('--no-sandbox');
    expect(said).toHaveLength(1);
  });

  it('passes our environment on, without what would make Electron something else', () => {
    vi.stubEnv('NODE_OPTIONS', '--require=/evil.js');
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    vi.stubEnv('CLAVIS_TEST_VALUE', 'ours');
    for (const secret of ['DATABASE_URL', 'PKCS11_PIN', 'SMTP_URL', 'CLAVIS_VAULT_PASSPHRASE']) vi.stubEnv(secret, 'of the authority');
    const { env, args, executable } = electronCommand(runtime, '.', { env: { CLAVIS_USER_DATA: '/data' }, extraArgs: ['--', 'x'] });
    expect(env).toMatchObject({ CLAVIS_TEST_VALUE: 'ours', CLAVIS_USER_DATA: '/data' });
    expect(Object.keys(env)).not.toContain('NODE_OPTIONS');
    expect(Object.keys(env)).not.toContain('ELECTRON_RUN_AS_NODE');
    for (const secret of ['DATABASE_URL', 'PKCS11_PIN', 'SMTP_URL', 'CLAVIS_VAULT_PASSPHRASE']) expect(Object.keys(env)).not.toContain(secret);
    expect(executable).toBe('/opt/electron');
    expect(args.slice(-3)).toEqual([resolve('.'), '--', 'x']);
  });
});
