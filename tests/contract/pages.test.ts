import { randomUUID } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_SCHEME, parseDeepLink } from '../../src-shared/links/unblock-link.ts';
import { buildApp } from '../../src-server/build-app.ts';
import type { Deps } from '../../src-server/deps.ts';
import { mailFolder } from '../../src-server/mail/mail-folder.ts';
import { AuthorityFixture, dumpTables } from './authority-fixture.ts';

let authority: AuthorityFixture;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
});
afterEach(() => authority.close());

const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => authority.authority.app.inject({ method, url });

describe('the page of a link', () => {
  it('uses no link: opened by any number of scanners, the link still opens', async () => {
    const code = await authority.code();
    const before = await dumpTables(authority);
    for (const method of ['GET', 'HEAD'] as const) {
      for (let i = 0; i < 3; i++) expect((await get('/unblock', method)).statusCode).toBe(200);
    }
    expect(await dumpTables(authority)).toEqual(before);
    expect((await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() })).status).toBe(201);
  });

  it('is served without asking the database anything', async () => {
    const touched = (): never => {
      throw new Error('the database was touched');
    };
    const db = new Proxy({} as Deps['db'], { get: touched });
    const app = buildApp({ ...authority.authority.deps, db }, mailFolder(authority.dir));
    expect((await app.inject({ method: 'GET', url: '/unblock' })).statusCode).toBe(200);
    const asking = { serial: authority.person().serial, certificateSha256: null, language: 'fr' };
    expect((await app.inject({ method: 'POST', url: '/v1/unblock-requests', payload: asking })).statusCode).toBe(500);
  });

  it.each(['/unblock', '/assets/unblock.js', '/assets/unblock.css', '/assets/inter.woff2'])('%s comes with strict headers and no cookie', async (url) => {
    const { statusCode, headers } = await get(url);
    expect(statusCode).toBe(200);
    const csp = String(headers['content-security-policy']).split('; ');
    expect(csp).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
    expect(headers['strict-transport-security']).toContain('max-age=');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('asks only for files of its own, with nothing inline', async () => {
    const { body } = await get('/unblock');
    for (const [, address] of body.matchAll(/(?:src|href)="([^"]*)"/gu)) {
      expect(['/unblock', '/assets/unblock.js', '/assets/unblock.css']).toContain(address);
      expect((await get(address ?? '')).statusCode).toBe(200);
    }
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/iu);
    expect(body).not.toMatch(/<(form|input|textarea|iframe|img)\b/iu);
    expect((await get('/assets/unblock.js')).body).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval|Function\(|fetch|XMLHttpRequest|localStorage|cookie/u);
  });

  it('says the same in both languages', async () => {
    const { body } = await get('/unblock');
    const [fr, en] = ['fr', 'en'].map((language) => new RegExp(`<section lang="${language}"[^>]*>(.*?)</section>`, 'su').exec(body)?.[1]);
    const shape = (text = ''): string[] => [...text.matchAll(/<([a-z]\w*)|data-(?:open|code|copy|when="\w+")/gu)].map((match) => match[0]);
    expect(shape(fr)).toEqual(shape(en));
    expect(shape(fr).length).toBeGreaterThan(20);
    expect(fr).toContain('Débloquer mon support');
    const words = (fr ?? '').replaceAll(/<[^>]*>/gu, ' ').replaceAll('&#8239;', '\u202F').replaceAll('&#160;', '\u00A0');
    expect(words).not.toMatch(/[^\u202F][;:!?](\s|$)/u);
    expect(words).not.toMatch(/["']|\d /u);
  });
});

