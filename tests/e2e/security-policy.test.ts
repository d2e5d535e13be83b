import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src-main/shell/csp.ts';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';

let clavis: RunningClavis;
beforeAll(async () => {
  clavis = await startClavis();
});
afterAll(() => clavis.close());

describe('the page’s policy', () => {
  it('comes as a header with the page, without a hole', async () => {
    const headers = await clavis.app.evaluate(async ({ webContents }) => {
      const [contents] = webContents.getAllWebContents();
      const response = await contents?.session.fetch('app://clavis/');
      return Object.fromEntries(response?.headers.entries() ?? []);
    });
    expect(headers).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|nonce|\*|https?:|data:|blob:/u);
  });

  it.each([
    ['GET', 'app://clavis/index.html', 200],
    ['HEAD', 'app://clavis/', 200],
    ['POST', 'app://clavis/', 405],
    ['GET', 'app://clavis/?x', 404],
    ['GET', 'app://clavis/%2e%2e/main/main.js', 404],
    ['GET', 'app://clavis/assets/', 404],
    ['GET', 'app://clavis/../../package.json', 404],
  ])('is served by a handler that answers %s %s with %i', async (method, url, status) => {
    const answered = await clavis.app.evaluate(
      async ({ webContents }, request) => {
        const [contents] = webContents.getAllWebContents();
        return (await contents?.session.fetch(request.url, { method: request.method }))?.status;
      },
      { method, url },
    );
    expect(answered).toBe(status);
  });

  it('was violated by nothing on the first screen, which has no style element', async () => {
    const violations = await clavis.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const observer = new ReportingObserver((reports) => resolve(reports.map((report) => JSON.stringify(report.body))), { buffered: true, types: ['csp-violation'] });
          observer.observe();
          setTimeout(() => resolve([]), 300);
        }),
    );
    expect(violations).toEqual([]);
    expect(await clavis.page.locator('style').count()).toBe(0);
  });

  it('stops every way of turning text into script, style or another base', async () => {
    const outcomes = await clavis.page.evaluate(async () => {
      const ran: string[] = [];
      const stopped: string[] = [];
      const violations: string[] = [];
      Reflect.set(window, 'ran', (what: string) => ran.push(what));
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const element = <K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, text = ''): HTMLElementTagNameMap[K] => {
        const made = document.createElement(tag);
        made.append(text);
        for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
        document.body.append(made);
        return made;
      };
      // By name, so that neither compiler nor linter takes it for what it is.
      const named = (owner: object, name: string): (() => void) => Reflect.get(owner, name) as () => void;
      const attempts: Record<string, () => void> = {
        'inline script': () => void element('script', {}, "ran('inline script')"),
        'data: script': () => void element('script', { src: "data:text/javascript,ran('data script')" }),
        'eval': () => Reflect.apply(named(window, 'eval'), window, ["ran('eval')"]),
        'Function': () => (Reflect.construct(Reflect.get(window, 'Function') as () => void, ["ran('Function')"]) as () => void)(),
        'string timer': () => Reflect.apply(named(window, 'setTimeout'), window, ["ran('timer')"]),
        'innerHTML': () => void Reflect.set(element('div'), 'innerHTML', '<img src=x onerror="ran(1)">'),
        'document.write': () => Reflect.apply(named(document, 'write'), document, ['<p>']),
        'inline handler': () => element('button', { onclick: "ran('handler')" }).click(),
        'javascript: address': () => element('a', { href: "javascript:ran('address')" }).click(),
        'style element': () => {
          if (element('style', {}, 'body { outline: 9px solid red }').sheet?.cssRules.length) ran.push('style element');
        },
        'style attribute': () => {
          if (getComputedStyle(element('p', { style: 'outline: 9px solid red' })).outlineStyle !== 'none') ran.push('style attribute');
        },
        'policy': () => void (Reflect.get(window, 'trustedTypes') as { createPolicy: (name: string, rules: object) => object }).createPolicy('default', {}),
        'worker': () => void new Worker('data:text/javascript,postMessage(1)'),
        'base': () => {
          document.head.append(element('base', { href: 'app://evil/' }));
          if (document.baseURI !== 'app://clavis/') ran.push('base');
        },
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        // From a timer, because what the debugger evaluates by itself is not under the policy; then time for events to come.
        await new Promise<void>((resolve) => {
          setTimeout(() => {
            const before = violations.length;
            let threw = false;
            try {
              attempt();
            } catch (error) {
              threw = error instanceof Error;
            }
            const asked = performance.now();
            const look = (): void => {
              const isStopped = threw || violations.length > before;
              if (isStopped) stopped.push(name);
              if (isStopped || performance.now() - asked > 5000) resolve();
              else setTimeout(look, 5);
            };
            // What runs in spite of it runs within this turn or a little later.
            setTimeout(look, 30);
          }, 0);
        });
      }
      return { ran, stopped, all: Object.keys(attempts) };
    });
    expect(outcomes.ran).toEqual([]);
    expect(outcomes.stopped).toEqual(outcomes.all);
    expect(clavis.page.url()).toBe('app://clavis/');
  });
});
