import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';
import { SIGNED_IN, SIGNED_OUT, UP_TO_DATE } from '../../support/fake-main/sample-account.ts';
import { READY_TOKEN, SERIAL } from '../../support/fake-main/sample-views.ts';

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
const callsOf = (verb: string) => page.evaluate((name) => window.fakeMain.calls.filter((call) => call.verb === name).map((call) => call.input), verb);
const refuse = (verb: string, problem: Problem | null) =>
  page.evaluate(
    ({ verb: name, problem: why }) => {
      if (why === null) Reflect.deleteProperty(window.fakeMain.refuse, name);
      else Object.assign(window.fakeMain.refuse, { [name]: why });
    },
    { verb, problem },
  );
const become = (account: object) => page.evaluate((change) => window.fakeMain.showAccount(change), account);
const focused = () => page.evaluate(() => (document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['testid'] ?? document.activeElement.tagName) : null));
const heading = () => page.locator('h1').textContent();
/** Every place of the page where something typed could linger, but the fields themselves. */
const traces = () =>
  page.evaluate(() => document.documentElement.outerHTML + JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, window.fakeMain.calls]));

describe('where one begins', () => {
  it('is at the tokens while nobody is signed in, home for who is, and the reason for whose session ended', async () => {
    await screens.show('blocked');
    expect(await at('token-card').count()).toBe(1);
    await screens.show('home');
    expect(await heading()).toBe('Bonjour Camille');
    await screens.show('signInIdle');
    expect(await at('ended').textContent()).toContain('30 minutes');
  });

  it('signing in leads home, and the end of a session to why, with the heading in focus', async () => {
    await screens.show('signIn');
    await become(SIGNED_IN);
    await at('home-tokens').waitFor();
    expect(await focused()).toBe('H1');
    await become({ ...SIGNED_OUT, session: { kind: 'signedOut', because: 'elsewhere', email: null } });
    await at('ended').waitFor();
    expect(await at('rail-person').count()).toBe(0);
  });

  it('nobody is taken away from a PIN that is being typed', async () => {
    await screens.show('verify');
    await page.keyboard.type('48');
    await become(SIGNED_IN);
    expect(await at('known-entry').getAttribute('data-count')).toBe('2');
  });

  it('a blocked token has its unblock button on the first screen, and it leads to the same page', async () => {
    await screens.show('homeBlocked');
    await at('unblock-button').click();
    await at('request-link').waitFor();
  });
});

describe('an appointment on the first screen', () => {
  it('leads to the request it is for', async () => {
    await screens.show('home');
    await at('home-act-appointment').click();
    await at('request-state').waitFor();
    expect(await callsOf('requests.read')).toEqual([{ requestId: 'aaaaaaaa-0000-4000-8000-000000000005' }]);
  });
});

describe('a PIN', () => {
  it.each(['verify', 'signInToken', 'accountAssociate', 'proofDialogToken'] as const)('is typed in a window that no picture is taken of (%s)', async (name) => {
    await screens.show(name);
    expect(await callsOf('app.protectScreen')).toEqual([{ protect: true }]);
    await at(name === 'verify' ? 'task-back' : 'proof-cancel').click();
    await expect.poll(() => callsOf('app.protectScreen')).toEqual([{ protect: true }, { protect: false }]);
  });
});

describe('signing in by password', () => {
  it('goes by the keyboard alone, once, and leaves no trace of the password', async () => {
    await screens.show('signIn');
    await at('sign-in-email').focus();
    await page.keyboard.type(' camille@atelier-martin.fr ');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Vert tilleul 47 ?');
    expect(await traces()).not.toContain('tilleul');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await callsOf('account.signIn')).toEqual([{ email: 'camille@atelier-martin.fr', password: { characters: 17 } }]);
    await expect.poll(() => at('sign-in-secret').inputValue()).toBe('');
  });

  it('empties the password after a refusal, keeps it when nobody answered, and puts the focus on what is said', async () => {
    await screens.show('signInRefused');
    await expect.poll(focused).toBe('problem');
    expect(await at('sign-in-secret').inputValue()).toBe('');
    expect(await at('sign-in-email').inputValue()).toBe('camille@atelier-martin.fr');
    await refuse('account.signIn', { code: 'authorityUnreachable', details: {} });
    await at('sign-in-secret').fill('Vert tilleul 47 ?');
    await at('sign-in-submit').click();
    await page.locator('[data-code="authorityUnreachable"]').waitFor();
    expect(await at('sign-in-secret').inputValue()).not.toBe('');
  });

  it('shows a password on demand and hides it when the window is left', async () => {
    await screens.show('signIn');
    await at('sign-in-secret').fill('Vert tilleul 47 ?');
    await page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    expect(await at('sign-in-secret').getAttribute('type')).toBe('text');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect.poll(() => at('sign-in-secret').getAttribute('type')).toBe('password');
  });
});

