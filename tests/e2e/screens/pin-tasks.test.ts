import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppView, PinOutcome } from '../../../src-shared/domain/views.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import { APP, BLOCKED_TOKEN, OTHER_TOKEN, PIV_TOKEN, READY_TOKEN } from '../../support/fake-main/sample-views.ts';

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

const SERIAL = READY_TOKEN.serial;
const at = (testId: string) => page.getByTestId(testId);
const showApp = (change: Partial<AppView>) => page.evaluate((view) => window.fakeMain.showApp(view), change);
const cardSays = (outcome: PinOutcome) => page.evaluate((said) => Object.assign(window.fakeMain, { pinOutcome: said }), outcome);
const callsOf = (verb: string) => page.evaluate((name) => window.fakeMain.calls.filter((call) => call.verb === name).map((call) => call.input), verb);
const focused = () => page.evaluate(() => (document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['testid'] ?? document.activeElement.tagName) : null));
const pageText = () => page.evaluate(() => document.documentElement.outerHTML + Array.from(document.querySelectorAll('input'), (input) => input.value).join());
const counted = (triesLeft: number | null) => ({ triesLeft, triesMax: 3 });
const withPin = (triesLeft: number): Partial<AppView> => ({ ...APP, tokens: [{ ...READY_TOKEN, pin: counted(triesLeft) }] });
const OUT: Partial<AppView> = { cardService: 'noToken', tokens: [] };
const ENTRY = { serial: SERIAL, triesShown: 3, serialTail: null };

