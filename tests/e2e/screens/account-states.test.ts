import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../../support/axe.ts';
import { ACCOUNT_SCENARIOS } from '../../support/fake-main/account-scenarios.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import type { ScenarioName } from '../../support/fake-main/scenarios.ts';
import { whatIsCut } from './what-is-cut.ts';

const NAMES = Object.keys(ACCOUNT_SCENARIOS) as (keyof typeof ACCOUNT_SCENARIOS & ScenarioName)[];
/** The first size of the window, the smallest it may have, and the first at 200 % zoom. */
const SIZES = [
  { width: 1180, height: 780 },
  { width: 900, height: 600 },
  { width: 590, height: 390 },
];

let screens: Screens;
beforeAll(async () => {
  screens = await openScreens();
  await screens.page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => screens.close());

describe.each(NAMES)('%s', (name) => {
  it('fits every size, is accessible and keeps to the policy', async () => {
    const { page } = screens;
    await page.setViewportSize({ width: 1180, height: 780 });
    await page.emulateMedia({ colorScheme: 'light' });
    await screens.show(name, 'fr');
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await whatIsCut(page), `${size.width} × ${size.height}`).toEqual([]);
    }
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.querySelectorAll('style').length)).toBe(0);
    await page.setViewportSize({ width: 1180, height: 780 });
    // Every second state in the dark: both palettes meet every piece, in half the time.
    await page.emulateMedia({ colorScheme: NAMES.indexOf(name) % 2 === 0 ? 'light' : 'dark' });
    expect(await axeViolations(page)).toEqual([]);
    expect(screens.complaints()).toEqual([]);
  });
});
