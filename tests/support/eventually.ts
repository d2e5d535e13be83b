import { vi } from 'vitest';

/** As long as `expect.poll` waits (vitest.config.ts). */
const PATIENCE_MS = 15_000;

/** Waits until the check no longer throws; after `PATIENCE_MS` what it threw last is the reason. */
export const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: PATIENCE_MS, interval: 10 });
