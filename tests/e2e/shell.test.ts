import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorityCalls } from '../../src-main/adapters/authority-http/authority-calls.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import type { BridgedWindow } from '../support/bridged-window.ts';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';
import { commandLine, descendants } from '../support/process-tree.ts';

let clavis: RunningClavis;
beforeAll(async () => {
  clavis = await startClavis();
});
afterAll(() => clavis.close());

/** Starts the program once more on the same data, as a browser that opens a link does. Resolves with its exit code. */
async function startAgain(...args: readonly string[]): Promise<number | null> {
  const { executable, args: given, env } = clavis.launch.electron;
  const child = spawn(executable, [...given, ...args], { env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

const cardHostPid = (): number | undefined =>
  descendants(clavis.app.process().pid ?? 0).find((pid) => /--utility-sub-type=node\.mojom/u.test(commandLine(pid)));

const stepShown = (): Promise<string | null> =>
  clavis.page.evaluate(async () => {
    const reply = await (window as unknown as BridgedWindow).clavis.unblock.view();
    return reply.ok ? (reply.value?.step ?? null) : reply.problem.code;
  });
const linkShown = (): Promise<string | null> =>
  clavis.page.evaluate(async () => {
    const reply = await (window as unknown as BridgedWindow).clavis.account.view();
    return reply.ok ? reply.value.link : reply.problem.code;
  });
/** Signs up, and gives the address in the mail that comes. */
const signUpForLink = (email: string): Promise<string> =>
  clavis.page.evaluate(async (address) => {
    const { clavis: bridge } = window as unknown as BridgedWindow;
    const password = 'Sept-Lampes-Bleues-9';
    const reply = await bridge.account.signUp({ firstName: 'Camille', lastName: 'Lien', email: address, password, passwordAgain: password });
    if (!reply.ok) throw new Error(reply.problem.code);
    for (let i = 0; i < 100; i++) {
      const mails = await bridge.mailbox.list();
      const mail = mails.ok ? mails.value.find(({ to, text }) => to === address && text.includes('/account#')) : undefined;
      const found = mail === undefined ? null : /\S+\/account#[\w-]{43}/u.exec(mail.text);
      if (found !== null) return found[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no mail');
  }, email);
const leave = (): Promise<unknown> => clavis.page.evaluate(() => (window as unknown as BridgedWindow).clavis.unblock.leave());

describe('a second start', () => {
  it('ends at once and brings the first window to the front', async () => {
    await clavis.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      Reflect.set(globalThis, 'focused', 0);
      if (window !== undefined) window.focus = () => void Reflect.set(globalThis, 'focused', (Reflect.get(globalThis, 'focused') as number) + 1);
    });
    expect(await startAgain()).toBe(0);
    await expect.poll(() => clavis.app.evaluate(() => Reflect.get(globalThis, 'focused') as number)).toBe(1);
    expect(clavis.app.windows()).toHaveLength(1);
    expect(await stepShown()).toBeNull();
  });

  it('hands a link over: its page is shown, nothing is done with it, and switches around it mean nothing', async () => {
    const marker = join(clavis.dataDir, 'launched');
    const link = `clavis://unblock/${'L'.repeat(43)}`;
    const switches = ['--inspect=127.0.0.1:9', `--gpu-launcher=touch ${marker}`, `--renderer-cmd-prefix=touch ${marker}`, '--remote-debugging-port=9'];
    expect(await startAgain('--', link, ...switches)).toBe(0);
    await expect.poll(stepShown).toBe('link');
    expect(existsSync(marker)).toBe(false);
    await leave();
    expect(await stepShown()).toBeNull();
  });

  it('hands the link of an account’s mail over: its page is shown, and it is used when the person says so', async () => {
    const link = await signUpForLink('camille.lien@atelier-martin.fr');
    const token = link.split('#')[1] ?? '';
    expect(await startAgain('--', `clavis://account/${token}`)).toBe(0);
    await expect.poll(linkShown).toBe('account');
    await clavis.page.getByRole('heading', { level: 1, name: 'Un lien de confirmation est arrivé' }).waitFor();
    const log = readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8');
    expect(log).not.toContain(token);
    const confirmed = () => clavis.launch.authority.log().includes('/v1/accounts/confirmations');
    expect(confirmed()).toBe(false);
    await clavis.page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await clavis.page.getByTestId('confirmed').getByText('camille.lien@atelier-martin.fr').waitFor();
    expect(confirmed()).toBe(true);
    expect(await linkShown()).toBeNull();
    expect(clavis.page.url()).toBe('app://clavis/');
    // Once: the same link again is a page that can say no more than that.
    expect(await startAgain('--', `clavis://account/${token}`)).toBe(0);
    await clavis.page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await clavis.page.getByTestId('problem').waitFor();
    await clavis.page.getByRole('button', { name: 'Pas maintenant' }).click();
    await expect.poll(linkShown).toBeNull();
  });

  it('hands a link to a new password over, which can be left alone', async () => {
    expect(await startAgain('--', `clavis://password/${'P'.repeat(43)}`)).toBe(0);
    await clavis.page.getByRole('heading', { level: 1, name: 'Un lien de mot de passe est arrivé' }).waitFor();
    await clavis.page.getByRole('button', { name: 'Pas maintenant' }).click();
    await expect.poll(linkShown).toBeNull();
    await clavis.page.getByTestId('rail-tokens').click();
  });

  it.each([
    ['a link that is too long', [`clavis://unblock/${'L'.repeat(44)}`]],
    ['a link with a query', [`clavis://unblock/${'L'.repeat(43)}?then=begin`]],
    ['another verb', [`clavis://begin/${'L'.repeat(43)}`]],
    ['an account’s link with a fragment', [`clavis://account/${'L'.repeat(43)}#${'L'.repeat(43)}`]],
    ['an account’s link that is too short', [`clavis://account/${'L'.repeat(42)}`]],
    ['a page’s address', ['https://clavis.example/unblock']],
    ['an address for the window', ['app://clavis/assets/x.html', 'file:///etc/passwd']],
  ])('is only a second start with %s', async (_what, args) => {
    expect(await startAgain('--', ...args)).toBe(0);
    await clavis.page.waitForTimeout(100);
    expect([await stepShown(), await linkShown()]).toEqual([null, null]);
    expect(clavis.page.url()).toBe('app://clavis/');
  });
});

describe('the card host', () => {
  it('runs in a process of its own that knows neither the authority’s token nor its address', async () => {
    const pid = cardHostPid();
    expect(pid).toBeDefined();
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain(clavis.launch.authority.token);
    expect(environment).not.toContain('CLAVIS_AUTHORITY');
  });

  it('is started again when it dies, and the token is there again', async () => {
    const before = cardHostPid();
    process.kill(before ?? 0, 'SIGKILL');
    await expect.poll(() => cardHostPid() !== undefined && cardHostPid() !== before, { timeout: 10_000 }).toBe(true);
    await clavis.page.getByRole('heading', { level: 1, name: 'Votre support est bloqué' }).waitFor();
    expect(clavis.app.windows()).toHaveLength(1);
  });
});

describe('the data of the program', () => {
  it('is readable by its owner alone', () => {
    const { userData } = clavis.launch;
    expect(statSync(userData).mode & 0o777).toBe(0o700);
    const open = readdirSync(userData, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });
});

describe('the window', () => {
  it('asks the system to keep the PIN and the answers out of other programs’ pictures', async () => {
    await clavis.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) throw new Error('no window');
      Reflect.set(globalThis, 'protections', []);
      const original = window.setContentProtection.bind(window);
      window.setContentProtection = (enable) => {
        (Reflect.get(globalThis, 'protections') as boolean[]).push(enable);
        original(enable);
      };
    });
    const protections = (): Promise<boolean[]> => clavis.app.evaluate(() => Reflect.get(globalThis, 'protections') as boolean[]);
    const codes = await clavis.page.evaluate(async () => {
      const { clavis: bridge } = window as unknown as BridgedWindow;
      const view = await bridge.app.view();
      const readerId = view.ok ? (view.value.readers[0]?.readerId ?? '') : '';
      const replies = [await bridge.unblock.requestLink({ readerId })];
      let mailId = '';
      for (let i = 0; i < 100 && mailId === ''; i++) {
        const mails = await bridge.mailbox.list();
        mailId = mails.ok ? (mails.value.find((mail) => mail.hasLink)?.id ?? '') : '';
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const more = [await bridge.mailbox.useLink({ mailId }), await bridge.unblock.begin(), await bridge.unblock.next()];
      return [...replies, ...more].map((reply) => (reply.ok ? 'ok' : reply.problem.code));
    });
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(await stepShown()).toBe('pin');
    expect((await protections()).at(-1)).toBe(true);
    // A picture taken from within, for a test, still shows the screen.
    const picture = await clavis.page.screenshot();
    expect(picture.length).toBeGreaterThan(10_000);
    const protect = (on: boolean): Promise<unknown> =>
      clavis.page.evaluate((wanted) => (window as unknown as BridgedWindow).clavis.app.protectScreen({ protect: wanted }), on);
    await protect(true);
    await leave();
    // The page of a PIN is a reason of its own.
    await expect.poll(stepShown).toBe(null);
    expect((await protections()).at(-1)).toBe(true);
    await protect(false);
    expect((await protections()).at(-1)).toBe(false);
  });

  it('is loaded anew when a sign-in ends by itself: nothing of what was on screen is left in the page', async () => {
    const email = 'camille.fin@clavis.example';
    const password = 'Sept-Lampes-Bleues-9';
    const text = await signUpForLink(email);
    await clavis.page.evaluate(
      async (input) => {
        const { account } = (window as unknown as BridgedWindow).clavis;
        for (const reply of [await account.useMailLink({ text: input.text }), await account.signIn({ email: input.email, password: input.password })]) if (!reply.ok) throw new Error(reply.problem.code);
        Reflect.set(window, 'leftInThePage', 'typed');
      },
      { text, email, password },
    );
    const calls = authorityCalls({ baseUrl: clavis.launch.authority.url, clock: systemClock, log: { event: () => undefined } });
    const { sessionToken } = await calls.call('logIn', null, { body: { email, password } });
    await calls.call('endOtherSessions', sessionToken);
    // Whoever asks next hears that it is over; the page may be gone before it does.
    await clavis.page.evaluate(() => void (window as unknown as BridgedWindow).clavis.account.sessions());
    const left = (): Promise<unknown> => clavis.page.evaluate(() => Reflect.get(window, 'leftInThePage') as unknown).catch(() => 'being loaded');
    await expect.poll(left, { timeout: 10_000 }).toBeUndefined();
    await clavis.page.getByTestId('ended').waitFor();
    expect(clavis.page.url()).toBe('app://clavis/');
  });

  it('comes back when its page dies', async () => {
    await clavis.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
    // A page that has just died never answers; the next question may reach its successor.
    const heading = (): Promise<string | null> =>
      clavis.app.evaluate(async ({ webContents }) => {
        const asked = webContents.getAllWebContents()[0]?.executeJavaScript("document.querySelector('h1')?.textContent ?? null") as Promise<string | null>;
        const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 200));
        return await Promise.race([asked.catch(() => null), late]);
      });
    await expect.poll(heading, { timeout: 15_000 }).toMatch(/\p{L}/u);
    expect(readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8')).toContain('"event":"page.gone"');
  });
});

describe('the end', () => {
  it('leaves no process and no open unblock behind', async () => {
    const pid = clavis.app.process().pid ?? 0;
    const all = [pid, ...descendants(pid)];
    expect(all.length).toBeGreaterThan(3);
    await clavis.app.close();
    await expect.poll(() => all.filter((id) => commandLine(id) !== '')).toEqual([]);
    expect(readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8').trim().split('\n').at(-1)).toContain('"event":"stopped"');
  });
});
