import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UnblockView } from '../../../src-shared/domain/views.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import { ACTING, ANSWERS_STEP, DONE, INITIALISATION_STEP } from '../../support/fake-main/sample-views.ts';

let screens: Screens;
let page: Page;
beforeAll(async () => {
  screens = await openScreens();
  page = screens.page;
  await page.setViewportSize({ width: 1180, height: 780 });
});
beforeEach(async () => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
});
afterAll(() => screens.close());

const at = (testId: string) => page.getByTestId(testId);
const push = (view: Partial<UnblockView> | null) => page.evaluate((change) => window.fakeMain.showUnblock(change), view);
const refuse = (verb: string, problem: Problem) =>
  page.evaluate(({ verb: name, problem: why }) => Object.assign(window.fakeMain.refuse, { [name]: why }), { verb, problem });
const callsOf = (verb: string) => page.evaluate((name) => window.fakeMain.calls.filter((call) => call.verb === name), verb);
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? (element.dataset['testid'] ?? element.tagName) : null;
  });
const pageText = () => page.evaluate(() => document.documentElement.outerHTML + Array.from(document.querySelectorAll('input'), (input) => input.value).join());

describe('the PIN', () => {
  beforeEach(async () => {
    await screens.show('pin');
    await at('pin-entry').focus();
  });

  it('is typed on the keyboard, goes on by itself and is sent by Enter, once', async () => {
    await page.keyboard.type('4829');
    expect(await focused()).toBe('pin-confirm');
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => callsOf('unblock.choosePin')).toEqual([{ verb: 'unblock.choosePin', input: { pin: { bytes: 4 }, confirmation: { bytes: 4 } } }]);
  });

  it('is nowhere in the page while it is typed', async () => {
    await page.keyboard.type('4829');
    await page.keyboard.type('48');
    const text = await pageText();
    expect(text).toContain('data-count="4"');
    for (const trace of ['4829', '829', 'value="4"']) expect(text).not.toContain(trace);
  });

  it('is counted aloud, never read aloud', async () => {
    await page.keyboard.type('48');
    expect(await page.getByText('2 chiffres sur 4 saisis').getAttribute('aria-live')).toBe('polite');
    await page.keyboard.press('Backspace');
    await page.getByText('1 chiffre sur 4 saisi').waitFor({ state: 'attached' });
  });

  it('takes digits alone, and says so', async () => {
    await page.keyboard.type('4a');
    expect(await at('pin-entry').getAttribute('data-count')).toBe('1');
    await page.getByText('Seuls les chiffres de 0 à 9 sont acceptés.').waitFor();
  });

  it('is pasted into its boxes', async () => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text', '48 29');
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    expect(await at('pin-entry').getAttribute('data-count')).toBe('4');
    expect(await at('pin-entry').inputValue()).toBe('');
  });

  it.each([
    ['1234', 'notSequence'],
    ['7777', 'notRepeated'],
  ])('%s is refused before anything is sent, and keeps the focus', async (pin, rule) => {
    await page.keyboard.type(pin);
    expect(await focused()).toBe('pin-entry');
    expect(await at(`pin-rule-${rule}`).getAttribute('data-verdict')).toBe('broken');
    await at('next').click();
    expect(await focused()).toBe('pin-entry');
    expect(await callsOf('unblock.choosePin')).toEqual([]);
  });

  it('must be typed twice the same', async () => {
    await page.keyboard.type('4829');
    await page.keyboard.type('4828');
    expect(await at('pin-rule-same').getAttribute('data-verdict')).toBe('broken');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('pin-confirm');
    expect(await callsOf('unblock.choosePin')).toEqual([]);
  });

  it('survives a change of language and not a change of step', async () => {
    await page.keyboard.type('482');
    await at('language-en').click();
    await page.getByText('New PIN', { exact: true }).waitFor();
    expect(await at('pin-entry').getAttribute('data-count')).toBe('3');
    await push({ step: 'initialisation' });
    await at('check-authority').waitFor();
    await push({ step: 'pin' });
    expect(await at('pin-entry').getAttribute('data-count')).toBe('0');
  });

  it('is asked about before it is lost, and Escape stays', async () => {
    await page.keyboard.type('48');
    await page.keyboard.press('Escape');
    expect(await at('pin-entry').getAttribute('data-count')).toBe('2');
    await at('leave').click();
    expect(await focused()).toBe('dialog-cancel');
    await page.keyboard.press('Escape');
    await at('dialog').waitFor({ state: 'detached' });
    expect(await callsOf('unblock.leave')).toEqual([]);
    expect(await at('pin-entry').getAttribute('data-count')).toBe('2');
    await at('leave').click();
    await at('dialog-confirm').click();
    await at('token-card').waitFor();
    expect(await callsOf('unblock.leave')).toHaveLength(1);
  });
});