describe('signing in by token', () => {
  it('sends one entry with what was on screen', async () => {
    await screens.show('signInToken');
    await page.keyboard.type('4829');
    expect(await traces()).not.toContain('4829');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await callsOf('account.signInWithToken')).toEqual([
      { serial: SERIAL, triesShown: 3, serialTail: null, pin: { bytes: 4 }, certificateSha256: READY_TOKEN.certificates.find(({ use }) => use === 'authentication')?.sha256 },
    ]);
  });

  it('asks for the end of the number before the last try, and sends it along', async () => {
    await screens.show('signInTokenGate');
    expect(await focused()).toBe('gate-tail');
    await page.keyboard.type('41F7');
    await page.keyboard.press('Enter');
    expect(await at('known-entry').count()).toBe(0);
    await at('gate-tail').fill('41f6');
    await page.keyboard.press('Enter');
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    expect(await callsOf('account.signInWithToken')).toMatchObject([{ triesShown: 1, serialTail: '41F6' }]);
  });

  it('says how many tries are left after a wrong one, and asks again with that number', async () => {
    await screens.show('signInTokenWrong');
    await page.getByText('Il reste 2 essais.').first().waitFor();
    await page.keyboard.type('4830');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await callsOf('account.signInWithToken')).length).toBe(2);
    expect(await callsOf('account.signInWithToken')).toMatchObject([{ triesShown: 3 }, { triesShown: 2 }]);
  });

  it('guesses nothing after a lost answer: what the counter says once the token is back', async () => {
    await screens.show('signInTokenUnknown');
    await at('proof-unknown').waitFor();
    await page.evaluate(() => window.fakeMain.showApp({ tokens: [], cardService: 'noToken' }));
    await page.evaluate((token) => window.fakeMain.showApp({ tokens: [token], cardService: 'ready' }), { ...READY_TOKEN, pin: { triesLeft: 2, triesMax: 3 } });
    await at('proof-again').click();
    await at('known-entry').waitFor();
    expect(await at('proof-cost').textContent()).toContain('2');
  });
});

describe('a sign-up', () => {
  it('judges the password as it is typed and sends nothing before all rules hold', async () => {
    await screens.show('signUp');
    for (const [field, text] of [['first-name', 'Camille'], ['last-name', 'Durand'], ['sign-up-email', 'camille@atelier-martin.fr'], ['new-password', 'Durand 2026 !']] as const) await at(field).fill(text);
    expect(await at('password-rule-personal').getAttribute('data-verdict')).toBe('broken');
    await at('sign-up-submit').click();
    expect(await focused()).toBe('new-password');
    expect(await callsOf('account.signUp')).toEqual([]);
    await at('new-password').fill('Vert tilleul 47 ?');
    await at('new-password-again').fill('Vert tilleul 47 ');
    await at('sign-up-submit').click();
    expect(await focused()).toBe('new-password-again');
    await at('new-password-again').fill('Vert tilleul 47 ?');
    await at('sign-up-submit').click();
    await at('resend').waitFor();
    expect(await callsOf('account.signUp')).toHaveLength(1);
    expect(await traces()).not.toContain('tilleul');
  });

  it('keeps its page while the mail is looked at, and is confirmed by its link', async () => {
    await screens.show('checkMail');
    await at('open-mailbox').click();
    await at('rail-account').click();
    expect(await heading()).toBe('Confirmez votre adresse');
    await at('account-link').fill('A'.repeat(43));
    await at('use-account-link').click();
    await at('confirmed').waitFor();
    await screens.show('accountMail');
    await at('mail-use-account-link').click();
    await at('confirmed').waitFor();
    expect(await callsOf('account.useMailLink')).toEqual([{ text: `http://127.0.0.1:8443/account#${'A'.repeat(43)}` }]);
  });

  it('sends the mail again only after a minute', async () => {
    await page.clock.install();
    await screens.show('checkMail');
    expect(await at('resend').isDisabled()).toBe(true);
    await page.clock.runFor(61_000);
    await at('resend').click();
    await at('resent').waitFor();
    expect(await callsOf('account.resendConfirmation')).toEqual([{ email: 'camille.durand@atelier-martin.fr' }]);
    await page.clock.resume();
  });
});

