import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../../src-server/build-app.ts';
import type { Deps } from '../../../src-server/deps.ts';
import { mailFolder } from '../../../src-server/mail/mail-folder.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { Person } from './person.ts';

let authority: AuthorityFixture;
beforeAll(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
});
afterAll(() => authority.close());

const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => authority.authority.app.inject({ method, url });
const FILES = { '/account': ['/assets/unblock.css', '/assets/account.css', '/assets/account.js'], '/password': ['/assets/unblock.css', '/assets/account.css', '/assets/password.js'] } as const;
const REASONS = ['used', 'replaced', 'expired', 'unknown'];

describe.each(Object.entries(FILES))('the page %s', (url, files) => {
  it('is served without asking the database anything, however often it is opened, and uses no link', async () => {
    const person = new Person(authority);
    (await person.signUp()).body();
    const token = await person.token();
    const before = await dumpTables(authority);
    for (const method of ['GET', 'HEAD'] as const) for (let i = 0; i < 3; i++) expect((await get(url, method)).statusCode).toBe(200);
    expect(await dumpTables(authority)).toEqual(before);
    (await person.confirm(token)).body();
    const db = new Proxy({} as Deps['db'], { get: () => { throw new Error('the database was touched'); } });
    expect((await buildApp({ ...authority.authority.deps, db }, mailFolder(authority.dir)).inject({ method: 'GET', url })).statusCode).toBe(200);
  });

  it('may send to us alone, and loads nothing but what is ours; scripts and styles may not send', async () => {
    const { body, headers } = await get(url);
    expect(String(headers['content-security-policy']).split('; ')).toEqual(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "style-src 'self'", "font-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect([...body.matchAll(/(?:src|href)="([^"]*)"/gu)].map(([, address]) => address)).toEqual(files);
    for (const file of [...files, '/assets/account-link.js']) {
      const reply = await get(file);
      expect([file, reply.statusCode]).toEqual([file, 200]);
      expect(reply.headers['content-security-policy']).not.toContain('connect-src');
      expect(reply.body).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|localStorage|sessionStorage|cookie|console\./u);
    }
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|<iframe|<img/iu);
    expect((await get('/unblock')).headers['content-security-policy']).not.toContain('connect-src');
  });

  it('says the same in both languages, a sentence for each way it can end, in good French', async () => {
    const { body } = await get(url);
    const [fr, en] = ['fr', 'en'].map((language) => new RegExp(`<section lang="${language}"[^>]*>(.*?)</section>`, 'su').exec(body)?.[1]);
    const shape = (text = ''): string[] => [...text.matchAll(/<([a-z]\w*)|data-(?:send|show|state="\w+"|said="\w+")/gu)].map((match) => match[0]);
    expect(shape(fr)).toEqual(shape(en));
    for (const state of ['ready', 'done', 'none', ...REASONS]) expect(fr).toContain(`data-state="${state}"`);
    for (const said of ['offline', 'busy']) expect(fr).toContain(`data-said="${said}"`);
    const words = (fr ?? '').replaceAll(/<[^>]*>/gu, ' ').replaceAll('&#8239;', '\u202F').replaceAll('&#160;', '\u00A0');
    expect(words).not.toMatch(/[^\u202F][;:!?](\s|$)/u);
    expect(words).not.toMatch(/["']/u);
  });
});

it('the page of passwords has a sentence for each rule that the authority may name', async () => {
  const { body } = await get('/password');
  for (const rule of ['tooShort', 'tooLong', 'noLower', 'noUpper', 'noDigit', 'noSpecial', 'common', 'personal', 'differ']) expect(body.split(`data-said="${rule}"`)).toHaveLength(3);
});

