import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';

let clavis: RunningClavis;
/** A server on this machine; whatever reaches it came from Chromium. */
let bait: Server;
let baitUrl: string;
let hits: string[];

beforeAll(async () => {
  bait = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('<title>bait</title>');
  });
  await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
  baitUrl = `http://127.0.0.1:${(bait.address() as AddressInfo).port}`;
  clavis = await startClavis();
});
beforeEach(() => {
  hits = [];
});
afterAll(async () => {
  await clavis.close();
  bait.close();
});

const contentsCount = (): Promise<number> => clavis.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);

/** Gives a forbidden thing time to happen, then states that it did not. */
async function expectNothingHappened(): Promise<void> {
  await clavis.page.waitForTimeout(150);
  expect(await contentsCount()).toBe(1);
  expect(clavis.app.windows()).toHaveLength(1);
  expect(clavis.page.url()).toBe('app://clavis/');
  expect(hits).toEqual([]);
}

describe('a second window', () => {
  it.each([
    ['window.open', (url: string) => void window.open(url)],
    ['window.open of about:blank', () => void window.open('about:blank', '_blank', 'popup')],
    ['window.open of the page itself', () => void window.open('app://clavis/')],
  ])('is not opened by %s', async (_what, open) => {
    await clavis.page.evaluate(open, baitUrl);
    await expectNothingHappened();
  });

  it.each([
    ['a click on target=_blank', 'left', []],
    ['a middle click', 'middle', []],
    ['a click with Control', 'left', ['Control']],
    ['a click with Shift', 'left', ['Shift']],
  ] as const)('is not opened by %s', async (_what, button, modifiers) => {
    await clavis.page.evaluate((url) => {
      const link = document.createElement('a');
      Object.assign(link, { href: url, target: '_blank', id: 'bait', textContent: 'bait' });
      Object.assign(link.style, { position: 'fixed', top: '0', left: '0', zIndex: '9999' });
      document.body.append(link);
    }, baitUrl);
    await clavis.page.locator('#bait').click({ button, modifiers: [...modifiers] });
    await clavis.page.evaluate(() => document.querySelector('#bait')?.remove());
    await expectNothingHappened();
  });

  it('is not opened by a form', async () => {
    await clavis.page.evaluate((url) => {
      const form = document.createElement('form');
      Object.assign(form, { action: url, target: '_blank' });
      document.body.append(form);
      form.submit();
      form.remove();
    }, baitUrl);
    await expectNothingHappened();
  });
});