describe('terms of use', () => {
  it('are accepted by their version; to decline is asked about and signs out', async () => {
    await screens.show('terms');
    await at('terms-accept').click();
    expect(await callsOf('account.acceptTerms')).toEqual([{ version: '2026-11-01' }]);
    await at('terms-decline').click();
    expect(await focused()).toBe('dialog-cancel');
    await at('dialog-confirm').click();
    expect(await callsOf('account.signOut')).toEqual([{ forget: false, mayLose: 0 }]);
  });

  it('leave the tokens within reach', async () => {
    await screens.show('terms');
    await at('rail-tokens').click();
    await at('token-card').waitFor();
  });
});

describe('a verb that wants a proof', () => {
  it('goes on by itself once it is given, and not without', async () => {
    await screens.show('proofDialog');
    expect(await focused()).toBe('proof-password');
    await page.keyboard.press('Escape');
    await page.locator('[data-code="reauthenticationRequired"]').waitFor();
    await at('export-save').click();
    await at('proof-password').waitFor();
    await refuse('account.saveExport', null);
    await page.keyboard.type('Vert tilleul 47 ?');
    await page.keyboard.press('Enter');
    await at('export-said').waitFor();
    expect(await callsOf('account.reauthenticate')).toEqual([{ password: { characters: 17 } }]);
    expect(await callsOf('account.saveExport')).toHaveLength(3);
    expect(await traces()).not.toContain('tilleul');
  });

  it('says a wrong password at its field, which is empty and has the focus, here and where the password is changed', async () => {
    await screens.show('proofDialogRefused');
    await page.getByText('Ce n’est pas votre mot de passe.').waitFor();
    expect([await at('problem').count(), await focused(), await at('proof-password').inputValue()]).toEqual([0, 'proof-password', '']);

    await screens.show('accountPassword');
    await refuse('account.changePassword', { code: 'credentialsRefused', details: {} });
    await at('current-password').fill('Faux');
    await at('new-password').fill('Vert tilleul 47 ?');
    await at('new-password-again').fill('Vert tilleul 47 ?');
    await at('password-submit').click();
    await page.getByText('Ce n’est pas votre mot de passe.').waitFor();
    expect([await at('problem').count(), await focused(), await at('current-password').inputValue(), await at('new-password').inputValue()]).toEqual([0, 'current-password', '', 'Vert tilleul 47 ?']);
  });

  it('asks before a PIN leaves, where the last proof is too old', async () => {
    await screens.show('accountAssociate');
    if (SIGNED_IN.session.kind === 'signedIn') await become({ session: { ...SIGNED_IN.session, freshUntil: 0 } });
    await page.keyboard.type('4829');
    await page.keyboard.press('Enter');
    await at('proof').waitFor();
    expect(await callsOf('account.associate')).toEqual([]);
    await page.keyboard.type('Vert tilleul 47 ?');
    await page.keyboard.press('Enter');
    await at('associated').waitFor();
    expect(await callsOf('account.associate')).toHaveLength(1);
  });
});

