import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { axeViolations } from '../../support/axe.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';

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
const refuse = (verb: string, problem: Problem) => page.evaluate(({ verb: name, problem: why }) => Object.assign(window.fakeMain.refuse, { [name]: why }), { verb, problem });
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? (element.dataset['testid'] ?? element.tagName) : null;
  });
const firstNumber = () => at('request-row').first().locator('[role="gridcell"]').nth(1).textContent();
const drop = (files: readonly { readonly name: string; readonly size: number }[]) =>
  page.evaluate((wanted) => {
    const data = new DataTransfer();
    for (const { name, size } of wanted) data.items.add(new File([new Uint8Array(size)], name));
    document.querySelector('[data-testid="document-drop"]')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);

describe('my requests', () => {
  it('are sorted by each column, which says so', async () => {
    await screens.show('requests');
    expect(await firstNumber()).toBe('550024');
    const header = page.getByRole('columnheader', { name: 'N° demande' });
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await at('sort-number').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await at('sort-number').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(await firstNumber()).toBe('550015');
    await at('sort-entity').click();
    expect(await at('request-row').first().textContent()).toContain('Atelier Martin');
  });

  it('are found by words and states, and counted aloud', async () => {
    await screens.show('requests');
    await at('state-toComplete').click();
    expect(await at('request-count').textContent()).toBe('1 demande sur 10');
    await at('state-draft').click();
    expect(await at('request-count').textContent()).toBe('2 demandes sur 10');
    await at('request-search').fill('pharmacie');
    await at('requests-none-found').waitFor();
    await at('filters-clear').click();
    expect(await at('request-count').textContent()).toBe('10 demandes');
    expect(await at('request-count').getAttribute('role')).toBe('status');
  });

  it('of five thousand draw only what is seen, and the keyboard reaches the last and opens it', async () => {
    await screens.show('requestsMany');
    expect(await at('request-row').count()).toBeLessThan(30);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('5001');
    await at('request-row').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('3');
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('5001');
    await page.keyboard.press('PageUp');
    await expect.poll(() => page.evaluate(() => Number(document.activeElement?.getAttribute('aria-rowindex')) < 5001)).toBe(true);
    await page.keyboard.press('Home');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('2');
    await page.keyboard.press('Enter');
    await at('request-state').waitFor();
    expect(await focused()).toBe('H1');
  });

  it('keep what was looked for while one is opened', async () => {
    await screens.show('requestsFiltered');
    await at('request-row').first().click();
    await at('back').click();
    expect(await at('request-count').textContent()).toBe('2 demandes sur 10');
    expect(await at('state-draft').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('the menu of a row', () => {
  const items = () => at('request-menu').getByRole('menuitem').allTextContents();

  it('is reached by keyboard, offers what the state allows and gives the focus back', async () => {
    await screens.show('requests');
    await at('state-draft').click();
    await at('request-row').first().focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('request-actions');
    await page.keyboard.press('Enter');
    expect(await items()).toEqual(['Modifier', 'Supprimer']);
    expect(await focused()).toBe('menu-modify');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('menu-delete');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await at('request-menu').waitFor({ state: 'detached' });
    expect(await focused()).toBe('request-actions');
  });

  it('opens a request for printing without leaving the list, and says where it is', async () => {
    await screens.show('requests');
    await at('request-actions').first().click();
    expect(await items()).toEqual(['Ouvrir pour imprimer']);
    await at('menu-print').click();
    await page.getByText('La demande est ouverte dans votre lecteur de PDF').waitFor();
    expect(await callsOf('requests.print')).toHaveLength(1);
    expect(await at('request-state').count()).toBe(0);
  });

  it('says that no program opens PDFs as a warning, and saves the PDF instead', async () => {
    await screens.show('requestsUnprinted');
    await at('unprinted').getByText('Aucun programme de ce poste n’ouvre les PDF').waitFor();
    await at('unprinted-save').press('Enter');
    await page.getByText('PDF enregistré.').waitFor();
    expect(await at('unprinted').count()).toBe(0);
    const [asked] = await callsOf('requests.print');
    expect(await callsOf('requests.savePdf')).toEqual([asked]);
  });

  it('closes when its row moves under it, and gives the focus back', async () => {
    await screens.show('requestsMany');
    await at('request-actions').nth(2).focus();
    await page.keyboard.press('Enter');
    await at('request-menu').waitFor();
    await at('request-table').evaluate((table) => (table.scrollTop += 30));
    await at('request-menu').waitFor({ state: 'detached' });
    expect(await focused()).toBe('request-actions');
  });

  it('gives the focus to the next row after a deletion, to the one before it after the last, to the heading after all', async () => {
    await screens.show('requestsThreeDrafts');
    const numbers = () => at('request-row').evaluateAll((rows) => rows.map((row) => row.children[1]?.textContent ?? ''));
    const focusedRow = () => page.evaluate(() => document.activeElement?.closest('[role="row"]')?.children[1]?.textContent ?? document.activeElement?.tagName);
    const remove = async (row: number) => {
      await at('request-actions').nth(row).press('Enter');
      await at('menu-delete').press('Enter');
      await at('dialog-confirm').press('Enter');
    };
    const [first, second, third] = await numbers();
    await remove(1);
    await expect.poll(numbers).toEqual([first, third]);
    await expect.poll(focusedRow).toBe(third);
    expect(second).not.toBe(third);
    await remove(1);
    await expect.poll(focusedRow).toBe(first);
    await remove(0);
    await at('requests-empty').waitFor();
    await expect.poll(focusedRow).toBe('H1');
  });

  it('deletes and withdraws only after a yes', async () => {
    await screens.show('requests');
    await at('state-submitted').click();
    await at('request-actions').first().click();
    await at('menu-delete').click();
    expect(await focused()).toBe('dialog-cancel');
    await at('dialog-cancel').click();
    expect(await callsOf('requests.delete')).toEqual([]);
    await at('request-actions').first().click();
    await at('menu-withdraw').click();
    await at('dialog-confirm').click();
    await expect.poll(() => callsOf('requests.withdraw')).toEqual([{ requestId: 'aaaaaaaa-0000-4000-8000-000000000001', revision: 2 }]);
  });
});

describe('one request', () => {
  it('is deleted only after a yes, and the list comes back', async () => {
    await screens.show('requestDelete');
    expect(await focused()).toBe('dialog-cancel');
    await page.keyboard.press('Escape');
    expect(await callsOf('requests.delete')).toEqual([]);
    await at('request-delete').click();
    await at('dialog-confirm').click();
    await at('request-table').waitFor();
    expect(await callsOf('requests.delete')).toHaveLength(1);
  });

  it('is not handed in while documents are missing: the list of them is shown', async () => {
    await screens.show('requestDraft');
    await at('request-submit').click();
    expect(await callsOf('requests.submit')).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('request-documents');
  });

  it('takes files that are dropped, one after another, and refuses others before a byte is sent', async () => {
    await screens.show('requestDraft');
    await drop([
      { name: 'mandat.pdf', size: 2000 },
      { name: 'macro.docx', size: 10 },
      { name: 'grand.pdf', size: 8 * 1024 * 1024 + 1 },
      { name: 'vide.png', size: 0 },
    ]);
    await page.locator('[data-testid="uploads"] [data-state="done"]').waitFor();
    expect(await page.locator('[data-testid="uploads"] li').evaluateAll((lines) => lines.map((item) => (item as HTMLElement).dataset['verdict']))).toEqual(['ok', 'type', 'size', 'empty']);
    const calls = await callsOf('requests.addDocument');
    expect(calls).toEqual([{ requestId: 'aaaaaaaa-0000-4000-8000-000000000000', kind: 'entityRegistration', fileName: 'mandat.pdf', bytes: { bytes: 2000 } }]);
    await refuse('requests.addDocument', { code: 'documentRefused', details: {} });
    await drop([{ name: 'abime.pdf', size: 20 }]);
    await page.locator('[data-testid="uploads"] [data-state="failed"]').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('has its appointment booked, by the clock of the office', async () => {
    await screens.show('requestAccepted');
    expect(await at('slot-confirm').isDisabled()).toBe(true);
    await at('slot').nth(1).click();
    await at('slot-confirm').click();
    const [booked] = await callsOf('requests.book');
    expect(booked).toMatchObject({ officeId: '00000000-0000-4000-8000-000000000001', startsAt: Date.UTC(2026, 10, 24, 18, 14) });
    expect(await at('slot').nth(1).textContent()).toBe('19\u00A0h\u00A014');
  });
});

describe('the form of a request', () => {
  it('judges a SIREN while it is typed, and the rest when it is sent: focus on the first', async () => {
    await screens.show('requestNew');
    await at('field-siren').fill('732829321');
    await page.getByText('Ce SIREN n’existe pas', { exact: false }).waitFor();
    await at('form-save').click();
    expect(await callsOf('requests.create')).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('productId');
    expect(await at('field-siren').getAttribute('aria-invalid')).toBe('true');
  });

  it('keeps what is typed when its person looks elsewhere, and sends it once', async () => {
    await screens.show('requestNew');
    await at('choice-sceau-logiciel').click();
    const fields = { establishment: 'Atelier Martin SARL', siren: '732 829 320', siret: '732 829 320 00074', street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', phone: '' };
    for (const [field, value] of Object.entries(fields)) await at(`field-${field}`).fill(value);
    await at('rail-help').click();
    await at('rail-requests').click();
    expect(await at('field-city').inputValue()).toBe('Nantes');
    await at('choice-00000000-0000-4000-8000-000000000001').click();
    await at('form-save').click();
    await at('request-state').waitFor();
    expect(await callsOf('requests.create')).toMatchObject([{ productId: 'sceau-logiciel', establishment: { siren: '732829320', siret: '73282932000074' }, holder: { firstName: 'Camille', phone: null } }]);
    await at('back').click();
    await at('request-new').click();
    expect(await at('field-city').inputValue()).toBe('');
  });

  it('shows both versions when the request was changed elsewhere, and sends the kept one on what is there now', async () => {
    await screens.show('requestConflict');
    await at('form-conflict').waitFor();
    expect(await at('form-conflict').textContent()).toContain('Durand et Filles SAS');
    expect(await at('form-save').isDisabled()).toBe(true);
    await at('keep-mine').click();
    await page.evaluate(() => {
      window.fakeMain.refuse = {};
    });
    await at('form-save').click();
    await at('request-state').waitFor();
    expect(await callsOf('requests.modify')).toMatchObject([{ revision: 2 }, { revision: 3, establishment: { name: 'Durand et Fils SAS', address: { city: 'Nantes Nord' } } }]);
  });
});

describe('a certificate', () => {
  it('is one row on the token and in the account, and unknown is not invalid', async () => {
    await screens.show('certificates');
    expect(await at('certificate-row').count()).toBe(8);
    expect(await page.locator('[data-stage="unknown"]').textContent()).toContain('État non vérifié');
    await at('certificate-search').fill('0000 0000 0005');
    expect(await at('certificate-count').textContent()).toBe('1 certificat sur 8');
  });

  it('is downloaded once its person has shown who they are; the password is read, not copied, and goes with the page', async () => {
    await screens.show('certificateSoftware');
    await at('certificate-download').click();
    await at('download-done').waitFor();
    const password = 'K7QF-29DM-XW4T-8HRB';
    expect(await page.content()).not.toContain(password);
    await at('password-show').click();
    expect(await at('download-password').textContent()).toBe(password);
    expect(await at('download-password').evaluate((element) => getComputedStyle(element).userSelect)).toBe('none');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect.poll(() => at('download-password').textContent()).not.toBe(password);
    for (const away of [at('rail-help'), at('rail-certificates'), at('back')]) {
      await away.click();
      await page.getByText('Le mot de passe du fichier ne sera plus montré.').waitFor();
      await at('dialog-cancel').click();
      await at('download-password').waitFor();
    }
    expect(await callsOf('app.protectScreen')).toEqual([{ protect: true }]);
    await at('download-close').click();
    await at('certificate-download').waitFor();
    expect(await page.content()).not.toContain(password);
  });

  it('is left for the list, with a password that nobody can show again, only after a yes', async () => {
    for (const away of ['rail-certificates', 'back']) {
      await screens.show('certificateDownloaded');
      await at(away).click();
      await at('dialog-confirm').click();
      await at('certificate-row').first().waitFor();
      expect(await at('dialog').count()).toBe(0);
    }
  });

  it('is revoked by its reason and the end of its number, and nothing less', async () => {
    await screens.show('revoke');
    await at('revoke-submit').click();
    expect(await callsOf('certificates.revoke')).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('reason');
    await at('choice-superseded').click();
    await at('revoke-confirmation').fill('0000 0003');
    await page.keyboard.press('Enter');
    expect(await callsOf('certificates.revoke')).toEqual([]);
    expect(await focused()).toBe('revoke-confirmation');
    await at('revoke-confirmation').fill('0000 0002');
    await page.keyboard.press('Enter');
    await at('revoked').waitFor();
    expect(await callsOf('certificates.revoke')).toEqual([{ serial: '4A2B0000000000000000000000000002', reason: 'superseded', confirmation: '00000002' }]);
    await at('revoked-proof').click();
    expect(await callsOf('certificates.saveProof')).toHaveLength(1);
  });

  it('is revoked by its code without signing in, and the code is in no state', async () => {
    await screens.show('revokeByCode');
    await at('code-submit').click();
    expect(await focused()).toBe('code-serial');
    await at('code-serial').fill('4A2B 0000 0000 0000 0000 0000 0000 0002');
    await at('code-code').fill('ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2');
    await at('choice-keyCompromise').click();
    await at('code-submit').click();
    await at('revoked').waitFor();
    expect(await page.content()).not.toContain('FGHJK');
  });

  it('is renewed into a request, which opens', async () => {
    await screens.show('renewalPossible');
    await at('certificate-renew').click();
    await at('request-state').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('550015');
  });
});

describe('in forced colours, by keyboard alone', () => {
  it.each(['requests', 'requestToComplete', 'certificates', 'revoke', 'drivers'] as const)('%s can be used', async (name) => {
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await screens.show(name);
    expect(await axeViolations(page)).toEqual([]);
    const reached = new Set<string>();
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press('Tab');
      const id = await focused();
      if (id !== null) reached.add(id);
    }
    // Each control of the page has its turn; of a group of radio buttons and of the rows of a grid, one.
    const all = await page.locator('#content button:not([tabindex="-1"]):not(:disabled), #content a, #content select').evaluateAll((elements) => elements.map((element) => (element as HTMLElement).dataset['testid'] ?? ''));
    expect(all.filter((id) => !reached.has(id))).toEqual([]);
  });
});
