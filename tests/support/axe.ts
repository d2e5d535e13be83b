import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Page } from 'playwright';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** Runs axe, every rule of WCAG 2.2 A and AA and its best practices, over what is on screen. Evaluated from outside: the page's CSP stays as it is. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Colours in the middle of a change are nobody's choice.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  await page.evaluate(SOURCE);
  const found = await page.evaluate<{ violations: Violation[]; passes: unknown[] }>('window.axe.run(document, { resultTypes: ["violations", "passes"] })');
  expect(
    found.violations.map((violation) => `${where}: ${violation.id} at ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([]);
  // A run that checked nothing finds nothing.
  expect(found.passes.length).toBeGreaterThan(15);
}
