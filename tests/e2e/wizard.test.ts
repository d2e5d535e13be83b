import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { ElectronApplication, Page } from 'playwright';
import { WizardPages } from '../../scripts/demo/wizard-pages.ts';
import { expectAccessible } from '../support/axe.ts';
import { launchWatched } from '../../scripts/launch/launch-watched.ts';
import { startClavis, type RunningClavis, type StartOptions } from '../support/electron-app.ts';

const PIN = '7294';
let clavis: RunningClavis | null = null;
let second: ElectronApplication | null = null;

async function start(options: StartOptions = {}): Promise<{ readonly pages: WizardPages; readonly answers: readonly string[]; readonly clavis: RunningClavis }> {
  clavis = await startClavis(options);
  return { pages: new WizardPages(clavis.page), answers: clavis.launch.rehearsal.person.answers, clavis };
}

/** Ends the program as a power cut would, and starts it again on the same data, with no more faults. */
async function killAndRestart({ app, launch }: RunningClavis): Promise<Page> {
  const child = app.process();
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  const { CLAVIS_VIRTUAL_FAULTS: _, ...env } = launch.electron.env;
  second = await launchWatched({ ...launch.electron, env });
  return second.firstWindow();
}

async function toInitialisation(pages: WizardPages): Promise<void> {
  await pages.blockedToken();
  await pages.requestLink();
  await pages.openMail();
  await pages.useLinkOfMail();
  await pages.begin();
  await pages.preflightDone();
}

async function toAnswers(pages: WizardPages): Promise<void> {
  await toInitialisation(pages);
  await pages.next();
  await pages.typePin(PIN);
  await pages.next();
  await pages.step('answers');
}

/** Tab until the focus is where a person wants it. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const at = await page.evaluate('document.activeElement?.getAttribute("data-testid")');
    if (at === testId) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${testId} cannot be reached with Tab`);
}

async function pressOn(page: Page, testId: string): Promise<void> {
  await page.getByTestId(testId).waitFor();
  await tabTo(page, testId);
  await page.keyboard.press('Enter');
}

describe('the wizard in a real Electron', () => {
  afterEach(async () => {
    await second?.close();
    second = null;
    await clavis?.close();
    clavis = null;
  });

  it('is done by keyboard alone, and axe finds nothing on any step, in both languages', async () => {
    const { pages, answers } = await start();
    const { page } = pages;
    const look = async (where: string): Promise<void> => {
      await expectAccessible(page, `${where}, fr`);
      await page.getByTestId('language-en').click();
      await page.locator('html[lang="en"]').waitFor({ state: 'attached' });
      await expectAccessible(page, `${where}, en`);
      await page.getByTestId('language-fr').click();
      await page.locator('html[lang="fr"]').waitFor({ state: 'attached' });
    };
    await pages.blockedToken();
    await look('home');
    await pressOn(page, 'unblock-button');
    await page.getByTestId('request-link').waitFor();
    await look('ask for a link');
    await pressOn(page, 'request-link');
    await page.getByTestId('link-requested').waitFor();
    await look('link asked for');
    await pressOn(page, 'open-mailbox');
    await page.getByTestId('mail-item').waitFor();
    await pressOn(page, 'mail-item');
    await page.getByTestId('mail-text').waitFor();
    await look('mailbox');
    await pressOn(page, 'mail-use-link');
    await pages.step('link');
    await look('link received');
    await pressOn(page, 'begin');
    await pages.preflightDone();
    await look('step 1');
    await pressOn(page, 'next');
    await pages.step('pin');
    await look('step 2');
    await tabTo(page, 'pin-entry');
    await page.keyboard.type(PIN);
    await tabTo(page, 'pin-confirm');
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    await pages.step('answers');
    await look('step 3');
    for (const [index, answer] of answers.entries()) {
      await tabTo(page, `answer-${index}`);
      await page.keyboard.type(answer);
    }
    await page.keyboard.press('Enter');
    await pages.proof();
    await look('step 4');
    await pressOn(page, 'finish');
    await page.locator('[data-testid="token-card"][data-blocked="false"]').waitFor();
    await look('home, unblocked');
  });

  it('keeps the step and what was typed when the language changes', async () => {
    const { pages, answers } = await start();
    await toAnswers(pages);
    await pages.typeAnswers(answers);
    await pages.at('language-en').click();
    await pages.page.locator('html[lang="en"]').waitFor({ state: 'attached' });
    await pages.step('answers');
    expect(await pages.at('answer-2').inputValue()).toBe(answers[2]);
    await pages.next();
    await pages.proof();
  });

  it('says that the authority is down, keeps everything, and goes on when it is back', async () => {
    const { pages, answers, clavis: running } = await start();
    await toAnswers(pages);
    await pages.typeAnswers(answers);
    const { pid } = running.launch.authority;
    process.kill(pid, 'SIGSTOP');
    try {
      await pages.next();
      await pages.problem('authorityUnreachable');
      await expectAccessible(pages.page, 'authority down');
      expect(await pages.at('answer-0').inputValue()).toBe(answers[0]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await pages.next();
    await pages.proof();
  });

  it('goes on after kill -9 with the answers already accepted', async () => {
    const { pages, answers, clavis: running } = await start({
      env: { CLAVIS_VIRTUAL_FAULTS: JSON.stringify([{ at: { ins: '82' }, when: 'before', kind: 'remove' }]) },
    });
    await toAnswers(pages);
    await pages.typeAnswers(answers);
    await pages.next();
    await pages.problem('tokenRemoved');
    await expectAccessible(pages.page, 'token pulled');
    const again = await killAndRestart(running);
    const next = new WizardPages(again);
    await next.blockedToken();
    await expectAccessible(again, 'home with an unblock to resume');
    await next.at('resume').click();
    await next.step('pin');
    await next.problem('pinNotHeld');
    await next.typePin(PIN);
    await next.next();
    await next.proof();
  });

  it('says a link is used when it is opened a second time, and changes nothing', async () => {
    const { pages, answers } = await start();
    await toAnswers(pages);
    await pages.typeAnswers(answers);
    await pages.next();
    await pages.proof();
    await pages.at('finish').click();
    await pages.at('rail-mailbox').click();
    await pages.at('mail-item').last().click();
    await pages.useLinkOfMail();
    await pages.begin();
    await pages.problem('linkUsed');
    await expectAccessible(pages.page, 'used link');
    expect(await pages.page.evaluate('window.clavis.app.view().then((reply) => reply.value.tokens[0].pin.triesLeft)')).toBe(3);
  });
});