describe('the page', () => {
  it.each([
    ['location', (url: string) => location.assign(url)],
    ['location to a file', () => location.assign('file:///etc/passwd')],
    ['location to data:', () => location.assign('data:text/html,<p>')],
    ['location to another app: host', () => location.assign('app://evil/')],
    ['location to another path', () => location.assign('app://clavis/assets/x.html')],
    ['location to clavis:', () => location.assign(`clavis://unblock/${'A'.repeat(43)}`)],
    [
      'a link',
      (url: string) => {
        const link = document.createElement('a');
        link.href = url;
        link.click();
      },
    ],
    [
      'a form',
      (url: string) => {
        const form = document.createElement('form');
        form.action = url;
        document.body.append(form);
        form.submit();
        form.remove();
      },
    ],
    [
      'meta refresh',
      (url: string) => {
        const meta = document.createElement('meta');
        meta.httpEquiv = 'refresh';
        meta.content = `0; url=${url}`;
        document.head.append(meta);
      },
    ],
    ['history', () => history.back()],
  ])('is not left by %s', async (_what, leave) => {
    await clavis.page.evaluate(leave, baitUrl);
    await expectNothingHappened();
  });

  it('is not left when a file or an address is dropped on it', async () => {
    await clavis.page.evaluate((url) => {
      const data = new DataTransfer();
      data.setData('text/uri-list', url);
      data.items.add(new File(['x'], 'x.html', { type: 'text/html' }));
      for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, baitUrl);
    await expectNothingHappened();
  });

  it('is not left when main itself is asked to load something else by the page’s history', async () => {
    await clavis.page.evaluate(() => history.pushState({}, '', '#here'));
    await clavis.page.evaluate(() => history.back());
    await clavis.page.waitForTimeout(100);
    expect(clavis.page.url()).toBe('app://clavis/');
  });

  it.each(['webview', 'iframe', 'object', 'embed', 'frame', 'portal', 'fencedframe'])('holds no <%s>', async (tag) => {
    await clavis.page.evaluate(
      ({ name, url }) => {
        const element = document.createElement(name);
        document.body.append(element);
        for (const attribute of ['src', 'data']) {
          try {
            element.setAttribute(attribute, url);
          } catch (error) {
            // Trusted Types refuse the attribute itself on some of them.
            if (!(error instanceof TypeError)) throw error;
          }
        }
      },
      { name: tag, url: baitUrl },
    );
    await expectNothingHappened();
    expect(clavis.page.frames().filter((frame) => frame.url().startsWith('http'))).toEqual([]);
    await clavis.page.evaluate((name) => document.querySelector(name)?.remove(), tag);
  });
});

describe('the network', () => {
  it('is out of the page’s reach by every means it has', async () => {
    const outcome = await clavis.page.evaluate(async (url) => {
      const link = (rel: string): HTMLLinkElement => Object.assign(document.createElement('link'), { rel, href: url });
      const settled = await Promise.allSettled([
        fetch(url),
        fetch(url, { method: 'POST', mode: 'no-cors' }),
        new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          request.addEventListener('load', resolve);
          request.addEventListener('error', reject);
          request.open('GET', url);
          request.send();
        }),
        new Promise((resolve, reject) => {
          const image = new Image();
          image.addEventListener('load', resolve);
          image.addEventListener('error', reject);
          image.src = url;
        }),
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace('http', 'ws'));
          socket.addEventListener('open', resolve);
          socket.addEventListener('error', reject);
        }),
        new Promise((resolve, reject) => {
          const source = new EventSource(url);
          source.addEventListener('open', resolve);
          source.addEventListener('error', reject);
        }),
      ]);
      document.head.append(link('dns-prefetch'), link('preconnect'), link('prefetch'), link('preload'), link('stylesheet'), link('icon'), link('manifest'));
      return { settled: settled.map(({ status }) => status), beacon: navigator.sendBeacon(url) };
    }, baitUrl);
    expect(new Set(outcome.settled)).toEqual(new Set(['rejected']));
    await expectNothingHappened();
  });

  it('is out of the sessions’ reach where no policy of a page applies', async () => {
    const reached = await clavis.app.evaluate(async ({ net, session, webContents }, url) => {
      const attempts = [
        ...webContents.getAllWebContents().map((contents) => () => contents.session.fetch(url)),
        () => session.defaultSession.fetch(url),
        () => session.fromPartition('another').fetch(url),
        () => net.fetch(url),
      ];
      const outcomes = await Promise.allSettled(attempts.map((attempt) => attempt()));
      return outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'reached'));
    }, baitUrl);
    // Cancelled before it began: not merely a name that did not resolve.
    expect(reached.filter((outcome) => !outcome.includes('ERR_BLOCKED_BY_CLIENT'))).toEqual([]);
    expect(reached).toHaveLength(4);
    expect(hits).toEqual([]);
  });

  it('resolves no name for Chromium', async () => {
    const outcome = await clavis.app.evaluate(async ({ session }) => {
      const resolved = await session.defaultSession.resolveHost('localhost').then(
        () => 'resolved',
        (error: unknown) => String(error),
      );
      return resolved;
    });
    expect(outcome).toContain('ERR_NAME_NOT_RESOLVED');
  });

  it('saves nothing to disk', async () => {
    const started = await clavis.app.evaluate(
      ({ webContents }) =>
        new Promise<string>((resolve) => {
          const [contents] = webContents.getAllWebContents();
          contents?.session.on('will-download', (event) => resolve(event.defaultPrevented ? 'prevented' : 'started'));
          void contents?.executeJavaScript(
            `{ const a = document.createElement('a'); a.href = 'app://clavis/index.html'; a.download = 'x.html'; a.click(); }`,
          );
          setTimeout(() => resolve('nothing'), 10_000);
        }),
    );
    expect(started).toBe('prevented');
  });
});

