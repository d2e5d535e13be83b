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
