import { afterAll, beforeAll, expect, it } from 'vitest';
import { explain } from '../../../src-renderer/src/problems/explain.ts';
import { DOCUMENT_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { openScreens, type Screens } from '../../support/fake-main/open-screens.ts';

let screens: Screens;
beforeAll(async () => {
  screens = await openScreens();
});
afterAll(() => screens.close());

const drop = (files: readonly { readonly name: string; readonly size: number }[]) =>
  screens.page.evaluate((wanted) => {
    const data = new DataTransfer();
    for (const { name, size } of wanted) data.items.add(new File([new Uint8Array(size)], name));
    document.querySelector('[data-testid="document-drop"]')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);
const lines = () => screens.page.locator('[data-testid="uploads"] li');

it.each<Problem>([
  { code: 'authorityUnreachable', details: {} },
  { code: 'documentRefused', details: { fault: 'type' } },
  { code: 'internal', details: {} },
])('a document that cannot be sent ($code) says why at its name, and can be dropped again', async (problem) => {
  await screens.show('requestToComplete');
  await screens.page.evaluate((why) => Object.assign(window.fakeMain.refuse, { 'requests.addDocument': why }), problem);
  await drop([{ name: 'kbis.pdf', size: 20 }]);
  await screens.page.locator('[data-testid="uploads"] [data-state="failed"]').waitFor();
  expect(await lines().first().textContent()).toContain(explain(problem, 'fr').title);
  await screens.page.evaluate(() => Object.assign(window.fakeMain.refuse, { 'requests.addDocument': undefined }));
  await drop([{ name: 'kbis.pdf', size: 20 }]);
  await screens.page.locator('[data-testid="uploads"] [data-state="done"]').waitFor();
  expect(await lines().count()).toBe(1);
});

it('a file of exactly the largest size is sent, one byte more is not', async () => {
  await screens.show('requestToComplete');
  await drop([
    { name: 'juste.pdf', size: DOCUMENT_SIZE_MAX },
    { name: 'trop.pdf', size: DOCUMENT_SIZE_MAX + 1 },
  ]);
  await screens.page.locator('[data-testid="uploads"] [data-state="done"]').waitFor();
  expect(await lines().evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset['verdict']))).toEqual(['ok', 'size']);
});

it('one that is on its way is called back, one that waits leaves the queue, the rest goes on', async () => {
  await screens.show('requestUploadCancelled');
  const states = () => lines().evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset['state']));
  await expect.poll(states).toEqual(['cancelling', 'cancelled', 'waiting']);
  await screens.page.evaluate(() => {
    window.fakeMain.answers['requests.addDocument'] = ({ fileName }: { readonly fileName: string }) => ({ documentId: fileName === 'kbis.pdf' ? null : 'd' });
    window.fakeMain.release();
  });
  await expect.poll(states).toEqual(['cancelled', 'cancelled', 'done']);
  expect(await lines().first().textContent()).toContain('Envoi annulé.');
  const named = (verb: string) =>
    screens.page.evaluate((name) => window.fakeMain.calls.filter((call) => call.verb === name).map(({ input }) => (input as { readonly fileName: string }).fileName), verb);
  expect(await named('requests.cancelUpload')).toEqual(['kbis.pdf']);
  expect(await named('requests.addDocument')).toEqual(['kbis.pdf', 'carte-identite.pdf']);
});

it('one that the authority had already is not said to be cancelled', async () => {
  await screens.show('requestUploading');
  await screens.page.locator('[data-testid="uploads"] [data-state="sending"]').waitFor();
  await screens.page.getByTestId('upload-cancel').first().click();
  await screens.page.evaluate(() => window.fakeMain.release());
  await screens.page.locator('[data-testid="uploads"] [data-state="done"]').nth(1).waitFor();
  expect(await screens.page.getByText('Envoi annulé.').count()).toBe(0);
});

it('the keyboard calls one back, and stays at its line', async () => {
  await screens.show('requestUploading');
  await screens.page.locator('[data-testid="uploads"] [data-state="sending"]').waitFor();
  await screens.page.getByRole('button', { name: 'Annuler l’envoi de kbis.pdf' }).press('Enter');
  await screens.page.locator('[data-testid="uploads"] [data-state="cancelling"]').waitFor();
  expect(await lines().first().evaluate((line) => line === document.activeElement)).toBe(true);
  await screens.page.keyboard.press('Tab');
  await screens.page.keyboard.press('Enter');
  await screens.page.locator('[data-testid="uploads"] [data-state="cancelled"]').waitFor();
});

it('a file dropped while another is on its way waits for its turn', async () => {
  await screens.show('requestToComplete');
  await screens.page.evaluate(() => (window.fakeMain.hold = true));
  await drop([{ name: 'un.pdf', size: 20 }]);
  await screens.page.locator('[data-testid="uploads"] [data-state="sending"]').waitFor();
  await drop([{ name: 'deux.pdf', size: 20 }]);
  const states = () => lines().evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset['state']));
  expect(await states()).toEqual(['sending', 'waiting']);
  await screens.page.evaluate(() => window.fakeMain.release());
  await expect.poll(states).toEqual(['done', 'done']);
  const sent = await screens.page.evaluate(() => window.fakeMain.calls.filter(({ verb }) => verb === 'requests.addDocument').map(({ input }) => (input as { readonly fileName: string }).fileName));
  expect(sent).toEqual(['un.pdf', 'deux.pdf']);
});