it('each page of a link is one frame around words of its own, with every place in it filled', async () => {
  const pages = await Promise.all(['/unblock', '/account', '/password'].map(async (url) => (await get(url)).body));
  const own = [/ data-title-\w+="[^"]*"/gu, /<title>.*<\/title>/gu, / *<(?:link|script)\b.*\n/gu, /<section.*<\/section>/gsu, /<p lang=.*\n/gu];
  const frames = pages.map((page) => own.reduce((rest, part) => rest.replaceAll(part, ''), page));
  expect(new Set(frames).size).toBe(1);
  expect(frames[0]).toMatch(/^<!doctype html>.*<header.*<main>.*<noscript>.*<\/html>\n$/su);
  expect(new Set(pages).size).toBe(3);
  for (const page of pages) {
    expect(page).not.toMatch(/\{\{|\}\}|<!--/u);
    expect([...page.matchAll(/<section|<h1|<noscript|<p lang=/gu)].map(([tag]) => tag)).toEqual(['<section', '<h1', '<section', '<h1', '<noscript', '<p lang=', '<p lang=']);
    // As somebody who reads the source sees it: nothing hangs over.
    expect(page).not.toMatch(/[ \t]$/mu);
  }
});

/** The few things of a browser the script touches, so that it can be run here as it is served. */
function browser(hash: string, language: string) {
  const element = (dataset: Record<string, string> = {}) => ({ dataset, hidden: false, textContent: '', lang: '', href: '', listeners: [] as Array<() => void>, setAttribute(name: string, value: string) {
    if (name === 'href') this.href = value;
  }, addEventListener(_: string, listener: () => void) {
    this.listeners.push(listener);
  } });
  const parts = {
    'data-when': [element({ when: 'code' }), element({ when: 'none' })],
    'data-open': [element()],
    'data-code': [element()],
    'data-language': [element({ language: 'fr' }), element({ language: 'en' })],
    'data-copy': [element()],
  };
  const toggle = element();
  const windowListeners: Record<string, () => void> = {};
  const document = {
    documentElement: { lang: 'fr' },
    title: '',
    querySelectorAll: (selector: string) => parts[selector.slice(1, -1) as keyof typeof parts],
    getElementById: () => toggle,
  };
  const location = { hash };
  const globals = { document, location, navigator: { language }, addEventListener: (name: string, listener: () => void) => (windowListeners[name] = listener) };
  return { parts, toggle, document, location, globals, windowListeners };
}

describe('the page’s script', () => {
  const CODE = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
  const run = async (hash: string, language = 'fr-FR') => {
    const page = browser(hash, language);
    runInNewContext((await get('/assets/unblock.js')).body, page.globals);
    return page;
  };

  it('makes of the fragment the link that the app takes, and the code to paste', async () => {
    const { parts } = await run(`#${CODE}`);
    expect(parts['data-open'][0]?.href).toBe(`${APP_SCHEME}://unblock/${CODE}`);
    expect(parseDeepLink(parts['data-open'][0]?.href ?? '')).toBe(CODE);
    expect(parts['data-code'][0]?.textContent).toBe(CODE);
    expect(parts['data-when'].map(({ hidden }) => hidden)).toEqual([false, true]);
  });

  it.each(['', '#', `#${CODE}x`, `#${CODE.slice(1)}`, '#javascript:alert(1)', `#${CODE.slice(1)}%`, `#x/${CODE}`, `#"${CODE.slice(1)}`, `# ${CODE}`])('takes %j for no code', async (hash) => {
    const { parts } = await run(hash);
    expect(parts['data-open'][0]?.href).toBe('/unblock');
    expect(parts['data-code'][0]?.textContent).toBe('');
    expect(parts['data-when'].map(({ hidden }) => hidden)).toEqual([true, false]);
  });

  it('follows a fragment that comes later', async () => {
    const { parts, location, windowListeners } = await run('');
    location.hash = `#${CODE}`;
    windowListeners['hashchange']?.();
    expect(parts['data-code'][0]?.textContent).toBe(CODE);
  });

  it('speaks the browser’s language, French or else English, and changes on demand', async () => {
    for (const [language, first] of [['fr', 'fr'], ['fr-CA', 'fr'], ['en-GB', 'en'], ['de', 'en']] as const) {
      const { document, toggle, parts } = await run(`#${CODE}`, language);
      expect(document.documentElement.lang).toBe(first);
      toggle.listeners[0]?.();
      expect(document.documentElement.lang).toBe(first === 'fr' ? 'en' : 'fr');
      expect(parts['data-language'].filter(({ hidden }) => !hidden).map(({ dataset }) => dataset['language'])).toEqual([document.documentElement.lang]);
    }
  });
});