describe('testing a PIN', () => {
  it('is done by keyboard alone, from the home page to its result', async () => {
    await screens.show('ready');
    for (let press = 0; press < 20 && (await focused()) !== 'verify-button'; press++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await at('known-entry').waitFor();
    expect(await focused()).toBe('known-entry');
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    await at('task-done').waitFor();
    expect(await callsOf('pin.verify')).toEqual([{ ...ENTRY, pin: { bytes: 4 } }]);
    for (let press = 0; press < 20 && (await focused()) !== 'task-finish'; press++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await at('token-card').waitFor();
  });

  it('says its cost with the exact number, and waits for an entry of the right form', async () => {
    await screens.show('verify');
    expect(await at('cost').textContent()).toContain('Il vous en reste 3');
    expect(await at('task-submit').isDisabled()).toBe(true);
    await page.keyboard.type('482');
    expect(await at('task-submit').isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.type('9');
    expect(await at('task-submit').isDisabled()).toBe(false);
    expect(await callsOf('pin.verify')).toEqual([]);
  });

  it('sends one code, however often it is submitted, and shows none', async () => {
    await screens.show('verify');
    await page.evaluate(() => Object.assign(window.fakeMain, { hold: true }));
    await page.keyboard.type('4829');
    expect(await pageText()).not.toContain('4829');
    await page.evaluate(() => {
      const form = document.querySelector('form');
      form?.requestSubmit();
      form?.requestSubmit();
    });
    await at('task-submit').dblclick({ force: true });
    expect(await callsOf('pin.verify')).toHaveLength(1);
    expect(await at('known-entry').getAttribute('data-count')).toBe('0');
    await page.evaluate(() => window.fakeMain.release());
    await at('task-done').waitFor();
  });

  it('empties and focuses the field after a wrong code, and says the tries left', async () => {
    await screens.show('verifyWrong');
    await page.getByText('Code incorrect. Il reste 2 essais.').last().waitFor();
    expect(await at('outcome-said').getAttribute('aria-live')).toBe('assertive');
    await expect.poll(focused).toBe('known-entry');
    expect(await at('known-entry').getAttribute('data-count')).toBe('0');
    // Main's own view of the same counter is no surprise, and the next entry goes out with it.
    await showApp(withPin(2));
    expect(await at('counter-moved').count()).toBe(0);
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await callsOf('pin.verify')).at(-1)).toEqual({ ...ENTRY, triesShown: 2, pin: { bytes: 4 } });
  });

  it('puts the gate before the last try, after a wrong code too', async () => {
    await screens.show('verifyWrongLast');
    await at('gate-wrong').waitFor();
    expect(await at('known-entry').count()).toBe(0);
  });

  it('has one button in the same place once the PIN is blocked', async () => {
    await screens.show('verifyBlocked');
    await at('task-blocked').waitFor();
    expect(await at('task-submit').count()).toBe(0);
    await showApp({ tokens: [BLOCKED_TOKEN] });
    await at('unblock-button').click();
    await at('request-link').waitFor();
  });

  it('wipes what was typed when another program moves the counter', async () => {
    await screens.show('verifyMoved');
    await at('counter-moved').waitFor();
    expect(await at('known-entry').getAttribute('data-count')).toBe('0');
    expect(await at('cost').textContent()).toContain('Il vous en reste 2');
  });

  it('never sends again what main refused: again means the form', async () => {
    await screens.show('verifyCounterChanged');
    await at('problem-action').click();
    await at('problem').waitFor({ state: 'detached' });
    expect(await callsOf('pin.verify')).toHaveLength(1);
    expect(await callsOf('tokens.refresh')).toHaveLength(1);
    expect(await focused()).toBe('known-entry');
  });

  it('stops when the token is pulled, says which one is in its place, and starts anew when it is back', async () => {
    await screens.show('verifyAway');
    await at('away-other').waitFor();
    expect(await at('known-entry').count()).toBe(0);
    await showApp({ tokens: [READY_TOKEN] });
    await at('known-entry').waitFor();
    expect(await at('known-entry').getAttribute('data-count')).toBe('0');
    expect(await callsOf('pin.verify')).toEqual([]);
  });

  it('asks before something typed is left', async () => {
    await screens.show('verify');
    await page.keyboard.type('48');
    await at('task-back').click();
    await at('dialog-cancel').click();
    expect(await at('known-entry').getAttribute('data-count')).toBe('2');
    await at('rail-diagnostics').click();
    await at('dialog-confirm').click();
    await at('diagnosis').waitFor();
  });
});

describe('an answer that was lost', () => {
  const open = async (because: 'tokenRemoved' | 'tokenReset') => {
    await screens.show('verify');
    await cardSays({ kind: 'unknown', because, before: counted(3) });
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
  };

  it('is never said to be a wrong code, and nothing is concluded before the token is back', async () => {
    await open('tokenRemoved');
    await at('task-unknown').waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/incorrect|essais? décompté/u);
    await showApp(OUT);
    expect(await at('task-returned').count()).toBe(0);
  });

  it.each([
    [3, 'unchanged', 'Aucun essai décompté'],
    [2, 'spent', '1 essai décompté'],
  ] as const)('with %i tries on return: %s', async (triesLeft, verdict, words) => {
    await open('tokenRemoved');
    await at('task-unknown').waitFor();
    await showApp(OUT);
    await showApp(withPin(triesLeft));
    await at('task-returned').getByText(words).waitFor();
    expect(await at('task-returned').locator('[data-verdict]').getAttribute('data-verdict')).toBe(verdict);
    expect(await callsOf('pin.verify')).toHaveLength(1);
  });

  it('of a token that stayed in is settled by reading it again', async () => {
    await open('tokenReset');
    await at('task-returned').waitFor();
    expect(await callsOf('tokens.refresh')).toHaveLength(1);
  });

  it('of a change leads to a test of the new PIN, since the counter cannot tell', async () => {
    await screens.show('changeReturned');
    expect(await at('task-returned').locator('[data-verdict]').getAttribute('data-verdict')).toBe('ambiguous');
    await at('test-new-pin').click();
    await at('known-entry').waitFor();
    expect(await callsOf('pin.change')).toHaveLength(1);
  });
});

describe('the last try', () => {
  it('opens only with the end of the number, which goes with the entry', async () => {
    await screens.show('gateWrong');
    await page.getByText('Ce ne sont pas les quatre derniers caractères').waitFor();
    expect(await focused()).toBe('gate-tail');
    await page.keyboard.type('41f6');
    await page.keyboard.press('Enter');
    await at('known-entry').waitFor();
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    await expect.poll(() => callsOf('pin.verify')).toEqual([{ serial: SERIAL, triesShown: 1, serialTail: '41F6', pin: { bytes: 4 } }]);
  });

  it('has a gate where the number is unknown', async () => {
    await screens.show('gateUnknown');
    await at('gate-tail').waitFor();
    expect(await at('known-entry').count()).toBe(0);
  });

  it('can be kept: the way of who doubts sends nothing', async () => {
    await screens.show('gate');
    await at('gate-unsure').click();
    await at('unsure-office').waitFor();
    await at('contact-office').click();
    expect(await callsOf('pin.verify')).toEqual([]);
    expect(await callsOf('app.openLink')).toEqual([{ target: 'office' }]);
  });

  it('with a PUK leads to the PUK', async () => {
    await screens.show('unsurePuk');
    await at('unblock-puk').click();
    await at('known-entry').waitFor();
    expect(await at('task-token').textContent()).toContain('PUK');
  });
});