/** The few things of a browser that the script touches, so that it runs here as it is served, against the authority. */
async function browser(page: '/account' | '/password', hash: string, typed: Readonly<Record<string, string>> = {}) {
  const { body } = await get(page);
  const named = (attribute: string) => [...new Set([...body.matchAll(new RegExp(`data-${attribute}="(\\w+)"`, 'gu'))].map(([, name]) => name ?? ''))];
  const element = (dataset: Record<string, string>) => ({ dataset, hidden: false, textContent: '', lang: '', disabled: false, focus: () => undefined, addEventListener: () => undefined });
  const states = named('state').map((state) => element({ state }));
  const sentences = named('said').map((said) => element({ said }));
  const submit: Array<(event: { preventDefault: () => void }) => void> = [];
  const button = element({});
  const form = { elements: Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, { value }])), reset: () => undefined, querySelector: () => button, addEventListener: (_: string, listener: (typeof submit)[number]) => submit.push(listener) };
  const found: Record<string, readonly unknown[]> = { '[data-state]': states, '[data-said]': sentences, '[data-language]': [element({ language: 'fr' }), element({ language: 'en' })], '[data-send]': [form], '[data-show]': [] };
  const sent: Array<{ readonly url: string; readonly status: number }> = [];
  const location = { hash, pathname: page };
  let pending: Promise<unknown> = Promise.resolve();
  const globals = {
    location,
    navigator: { language: 'fr-FR' },
    addEventListener: () => undefined,
    history: { replaceState: () => (location.hash = '') },
    document: { title: '', documentElement: { lang: 'fr', dataset: { titleFr: 'Titre', titleEn: 'Title' } }, querySelectorAll: (selector: string) => found[selector] ?? [], querySelector: () => null, getElementById: () => element({}) },
    fetch: (url: string, init: { method: 'POST'; headers: Record<string, string>; body: string }) => {
      const reply = authority.authority.app.inject({ method: init.method, url, headers: init.headers, payload: init.body }).then((response) => {
        sent.push({ url, status: response.statusCode });
        return { ok: response.statusCode < 300, status: response.statusCode, json: async () => response.json() };
      });
      pending = reply;
      return reply;
    },
  };
  // Modules, joined as the browser would: what is imported comes first.
  const script = (await Promise.all(['/assets/account-link.js', page === '/account' ? '/assets/account.js' : '/assets/password.js'].map(async (file) => (await get(file)).body))).join('\n');
  runInNewContext(script.replaceAll(/^import .*$/gmu, '').replaceAll('export function', 'function'), globals);
  return {
    sent,
    location,
    shown: () => states.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset['state']),
    said: () => sentences.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset['said']),
    press: async () => {
      let prevented = false;
      submit[0]?.({ preventDefault: () => (prevented = true) });
      await pending;
      await new Promise(setImmediate);
      return prevented;
    },
  };
}

describe('the scripts', () => {
  it('send the token when the button is pressed, not before, and take it out of the address', async () => {
    const person = new Person(authority);
    (await person.signUp()).body();
    const token = await person.token();
    const page = await browser('/account', `#${token}`);
    expect([page.shown(), page.sent]).toEqual([['ready'], []]);
    expect(await page.press()).toBe(true);
    expect([page.shown(), page.sent, page.location.hash]).toEqual([['done'], [{ url: '/v1/accounts/confirmations', status: 200 }], '']);
    (await person.logIn()).body();
    const again = await browser('/account', `#${token}`);
    await again.press();
    expect(again.shown()).toEqual(['used']);
  });

  it.each(['', '#', '#short', `#${'A'.repeat(44)}`, '#<script>', `#${'A'.repeat(42)}/`])('with the fragment %j say that the link is incomplete, and send nothing', async (hash) => {
    const page = await browser('/account', hash);
    expect(page.shown()).toEqual(['none']);
  });

  it('say which rule a password breaks, and end with a new one', async () => {
    const person = new Person(authority);
    await person.join();
    (await authority.call('requestPasswordReset', { body: { email: person.email, language: 'fr' }, headers: person.headers })).body();
    const hash = `#${await person.token(person.email, 'password')}`;
    const tryWith = async (password: string, passwordAgain = password) => {
      const page = await browser('/password', hash, { password, passwordAgain });
      await page.press();
      return page.shown().concat(page.said());
    };
    expect(await tryWith('court')).toEqual(['ready', 'tooShort']);
    expect(await tryWith('Password1!')).toEqual(['ready', 'common']);
    expect(await tryWith('Autre-chose-42?', 'Autre-chose-43?')).toEqual(['ready', 'differ']);
    expect(await tryWith('Autre-chose-42?')).toEqual(['done']);
    expect(await tryWith('Autre-chose-42?')).toEqual(['used']);
    (await person.logIn({ password: 'Autre-chose-42?' })).body();
  });
});