describe('the end of a session', () => {
  it('is warned of, with the way to stay in focus, and Escape stays', async () => {
    await screens.show('idleWarning');
    expect(await focused()).toBe('idle-stay');
    await page.keyboard.press('Escape');
    expect(await callsOf('account.stay')).toHaveLength(1);
    expect(await at('idle-left').textContent()).toMatch(/1\u00A0min\u00A0\d\d\u00A0s/u);
    await become(SIGNED_IN);
    await at('idle').waitFor({ state: 'detached' });
  });

  it('of a shared machine forgets only after a yes', async () => {
    await screens.show('accountForget');
    await page.keyboard.press('Escape');
    expect(await callsOf('account.signOut')).toEqual([]);
    await at('forget').click();
    await at('dialog-confirm').click();
    expect(await callsOf('account.signOut')).toEqual([{ forget: true, mayLose: 0 }]);
  });

  it('says what would be lost unsent, and sends it first for who wants it', async () => {
    await screens.show('accountForgetWaiting');
    expect(await at('unsent').textContent()).toContain('3 modifications ne sont pas encore envoyées');
    expect(await focused()).toBe('dialog-cancel');
    await at('send-first').click();
    expect(await callsOf('account.sync')).toHaveLength(1);
    await become({ copy: UP_TO_DATE });
    await page.getByText('Tout est envoyé').waitFor();
    expect(await at('send-first').count()).toBe(0);
    await at('dialog-confirm').click();
    expect(await callsOf('account.signOut')).toEqual([{ forget: true, mayLose: 0 }]);

    await screens.show('accountForgetSendFailed');
    await at('send-failed').waitFor();
    await at('dialog-confirm').click();
    expect(await callsOf('account.signOut')).toEqual([{ forget: true, mayLose: 1 }]);
  });

  it('asks when main knows of more that would be lost than was on screen', async () => {
    await screens.show('account');
    await page.evaluate(() => Object.assign(window.fakeMain.answers, { 'account.signOut': ({ mayLose }: { mayLose: number }) => (mayLose < 2 ? { kind: 'wouldLose', count: 2 } : { kind: 'signedOut' }) }));
    await at('sign-out').click();
    expect(await at('unsent').textContent()).toContain('2 modifications ne sont pas encore envoyées');
    await at('dialog-confirm').click();
    await at('dialog').waitFor({ state: 'detached' });
    expect(await callsOf('account.signOut')).toEqual([{ forget: false, mayLose: 0 }, { forget: false, mayLose: 2 }]);
  });

  it('asks before any sign-out where the copy is in memory alone, also at the warning', async () => {
    await screens.show('accountLeaveMemory');
    expect(await callsOf('account.signOut')).toEqual([]);
    expect(await at('unsent').textContent()).toContain('Rien n’est gardé sur cet ordinateur');
    await screens.show('idleWarningLoses');
    expect(await at('idle-loses').textContent()).toContain('1 modification');
    await at('idle-leave').click();
    expect(await callsOf('account.signOut')).toEqual([{ forget: false, mayLose: 1 }]);
  });
});

describe('a conflict', () => {
  it('shows what differs first, and keeps what a person chose', async () => {
    await screens.show('conflict');
    const differing = page.locator('[data-differs="true"]');
    expect(await differing.count()).toBe(2);
    expect(await page.locator('tbody tr').first().getAttribute('data-differs')).toBe('true');
    await at('conflict-theirs').click();
    await at('conflict').waitFor({ state: 'detached' });
    expect(await callsOf('account.settleConflict')).toEqual([{ changeId: '11111111-0000-4000-8000-000000000001', keep: 'theirs' }]);
  });
});

describe('high contrast', () => {
  it('keeps where one is visible without colours of its own', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await screens.show('account');
    const outline = await page.locator('[data-testid="rail-account"]').evaluate((element) => getComputedStyle(element).outlineStyle);
    const lineOf = (tab: string) => at(`account-tab-${tab}`).evaluate((element) => getComputedStyle(element).borderBottomColor);
    expect(outline).toBe('solid');
    expect(await lineOf('security')).toBe(await lineOf('journal'));
    expect(await lineOf('profile')).not.toBe(await lineOf('security'));
    await page.emulateMedia({ forcedColors: 'none' });
  });
});
