import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectron } from '../../scripts/electron-runtime.ts';
import { electronCommand } from '../../scripts/launch/electron-command.ts';
import { launchWatched } from '../../scripts/launch/launch-watched.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/launch/virtual-display.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { expectAccessible } from '../support/axe.ts';

let authority: AuthorityFixture;
let display: VirtualDisplay;
let app: ElectronApplication;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  authority = await AuthorityFixture.open();
  const url = await authority.authority.listen();
  display = await startVirtualDisplay();
  const command = electronCommand(await findElectron(() => undefined), 'scripts/demo/page-viewer', { env: { DISPLAY: display.display } });
  app = await launchWatched(command);
  page = await app.firstWindow();
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${url}/docs`);
});
afterAll(async () => {
  await app?.close();
  await display?.stop();
  await authority?.close();
});

/** Opens a route by the keyboard and sends what is in its form. */
async function send(operation: string): Promise<string> {
  const form = page.locator(`#${operation} form`);
  const output = form.locator('output');
  await form.getByRole('button').press('Enter');
  await expect.poll(() => output.textContent()).toMatch(/^\d{3}\n/u);
  return (await output.textContent()) ?? '';
}

describe('/docs in a browser', () => {
  it('is accessible, also with a route open', async () => {
    await page.locator('#health summary').press('Enter');
    await page.locator('#signUp summary').press('Enter');
    await expectAccessible(page, '/docs');
  });

  it('signs a person up by its form, and tells what is refused', async () => {
    expect(await send('health')).toMatch(/^200\n\{\n {2}"status": "ok"/u);
    expect(await send('signUp')).toMatch(/^400\n[^]*"requestInvalid"/u);
    await page.locator('#signUp textarea').fill(JSON.stringify({ firstName: 'Nora', lastName: 'Petit', email: 'nora@exemple.fr', password: 'Marée-haute-61!', passwordAgain: 'Marée-haute-61!', language: 'fr' }));
    expect(await send('signUp')).toBe('202\n{\n  "accepted": true\n}');
    await page.locator('#readAccount summary').press('Enter');
    await page.getByLabel(/^Bearer token/u).fill('A'.repeat(43));
    expect(await send('readAccount')).toMatch(/^401\n[^]*"signInRequired"/u);
    // The refusals are said by the browser, too; nothing was kept from running by the page's own policy.
    expect(complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
});
