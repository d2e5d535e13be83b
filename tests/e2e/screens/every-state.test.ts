import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../../support/axe.ts';
import { ACCOUNT_SCENARIOS } from '../../support/fake-main/account-scenarios.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import { SCENARIOS, type ScenarioName } from '../../support/fake-main/scenarios.ts';

/** Those of the account are judged in `account-states`. */
const NAMES = (Object.keys(SCENARIOS) as ScenarioName[]).filter((name) => !Object.hasOwn(ACCOUNT_SCENARIOS, name));
/** The first size of the window, the smallest it may have, and the first at 200 % zoom. */
const SIZES = [
  { width: 1180, height: 780 },
  { width: 900, height: 600 },
  { width: 590, height: 390 },
] as const;

let screens: Screens;
beforeAll(async () => {
  screens = await openScreens();
});
afterAll(() => screens.close());

/** What is wider than its place: a page that scrolls sideways, a text cut where nothing scrolls. */
const tooWide = () =>
  screens.page.evaluate(() => {
    const cut = Array.from(document.querySelectorAll('#root *'), (element) => {
      const { overflowX } = getComputedStyle(element);
      const hidden = element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && overflowX !== 'auto';
      return hidden ? `${element.tagName} ${element.textContent.slice(0, 40)}` : null;
    }).filter((line) => line !== null);
    const sideways = [document.documentElement, document.querySelector('#content') ?? document.body].filter(
      (element) => element.scrollWidth > element.clientWidth + 1,
    );
    return [...cut, ...sideways.map((element) => `${element.tagName} scrolls sideways`)];
  });

const fitsEverySize = async () => {
  for (const size of SIZES) {
    await screens.page.setViewportSize(size);
    expect(await tooWide(), `${size.width} × ${size.height}`).toEqual([]);
  }
  expect(await screens.page.locator('h1').count()).toBe(1);
  expect(await screens.page.evaluate(() => document.querySelectorAll('style').length)).toBe(0);
  expect(screens.complaints()).toEqual([]);
};

describe.each(NAMES)('%s', (name) => {
  it('fits every size, keeps to the policy and is accessible in light and dark', async () => {
    await screens.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await screens.show(name, 'fr');
    await fitsEverySize();
    await screens.page.setViewportSize(SIZES[0]);
    expect(await axeViolations(screens.page), 'light').toEqual([]);
    await screens.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await axeViolations(screens.page), 'dark').toEqual([]);
  });

  it('fits every size in English', async () => {
    await screens.show(name, 'en');
    await fitsEverySize();
  });
});

describe('without motion', () => {
  it('changes the whole page to another scheme at once', async () => {
    await screens.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await screens.show('revoke');
    const changing = await screens.page.evaluate(async () => {
      document.documentElement.style.setProperty('--ink', '#123456');
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return document.getAnimations().length;
    });
    expect(changing).toBe(0);
  });
});

describe('the judge of the states', () => {
  it('sees a text that is cut and a contrast that is too low', async () => {
    await screens.show('blocked');
    await screens.page.evaluate(() => {
      const line = document.querySelector('h1');
      line?.setAttribute('class', 'judged');
      const rules = new CSSStyleSheet();
      rules.replaceSync('.judged { width: 40px; overflow: hidden; white-space: nowrap; color: #8a8a8a; background: #999 }');
      document.adoptedStyleSheets = [rules];
    });
    expect(await tooWide()).not.toEqual([]);
    expect(await axeViolations(screens.page)).not.toEqual([]);
  });
});
