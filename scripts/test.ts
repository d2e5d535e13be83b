/**
 * `npm test`: every check of the project, tier by tier, cheapest first; all tiers run even when one fails.
 * `npm test -- unit e2e` runs those tiers only. The last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { ensureSystemPackages, POSTGRES_PACKAGES, TEST_PACKAGES, TOKEN_PACKAGES } from './system-packages.ts';

interface Tier {
  readonly name: string;
  /** A command counts as one check; a vitest project counts each of its tests. */
  readonly command: readonly [string, ...string[]] | 'vitest';
}

const TIERS: readonly Tier[] = [
  { name: 'types', command: ['node', 'scripts/types.ts'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'unused', command: ['knip'] },
  { name: 'licences', command: ['node', 'scripts/licences.ts'] },
  { name: 'unit', command: 'vitest' },
  { name: 'property', command: 'vitest' },
  { name: 'contract', command: 'vitest' },
  { name: 'contract-postgres', command: 'vitest' },
  { name: 'faults', command: 'vitest' },
  { name: 'faults-postgres', command: 'vitest' },
  { name: 'integration', command: 'vitest' },
  { name: 'e2e', command: 'vitest' },
];

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTotalTests: z.number(),
  success: z.boolean(),
});

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function runVitest(name: string): Count {
  const file = `out/test/${name}.json`;
  rmSync(file, { force: true });
  const run = spawnSync('vitest', ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
    stdio: 'inherit',
  });
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTests, success } = report.parse(
      JSON.parse(readFileSync(file, 'utf8')),
    );
    // A file that could not be loaded has no tests to fail; an empty tier proves nothing. Both are failures.
    const broken = numTotalTests === 0 || ((!success || run.status !== 0) && numFailedTests === 0);
    return { passed: numPassedTests, failed: numFailedTests + (broken ? 1 : 0), skipped: numPendingTests };
  } catch (error) {
    console.error(`${name}: no report (${error instanceof Error ? error.message : 'unknown'})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function runTier({ name, command }: Tier): Count {
  console.log(`\n== ${name}`);
  if (command === 'vitest') return runVitest(name);
  const [program, ...args] = command;
  const ok = spawnSync(program, args, { stdio: 'inherit' }).status === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TIERS.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(`No tier named ${unknown.join(', ')}. Tiers: ${TIERS.map((tier) => tier.name).join(', ')}`);
  process.exit(2);
}
mkdirSync('out/test', { recursive: true });
// Sweeps start hundreds of processes of ours: each module is compiled once for all of them.
process.env['NODE_COMPILE_CACHE'] ??= resolve('out/test/compile-cache');
const ON_POSTGRES = ['contract-postgres', 'faults', 'faults-postgres', 'integration'];
const tiers = TIERS.filter((tier) => wanted.length === 0 || wanted.includes(tier.name));
if (tiers.some((tier) => ON_POSTGRES.includes(tier.name))) await ensureSystemPackages(POSTGRES_PACKAGES);
const onSystem = tiers.some((tier) => tier.name === 'integration' || tier.name === 'e2e');
const onToken = tiers.some((tier) => tier.name.startsWith('contract'));
if (onSystem || onToken) {
  await ensureSystemPackages(onSystem ? TEST_PACKAGES : TOKEN_PACKAGES);
  // The compiler may have come with those packages, after `npm ci`.
  spawnSync('node', ['native/build.ts'], { stdio: 'inherit' });
}

const counts = tiers.map((tier) => {
  const start = performance.now();
  const count = runTier(tier);
  return { tier, ...count, seconds: Math.round((performance.now() - start) / 1000) };
});
console.log('');
for (const { tier, passed, failed, skipped, seconds } of counts) {
  const loud = skipped > 0 ? `, ${skipped} SKIPPED (not run, not passed)` : '';
  console.log(`${tier.name.padEnd(18)} ${String(seconds).padStart(5)} s  ${passed} passed, ${failed} failed${loud}`);
}
const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
// In continuous integration nothing may be missing: what was skipped has failed.
const failed = sum('failed') + (process.env['CI'] === 'true' ? sum('skipped') : 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${sum('passed')} passed, ${failed} failed`);
