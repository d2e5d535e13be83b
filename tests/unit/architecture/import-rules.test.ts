import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';
import { IMPORT_RULES } from './import-rules.ts';

const PARTS = ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'src-server', 'src-simulator'] as const;
const PROBE = '__import_rule_probe.ts';

async function run(paths: readonly string[]): Promise<ICruiseResult> {
  const { output } = await cruise([...paths], { ...IMPORT_RULES.options, ruleSet: IMPORT_RULES, validate: true });
  if (typeof output === 'string') throw new Error('a cruise result was expected');
  return output;
}

const sourcesOf = (part: string): number =>
  readdirSync(part, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/u.test(name) && !name.endsWith('.d.ts')).length;

describe('import rules', () => {
  const probes: string[] = [];
  afterEach(() => {
    for (const probe of probes.splice(0)) rmSync(probe, { force: true });
  });

  it('hold in every file of every part', { timeout: 120_000 }, async () => {
    const result = await run(PARTS);
    const scanned = result.modules.filter((module) => PARTS.some((part) => module.source.startsWith(`${part}/`))).length;
    const expected = PARTS.reduce((sum, part) => sum + sourcesOf(part), 0);
    console.log(`import rules: ${scanned} files scanned`);
    // A checker that read nothing would find nothing.
    expect(scanned).toBeGreaterThanOrEqual(expected);
    expect(expected).toBeGreaterThan(60);
    expect(result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)).toEqual([]);
  });

  it.each([
    ['shared-is-pure', 'src-shared', '../src-main/ports/clock.ts'],
    ['electron-at-the-edge', 'src-main/use-cases', 'electron'],
    ['main-and-server-apart', 'src-main/app', '../../src-server/build-app.ts'],
    ['server-and-main-apart', 'src-server', '../src-main/ports/clock.ts'],
    ['renderer-alone', 'src-renderer', '../src-main/ports/clock.ts'],
    ['simulator-behind-its-adapter', 'src-main/card', '../../src-simulator/virtual-card.ts'],
    ['use-cases-through-ports', 'src-main/use-cases', '../adapters/authority-http/authority-http.ts'],
    ['ports-know-nobody', 'src-main/ports', '../app/compose.ts'],
    ['product-knows-no-tests', 'src-main/app', '../../scripts/types.ts'],
  ])('%s is broken by a file in %s that imports %s', { timeout: 120_000 }, async (rule, folder, target) => {
    const probe = join(folder, PROBE);
    mkdirSync(folder, { recursive: true });
    probes.push(probe);
    writeFileSync(probe, `import '${target}';\n`);
    const result = await run([probe]);
    expect(result.summary.violations.map((violation) => violation.rule.name)).toContain(rule);
  });
});
