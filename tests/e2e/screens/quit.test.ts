import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Page } from 'playwright';
import type { Loss } from '../../../src-shared/domain/quit.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';

let screens: Screens;
let page: Page;
beforeAll(async () => {
  screens = await openScreens();
  page = screens.page;
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => screens.close());
beforeEach(() => screens.show('requests'));

const at = (testId: string) => page.getByTestId(testId);
const asked = (losses: readonly Loss[]) => page.evaluate((list) => window.fakeMain.askQuit(list), [...losses]);
const answers = () => page.evaluate(() => window.fakeMain.calls.filter(({ verb }) => verb === 'app.answerQuit').map(({ input }) => (input as { readonly reply: string }).reply));
const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['testid']);

it('a wish to quit is asked about: what would be lost, with staying in focus, and main hears that a person is asked', async () => {
  await asked([{ kind: 'changes', count: 2 }, { kind: 'upload' }]);
  await at('dialog').waitFor();
  expect(await at('dialog').getByRole('heading').textContent()).toBe('Quitter Clavis\u202F?');
  expect(await at('quit-changes').textContent()).toContain('2 modifications ne sont pas encore envoyées');
  expect(await at('quit-upload').count()).toBe(1);
  expect(await at('quit-password').count()).toBe(0);
  expect([await focused(), await at('dialog-cancel').textContent(), await at('dialog-confirm').textContent()]).toEqual(['dialog-cancel', 'Rester', 'Quitter quand même']);
  expect(await answers()).toEqual(['shown']);
});

it.each(['Enter', 'Escape'])('%s stays, and gives the focus back to where it was', async (key) => {
  await at('request-search').focus();
  await asked([{ kind: 'upload' }]);
  await at('dialog').waitFor();
  await page.keyboard.press(key);
  await at('dialog').waitFor({ state: 'detached' });
  expect([await answers(), await focused()]).toEqual([['shown', 'stay'], 'request-search']);
});

it('the keyboard reaches the way out, which main alone takes', async () => {
  await asked([{ kind: 'upload' }]);
  await at('dialog').waitFor();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('dialog-confirm');
  await page.keyboard.press('Enter');
  expect([await answers(), await at('dialog').count()]).toEqual([['shown', 'quit'], 1]);
});

it('a second wish brings the one question back to the front, with what would be lost by then', async () => {
  await asked([{ kind: 'upload' }]);
  await at('dialog').waitFor();
  await page.keyboard.press('Tab');
  await asked([{ kind: 'changes', count: 1 }]);
  await at('quit-changes').waitFor();
  expect([await answers(), await at('dialog').count(), await at('quit-upload').count(), await focused()]).toEqual([['shown', 'shown'], 1, 0, 'dialog-cancel']);
});

it('is asked over another question, which is still there after staying', async () => {
  await screens.show('accountForget');
  await asked([{ kind: 'upload' }]);
  await at('quit-upload').waitFor();
  expect(await at('quit-upload').evaluate((line) => line.closest('dialog')?.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await at('quit-upload').waitFor({ state: 'detached' });
  expect([await at('dialog').count(), await answers(), await page.evaluate(() => document.activeElement?.closest('dialog') !== null)]).toEqual([1, ['shown', 'stay'], true]);
});

it('a password that is on screen is named, and still asked about before another page after staying', async () => {
  await screens.show('certificateQuit');
  await at('quit-password').waitFor();
  await at('dialog-cancel').click();
  await at('download-password').waitFor();
  await at('rail-help').click();
  await page.getByText('Le mot de passe du fichier ne sera plus montré.').waitFor();
});