describe('a PIN that is held', () => {
  it('is kept by Next, without being typed again', async () => {
    await screens.show('pinHeld');
    await at('next').click();
    expect(await callsOf('unblock.next')).toHaveLength(1);
    expect(await callsOf('unblock.choosePin')).toEqual([]);
  });

  it('can be chosen again, or kept after all', async () => {
    await screens.show('pinHeld');
    await at('pin-change').click();
    await at('pin-entry').waitFor();
    await at('pin-keep').click();
    await at('pin-held').waitFor();
  });
});

describe('the answers', () => {
  const fill = async () => {
    for (const index of [0, 1, 2, 3]) await at(`answer-${index}`).fill(`réponse ${index}`);
  };
  const values = () => Promise.all([0, 1, 2, 3].map((index) => at(`answer-${index}`).inputValue()));

  beforeEach(() => screens.show('answers'));

  it('are hidden, shown one at a time, and hidden again when the window is left', async () => {
    expect(await at('answer-0').getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Afficher la réponse 1' }).click();
    expect(await at('answer-0').getAttribute('type')).toBe('text');
    expect(await at('answer-1').getAttribute('type')).toBe('password');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect.poll(() => at('answer-0').getAttribute('type')).toBe('password');
  });

  it('hide by themselves after ten seconds', async () => {
    await page.clock.install();
    await screens.show('answers');
    await page.getByRole('button', { name: 'Afficher la réponse 2' }).click();
    await page.clock.runFor(9_900);
    expect(await at('answer-1').getAttribute('type')).toBe('text');
    await page.clock.runFor(200);
    await expect.poll(() => at('answer-1').getAttribute('type')).toBe('password');
    await page.clock.resume();
  });

  it('warn of a space at an end and refuse to leave one out', async () => {
    await at('answer-0').fill('rue des Lilas ');
    await page.getByText('La réponse commence ou finit par une espace.').waitFor();
    await at('next').click();
    expect(await focused()).toBe('answer-1');
    expect(await callsOf('unblock.submitAnswers')).toEqual([]);
  });

  it('are emptied by a verdict, and the refusal has the focus', async () => {
    await fill();
    await at('next').click();
    await push({ busy: true });
    await push({ busy: false, tries: { left: 2, max: 3 }, problem: { code: 'answersRefused', details: { triesLeft: 2 } } });
    await at('problem').waitFor();
    expect(await focused()).toBe('problem');
    expect(await at('tries-left').getAttribute('data-left')).toBe('2');
    await expect.poll(values).toEqual(['', '', '', '']);
  });

  it('stay when the authority has judged nothing, and are sent again by the button of the problem', async () => {
    await refuse('unblock.submitAnswers', { code: 'authorityUnreachable', details: {} });
    await fill();
    await at('next').click();
    await at('problem').waitFor();
    expect(await values()).toEqual(['réponse 0', 'réponse 1', 'réponse 2', 'réponse 3']);
    await at('problem-action').click();
    await expect.poll(async () => (await callsOf('unblock.submitAnswers')).length).toBe(2);
  });

  it('are sent once, however often they are submitted before the screen has changed', async () => {
    await page.evaluate(() => Object.assign(window.fakeMain, { hold: true }));
    await fill();
    await page.evaluate(() => {
      const form = document.querySelector('form');
      form?.requestSubmit();
      form?.requestSubmit();
    });
    await at('next').dblclick({ force: true });
    expect(await callsOf('unblock.submitAnswers')).toHaveLength(1);
  });

  it('leave nothing of a PIN or an answer in the store or the storage of the page', async () => {
    await fill();
    const stored = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]));
    expect(stored).not.toContain('réponse');
    expect(stored).toBe('[[],[],""]');
  });
});

