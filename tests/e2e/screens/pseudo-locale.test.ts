import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import type { ScenarioName } from '../../support/fake-main/scenarios.ts';
import { whatIsCut } from './what-is-cut.ts';

/** At least one state of each section, and those with the most words. */
const WANTED = [
  'blocked', 'several', 'noService', 'resumable', 'verify', 'gate', 'puk', 'link', 'initOk', 'pin', 'answers', 'acting', 'lockedOut', 'done',
  'home', 'homeEverything', 'homeBanners', 'homeSignedOut', 'signIn', 'signInIdle', 'signInToken', 'signInTokenGate', 'signInTokenNotTaken', 'signUpFaults', 'checkMail',
  'correctAddress', 'newPassword', 'terms', 'account', 'accountSecurityOffer', 'accountPassword', 'accountJournal', 'accountData', 'accountErasure', 'proofDialogToken',
  'idleWarning', 'conflict', 'requests', 'requestToComplete', 'requestAccepted', 'requestNew', 'certificateOnToken', 'certificateSoftware', 'revoke', 'drivers', 'diagnosis', 'withMail',
] as const satisfies readonly ScenarioName[];

let screens: Screens;
beforeAll(async () => {
  screens = await openScreens();
  await screens.page.emulateMedia({ reducedMotion: 'reduce' });
  await screens.page.setViewportSize({ width: 900, height: 600 });
});
afterAll(() => screens.close());

describe('texts that are longer by 40 %', () => {
  it.each(WANTED)('%s: none is cut', async (name) => {
    await screens.show(name, 'pseudo');
    expect(await whatIsCut(screens.page)).toEqual([]);
  });

  it('are on every screen: what is not in the words is not said', async () => {
    await screens.show('signIn', 'pseudo');
    const plain = await screens.page.evaluate(() => {
      const kept = new Set(['Français', 'English']);
      const walker = document.createTreeWalker(document.querySelector('#root') ?? document.body, NodeFilter.SHOW_TEXT);
      const texts: string[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node.textContent?.trim() ?? '');
      return texts.filter((text) => /\p{L}{3}/u.test(text) && !text.includes('⟦') && !kept.has(text));
    });
    expect(plain).toEqual([]);
  });

  it('are seen when they do not fit', async () => {
    await screens.show('signIn', 'pseudo');
    await screens.page.evaluate(() => {
      const rules = new CSSStyleSheet();
      rules.replaceSync('[data-testid="go-sign-up"] { width: 40px !important; overflow: hidden; } [data-testid="go-sign-up"] * { white-space: nowrap !important; }');
      document.adoptedStyleSheets = [rules];
    });
    expect(await whatIsCut(screens.page)).not.toEqual([]);
  });
});