describe('permissions', () => {
  it('are denied, all that the page can query', async () => {
    const states = await clavis.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'clipboard-write', 'persistent-storage', 'background-sync', 'accelerometer', 'gyroscope', 'magnetometer', 'screen-wake-lock', 'payment-handler', 'idle-detection', 'display-capture', 'storage-access', 'window-management', 'local-fonts', 'nfc'];
      const found: Record<string, string> = {};
      for (const name of names) {
        found[name] = await navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'unknown',
        );
      }
      return found;
    });
    expect(Object.entries(states).filter(([, state]) => state !== 'denied' && state !== 'unknown')).toEqual([]);
    expect(Object.values(states)).toContain('denied');
  });

  it('are denied when they are asked for', async () => {
    const outcomes = await clavis.page.evaluate(async () => {
      const api = navigator as unknown as Record<string, Record<string, (options?: object) => Promise<unknown>> | undefined>;
      const asked: Record<string, Promise<unknown>> = {
        camera: navigator.mediaDevices?.getUserMedia({ video: true }),
        microphone: navigator.mediaDevices?.getUserMedia({ audio: true }),
        screen: navigator.mediaDevices?.getDisplayMedia({ video: true }),
        place: new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        clipboard: navigator.clipboard.readText(),
        midi: navigator.requestMIDIAccess({ sysex: true }),
        fullscreen: document.documentElement.requestFullscreen(),
        hid: Promise.resolve(api['hid']?.['requestDevice']?.({ filters: [] })).then((devices) => ((devices as [])?.length ?? 0) > 0 || Promise.reject(new Error('none'))),
        usb: Promise.resolve(api['usb']?.['requestDevice']?.({ filters: [] })).then((device) => device ?? Promise.reject(new Error('none'))),
        serial: Promise.resolve(api['serial']?.['requestPort']?.({})).then((port) => port ?? Promise.reject(new Error('none'))),
        bluetooth: Promise.resolve(api['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true })).then((device) => device ?? Promise.reject(new Error('none'))),
        wakeLock: navigator.wakeLock.request('screen'),
        notification: Notification.requestPermission().then((state) => state === 'granted' || Promise.reject(new Error(state))),
      };
      // Chromium leaves some unanswered for ever instead of refusing them.
      const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('unanswered')), 1500));
      const settled = await Promise.allSettled(Object.values(asked).map((answer) => Promise.race([answer, late])));
      return Object.fromEntries(Object.keys(asked).map((name, index) => [name, settled[index]?.status]));
    });
    expect(Object.entries(outcomes).filter(([, status]) => status !== 'rejected')).toEqual([]);
  });
});

describe('certificates', () => {
  it('that are wrong are never accepted, and none of ours is offered', async () => {
    const outcome = await clavis.app.evaluate(({ app, webContents }) => {
      const [contents] = webContents.getAllWebContents();
      const prevented: string[] = [];
      const answers: unknown[] = [];
      const emit = (name: string, ...args: readonly unknown[]): unknown =>
        Reflect.apply(Reflect.get(app, 'emit') as () => unknown, app, [name, { preventDefault: () => prevented.push(name) }, contents, ...args]);
      emit('certificate-error', 'https://clavis.example', 'net::ERR_CERT_AUTHORITY_INVALID', {}, (accept: boolean) => answers.push(accept));
      emit('select-client-certificate', 'https://clavis.example', [{ subjectName: 'x' }], (certificate?: object) => answers.push(certificate ?? 'none'));
      emit('login', {}, {}, (name?: string) => answers.push(name ?? 'nobody'));
      return { prevented, answers };
    });
    expect(outcome).toEqual({ prevented: ['certificate-error', 'select-client-certificate', 'login'], answers: [false, 'none', 'nobody'] });
  });
});