describe('focus', () => {
  it('goes to the title at each step', async () => {
    await screens.show('link');
    await at('begin').click();
    await push(INITIALISATION_STEP);
    await at('check-authority').waitFor();
    expect(await focused()).toBe('wizard-title');
    await push({ ...ANSWERS_STEP });
    await at('answer-0').waitFor();
    expect(await focused()).toBe('wizard-title');
    await push(ACTING);
    await at('phase-writing').waitFor();
    await push(DONE);
    await at('proof').waitFor();
    expect(await focused()).toBe('wizard-title');
  });

  it('goes to a problem when it comes', async () => {
    await screens.show('acting');
    await push({ busy: false, problem: { code: 'tokenRemoved', details: {} } });
    await at('problem').waitFor();
    expect(await focused()).toBe('problem');
  });

  it('reaches everything on the home page with Tab alone', async () => {
    await screens.show('blocked');
    const reached: (string | null)[] = [];
    for (let press = 0; press < 22; press++) {
      await page.keyboard.press('Tab');
      reached.push(await focused());
    }
    expect(reached).toEqual(
      expect.arrayContaining(['rail-tokens', 'rail-mailbox', 'rail-help', 'language-fr', 'language-en', 'unblock-button', 'have-link', 'virtual-remove']),
    );
  });
});

describe('the way to a link', () => {
  it('asks for a mail, says where it goes, and gives the link to main', async () => {
    await screens.show('blocked');
    await at('unblock-button').click();
    await at('request-link').click();
    await at('link-requested').getByText('c•••••@atelier-martin.example').waitFor();
    expect(await callsOf('unblock.requestLink')).toEqual([{ verb: 'unblock.requestLink', input: { readerId: 'r1' } }]);
    await at('open-mailbox').click();
    await at('mail-use-link').click();
    expect(await callsOf('mailbox.useLink')).toHaveLength(1);
  });

  it('says what is wrong with a pasted text, and sends nothing of it', async () => {
    await screens.show('blocked');
    await at('have-link').click();
    expect(await focused()).toBe('link-field');
    await page.keyboard.type('abc');
    await page.getByText('ce texte en a 3').waitFor();
    await at('paste-link').click();
    expect(await callsOf('unblock.pasteLink')).toEqual([]);
  });

  it('shows no section that does not exist', async () => {
    await screens.show('withoutMailbox');
    expect(await at('rail-mailbox').count()).toBe(0);
    expect(await at('rail-tokens').count()).toBe(1);
  });
});

describe('problems', () => {
  it.each([
    ['initUnreachable', 'unblock.recheck'],
    ['unplugged', 'unblock.resume'],
    ['outcomeUnknown', 'unblock.resume'],
    ['adminRefused', 'app.openLink'],
    ['initNotBlocked', 'unblock.leave'],
  ] as const)('%s: its button calls %s', async (scenario, verb) => {
    await screens.show(scenario);
    await at('problem-action').click();
    await expect.poll(async () => (await callsOf(verb)).length).toBe(1);
  });

  it.each(['initLinkExpired', 'initLinkUsed', 'sessionExpired'] as const)('%s: its button leads to a new link', async (scenario) => {
    await screens.show(scenario);
    await at('problem-action').click();
    await at('request-link').waitFor();
  });

  it('lets a virtual token be put back without leaving the step', async () => {
    await screens.show('unpluggedVirtual');
    await at('virtual-insert').click();
    expect(await callsOf('virtualReader.setInserted')).toEqual([{ verb: 'virtualReader.setInserted', input: { readerId: 'r1', inserted: true } }]);
    await page.evaluate(() => window.fakeMain.showApp({ readers: [{ readerId: 'r1', name: 'Lecteur virtuel', virtual: true, tokenPresent: true }] }));
    await at('virtual-insert').waitFor({ state: 'detached' });
  });

  it('locks out with the two links and the office', async () => {
    await screens.show('lockedOut');
    await at('locked-out').getByText('01 99 00 10 20').waitFor();
    await at('revoke').click();
    await at('reorder').click();
    expect((await callsOf('app.openLink')).map((call) => call.input)).toEqual([{ target: 'revocation' }, { target: 'reorder' }]);
  });

  it('saves the receipt, and says so', async () => {
    await screens.show('done');
    await at('receipt-save').click();
    await page.getByText('Reçu enregistré.').waitFor();
  });
});
