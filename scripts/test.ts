/**
 * `npm test`: every check of the project, tier by tier; all tiers run even when one fails.
 * `npm test -- unit e2e` runs those tiers only. The last line is "N passed, N failed".
 *
 * Tiers mostly wait, for cards, databases and windows, so two lanes of them run at once where there is a second core.
 * What a tier printed is shown when it has ended, and stays in `out/test/<tier>.log`; what failed is said again at the end,
 * where a long output is cut off last.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { ensureSystemPackages, POSTGRES_PACKAGES, TEST_PACKAGES, TOKEN_PACKAGES } from './system-packages.ts';

interface Tier {
  readonly name: string;
  /** A command counts as one check; a vitest project counts each of its tests. */
  readonly command: readonly [string, ...string[]] | 'vitest';
  /** It holds machine-wide things, a PC/SC service or a display: two such never run at once. */
  readonly machine?: true;
}

/** In the order in which they begin: the cheap ones, then the long ones first, so that both lanes end together. */
const TIERS: readonly Tier[] = [
  { name: 'types', command: ['node', 'scripts/types.ts'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'unused', command: ['knip'] },
  { name: 'licences', command: ['node', 'scripts/licences.ts'] },
  { name: 'unit', command: 'vitest' },
  { name: 'property', command: 'vitest' },
  { name: 'e2e', command: 'vitest', machine: true },
  { name: 'faults', command: 'vitest' },
  { name: 'faults-postgres', command: 'vitest' },
  { name: 'integration', command: 'vitest', machine: true },
  { name: 'contract-postgres', command: 'vitest' },
  { name: 'contract', command: 'vitest' },
];

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTotalTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      /** Why a file could not be loaded; empty otherwise. */
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** For a person to read: the file, the test, the beginning of the reason. */
  readonly failures: readonly string[];
}

interface Result extends Count {
  readonly tier: Tier;
  readonly seconds: number;
}

/** Runs a program to its end, its output in the tier's log; resolves to its exit status, null when it was killed or never began. */
function run(name: string, [program, ...args]: readonly [string, ...string[]]): Promise<number | null> {
  const log = openSync(`out/test/${name}.log`, 'w');
  return new Promise<number | null>((done) => {
    const child = spawn(program, args, { stdio: ['ignore', log, log] });
    child.once('error', (error) => {
      console.error(`${name}: ${error.message}`);
      done(null);
    });
    child.once('exit', done);
  }).finally(() => closeSync(log));
}

const FAILURE_LINES = 25;

/** The first lines of an error, without the frames of the runner. */
const begin = (text: string): string =>
  stripVTControlCharacters(text).split('\n').filter((line) => !line.includes('/node_modules/vitest/')).slice(0, FAILURE_LINES).join('\n');

function failuresOf({ testResults }: z.infer<typeof report>): readonly string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative('.', name);
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${file} > ${fullName}\n${begin(failureMessages.join('\n'))}`);
    return message === '' ? tests : [...tests, `${file}\n${begin(message)}`];
  });
}

async function runVitest(name: string): Promise<Count> {
  const file = `out/test/${name}.json`;
  rmSync(file, { force: true });
  const status = await run(name, ['vitest', 'run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  try {
    const result = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTests, success } = result;
    // A file that could not be loaded has no tests to fail; an empty tier proves nothing. Both are failures.
    const broken = numTotalTests === 0 || ((!success || status !== 0) && numFailedTests === 0);
    const named = failuresOf(result);
    const failures = broken && named.length === 0 ? ['no test of it, see its log'] : named;
    return { passed: numPassedTests, failed: numFailedTests + (broken ? 1 : 0), skipped: numPendingTests, failures };
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`no report (${error instanceof Error ? error.message : 'unknown'})`] };
  }
}

async function runCommand(name: string, command: readonly [string, ...string[]]): Promise<Count> {
  const ok = (await run(name, command)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, failures: ok ? [] : [begin(readFileSync(`out/test/${name}.log`, 'utf8'))] };
}

async function runTier(tier: Tier): Promise<Result> {
  const { name, command } = tier;
  const start = performance.now();
  const count = await (command === 'vitest' ? runVitest(name) : runCommand(name, command));
  console.log(`\n== ${name}\n${readFileSync(`out/test/${name}.log`, 'utf8')}`);
  return { tier, ...count, seconds: Math.round((performance.now() - start) / 1000) };
}

/** Two lanes where there is a second core; each takes the next tier that may run beside the other lane's. */
async function runAll(tiers: readonly Tier[]): Promise<readonly Result[]> {
  const waiting = [...tiers];
  const results: Result[] = [];
  let machineTaken = false;
  const lane = async (): Promise<void> => {
    for (;;) {
      const next = waiting.findIndex((tier) => !(tier.machine && machineTaken));
      const [tier] = next === -1 ? [] : waiting.splice(next, 1);
      if (!tier) return;
      if (tier.machine) machineTaken = true;
      results.push(await runTier(tier));
      if (tier.machine) machineTaken = false;
    }
  };
  await Promise.all(availableParallelism() > 1 ? [lane(), lane()] : [lane()]);
  return results;
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

const counts = await runAll(tiers);
for (const { tier, failures } of counts) {
  for (const failure of failures) console.log(`\n== failed: ${tier.name}: ${failure}`);
}
console.log('');
for (const { tier, passed, failed, skipped, seconds } of counts) {
  const loud = skipped > 0 ? `, ${skipped} SKIPPED (not run, not passed)` : '';
  console.log(`${tier.name.padEnd(18)} ${String(seconds).padStart(5)} s  ${passed} passed, ${failed} failed${loud}`);
}
const sum = (key: 'passed' | 'failed' | 'skipped'): number => counts.reduce((total, count) => total + count[key], 0);
// In continuous integration nothing may be missing: what was skipped has failed.
const failed = sum('failed') + (process.env['CI'] === 'true' ? sum('skipped') : 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${sum('passed')} passed, ${failed} failed`);