describe('changing a PIN', () => {
  it('is done by keyboard alone: three fields, one call', async () => {
    await screens.show('change');
    await page.keyboard.type('4829');
    expect(await focused()).toBe('pin-entry');
    await page.keyboard.type('7351');
    expect(await focused()).toBe('pin-confirm');
    await page.keyboard.type('7351');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await at('task-done').waitFor();
    expect(await callsOf('pin.change')).toEqual([{ ...ENTRY, current: { bytes: 4 }, next: { bytes: 4 }, confirmation: { bytes: 4 } }]);
  });

  it('refuses the current PIN as the new one before anything is sent', async () => {
    await screens.show('change');
    await page.keyboard.type('4829');
    await page.keyboard.type('4829');
    expect(await at('pin-rule-different').getAttribute('data-verdict')).toBe('broken');
    await at('pin-confirm').focus();
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('pin-entry');
    expect(await callsOf('pin.change')).toEqual([]);
  });

  it('shows one field without boxes where the length may vary', async () => {
    await screens.show('verifyOpen');
    expect(await at('known-entry').getAttribute('data-count')).toBe('5');
    expect(await pageText()).not.toContain('abcde');
    await page.keyboard.type('é');
    await page.getByText('lettres sans accent, chiffres et signes courants seulement').waitFor();
    expect(await at('task-submit').isDisabled()).toBe(false);
  });
});

describe('the PUK', () => {
  it('unblocks with one call that carries its own counter', async () => {
    await screens.show('pukRight');
    await at('task-done').waitFor();
    expect(await callsOf('pin.unblockByPuk')).toEqual([
      { serial: PIV_TOKEN.serial, triesShown: 3, serialTail: null, puk: { bytes: 8 }, next: { bytes: 6 }, confirmation: { bytes: 6 } },
    ]);
  });

  it('has its own gate and its own end', async () => {
    await screens.show('pukGate');
    await at('gate-tail').waitFor();
    await screens.show('pukGone');
    await at('task-puk-blocked').waitFor();
  });
});

describe('several tokens', () => {
  it('keep the one that is open, wherever it goes and whatever comes', async () => {
    await screens.show('several');
    await page.locator(`[data-testid="token-choice"][data-serial="${OTHER_TOKEN.serial ?? ''}"]`).click();
    const name = at('token-card').locator('h2');
    expect(await name.textContent()).toContain('Dominique Lefèvre');
    await showApp({ tokens: [{ ...OTHER_TOKEN, readerId: 'r9' }, { ...READY_TOKEN, blocked: true, pin: counted(0) }, PIV_TOKEN] });
    expect(await name.textContent()).toContain('Dominique Lefèvre');
    await at('verify-button').click();
    expect(await at('task-token').getAttribute('data-serial')).toBe(OTHER_TOKEN.serial);
  });

  it('say once that one came in on its last try, on whatever page', async () => {
    await screens.show('arrival');
    await at('arrival').waitFor();
    await at('arrival-see').click();
    expect(await at('token-card').locator('h2').textContent()).toContain('Noor Haddad');
    await at('rail-help').click();
    expect(await at('arrival').count()).toBe(0);
  });
});

describe('diagnosis', () => {
  it('runs when it opens and again when asked', async () => {
    await screens.show('diagnosis');
    await at('diagnostic-system').waitFor();
    await at('diagnosis-run').click();
    await expect.poll(async () => (await callsOf('diagnostics.run')).length).toBe(2);
  });

  it('shows the file whole before it can be saved', async () => {
    await screens.show('diagnosis');
    expect(await at('bundle-save').count()).toBe(0);
    await at('bundle-preview').click();
    expect(await at('bundle-text').textContent()).toContain('"serialTail": "41F6"');
    await at('bundle-save').click();
    await page.getByText('Fichier enregistré').waitFor();
    expect(await callsOf('diagnostics.save')).toHaveLength(1);
  });

  it('takes off the list only modules that were added, and asks first', async () => {
    await screens.show('diagnosis');
    expect(await at('module-remove').count()).toBe(1);
    await at('module-remove').click();
    await at('dialog-confirm').click();
    await expect.poll(() => callsOf('diagnostics.removeModule')).toEqual([{ moduleId: 'idprime' }]);
  });

  it('is where a missing service leads', async () => {
    await screens.show('noServiceAddon');
    await at('open-diagnostics').click();
    await at('diagnosis').waitFor();
  });
});
