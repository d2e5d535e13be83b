import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { Page } from 'playwright';

/** Runs axe, all its rules, over what is on screen. In its legacy mode: the other one opens a window, and this program opens none. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Colours in the middle of a change are nobody's choice.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(
    violations.map((violation) => `${where}: ${violation.id} at ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([]);
  // A run that checked nothing finds nothing.
  expect(passes.length).toBeGreaterThan(15);
}
