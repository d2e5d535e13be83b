import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import type { BridgedWindow } from '../support/bridged-window.ts';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';

let clavis: RunningClavis;
/** Its own process, which the driver no longer names once it has ended. */
let program: ReturnType<RunningClavis['app']['process']>;
afterEach(async () => {
  // One that still asks would be asked to quit, and ask.
  program.kill('SIGKILL');
  await clavis.close();
});

/** Without a keyring the copy is in memory alone. */
const start = async (): Promise<void> => {
  clavis = await startClavis({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } });
  program = clavis.app.process();
};
/** Exit code of the program after an act that may have no answer, because the one who answers is gone. */
async function endedBy(act: () => Promise<unknown>): Promise<unknown> {
  const exit = once(program, 'exit') as Promise<readonly unknown[]>;
  await act().catch(() => undefined);
  return (await exit)[0];
}
const closeWindow = (): Promise<unknown> => clavis.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const focused = (): Promise<unknown> => clavis.page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['testid']);
const question = () => clavis.page.getByTestId('dialog');

/** Somebody signed in, whose request was changed here while the authority is away. */
async function changeOffline(): Promise<void> {
  const prepared = await clavis.page.evaluate(async () => {
    const { account, mailbox, requests } = (window as unknown as BridgedWindow).clavis;
    const email = 'camille.quitte@atelier-martin.fr';
    const password = 'Sept-Lampes-Bleues-9';
    type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: { readonly code: string } };
    const got = async <T>(asked: Promise<Reply<T>>): Promise<T> => {
      const reply = await asked;
      if (!reply.ok) throw new Error(reply.problem.code);
      return reply.value;
    };
    await got(account.signUp({ firstName: 'Camille', lastName: 'Durand', email, password, passwordAgain: password }));
    let link: string | undefined;
    for (let i = 0; i < 600 && link === undefined; i++) {
      const mail = (await got(mailbox.list())).find(({ to, text }) => to === email && text.includes('/account#'));
      link = /\S+\/account#[\w-]{43}/u.exec(mail?.text ?? '')?.[0];
      if (link === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await got(account.useMailLink({ text: link ?? '' }));
    await got(account.signIn({ email, password }));
    const { session } = await got(account.view());
    if (session.kind === 'termsPending') await got(account.acceptTerms({ version: session.terms.version }));
    const fields = {
      productId: 'sceau-logiciel',
      officeId: (await got(requests.offices()))[0]?.officeId ?? '',
      establishment: { name: 'Atelier Martin SARL', siren: '732829320', siret: '73282932000074', address: { street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR' } },
      holder: { firstName: 'Camille', lastName: 'Durand', email, phone: null },
    };
    const { requestId } = await got(requests.create(fields));
    const { revision } = await got(requests.read({ requestId }));
    return { ...fields, requestId, revision };
  });
  await clavis.launch.authority.stop();
  const reply = await clavis.page.evaluate((input) => (window as unknown as BridgedWindow).clavis.requests.modify(input), { ...prepared, holder: { ...prepared.holder, firstName: 'Claude' } });
  expect(reply).toMatchObject({ ok: true });
}

it('the closed window is the end where nothing would be lost', async () => {
  await start();
  expect(await endedBy(closeWindow)).toBe(0);
});

it('where something would be lost, the window stays and asks, also a second time; it ends when its person says so', async () => {
  await start();
  await changeOffline();
  await closeWindow();
  await clavis.page.getByTestId('quit-changes').waitFor();
  await expect.poll(focused).toBe('dialog-cancel');
  await clavis.page.keyboard.press('Tab');
  expect(await focused()).toBe('dialog-confirm');
  await clavis.app.evaluate(({ app }) => app.quit());
  await expect.poll(focused).toBe('dialog-cancel');
  expect([await question().count(), program.exitCode]).toEqual([1, null]);
  await clavis.page.getByTestId('dialog-cancel').click();
  await question().waitFor({ state: 'detached' });

  await clavis.app.evaluate(({ app }) => app.quit());
  await question().waitFor();
  expect(await endedBy(() => clavis.page.getByTestId('dialog-confirm').click())).toBe(0);
});

it('the end of the session waits for no answer', async () => {
  await start();
  await changeOffline();
  await closeWindow();
  await question().waitFor();
  expect(await endedBy(async () => program.kill('SIGTERM'))).toBe(0);
});
