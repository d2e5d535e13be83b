import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { Page } from 'playwright';

/** Runs axe, all its rules, over what is on screen. In its legacy mode: the other one opens a window, and this program opens none. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Colours in the middle of a change are nobody's choice: another scheme or size reaches the page with its next frame, and may begin transitions there.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  // A run that checked nothing finds nothing.
  expect(passes.length).toBeGreaterThan(10);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect(await axeViolations(page), where).toEqual([]);
}
