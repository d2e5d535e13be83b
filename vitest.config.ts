import { defineConfig } from 'vitest/config';

/** One project per tier: `vitest --project unit`. Tiers that hold machine-wide things (pcscd, a display) run one file at a time. */
const tier = (name: string, options: { serial?: boolean; timeout?: number } = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: options.timeout ?? 20_000,
    hookTimeout: 120_000,
    fileParallelism: !options.serial,
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit'),
      tier('property', { timeout: 60_000 }),
      tier('contract', { timeout: 60_000 }),
      tier('faults', { timeout: 300_000 }),
      tier('integration', { serial: true, timeout: 120_000 }),
      tier('e2e', { serial: true, timeout: 180_000 }),
    ],
  },
});
