import { defineConfig } from 'vitest/config';

/**
 * One project per tier: `vitest --project unit`. Tiers that hold machine-wide things (pcscd, a display) run one file at a time.
 * `folder-postgres` is the tier of that folder again, or what of it concerns the authority, on a PostgreSQL server of its own.
 */
const tier = (name: string, options: { serial?: boolean; timeout?: number; files?: string } = {}) => ({
  test: {
    name,
    include: [`tests/${name.replace(/-postgres$/u, '')}/${options.files ?? '**/*.test.ts'}`],
    ...(name.endsWith('-postgres') ? { globalSetup: ['tests/support/postgres-project.ts'], setupFiles: ['tests/support/postgres-environment.ts'] } : {}),
    environment: 'node' as const,
    testTimeout: options.timeout ?? 20_000,
    hookTimeout: 120_000,
    // What is waited for comes as fast as the machine lets it; the default of one second is a bet on that.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    fileParallelism: !options.serial,
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit'),
      tier('property', { timeout: 60_000 }),
      tier('contract', { timeout: 60_000 }),
      tier('contract-postgres', { timeout: 60_000 }),
      tier('faults', { timeout: 300_000 }),
      tier('faults-postgres', { timeout: 300_000, files: '*-crash.test.ts' }),
      tier('integration', { serial: true, timeout: 120_000 }),
      tier('e2e', { serial: true, timeout: 180_000 }),
    ],
  },
});
