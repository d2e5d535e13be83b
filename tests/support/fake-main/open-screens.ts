import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Page } from 'playwright';
import { build } from 'vite';
import { findElectron } from '../../../scripts/electron-runtime.ts';
import { electronCommand } from '../../../scripts/launch/electron-command.ts';
import { launchWatched } from '../../../scripts/launch/launch-watched.ts';
import { startVirtualDisplay } from '../../../scripts/launch/virtual-display.ts';
import { DISPLAY_PACKAGES, ELECTRON_PACKAGES, ensureSystemPackages } from '../../../scripts/system-packages.ts';
import { CONTENT_SECURITY_POLICY } from '../../../src-main/shell/csp.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import type { FakeMain } from './fake-main.ts';
import { scenarioOf, type ScenarioName } from './scenarios.ts';

declare global {
  interface Window {
    readonly fakeMain: FakeMain;
  }
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
const quiet = (): void => undefined;

export interface Screens {
  readonly page: Page;
  /** What the page complained of since the last `show`: errors, warnings, refusals of the content security policy. */
  readonly complaints: () => readonly string[];
  /** Loads a scenario anew, waits for its first heading and does what its steps say. */
  show(scenario: ScenarioName, language?: Language | 'pseudo'): Promise<void>;
  close(): Promise<void>;
}

/** The real screens over a fake main, under the product's own content security policy, in the Electron the product runs in. */
export async function openScreens(): Promise<Screens> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-screens-'));
  const closers: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    await ensureSystemPackages([...ELECTRON_PACKAGES, ...DISPLAY_PACKAGES], quiet);
    const runtime = await findElectron(quiet);
    await buildPage(folder);
    const server = await serve(folder);
    closers.push(() => server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

    const display = await startVirtualDisplay();
    closers.push(() => display.stop());
    const command = electronCommand(runtime, 'scripts/demo/page-viewer', { env: { DISPLAY: display.display } });
    const app = await launchWatched(command);
    closers.push(() => app.close());
    const page = await app.firstWindow();
    page.setDefaultTimeout(20_000);

    let said: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    return {
      page,
      complaints: () => said,
      async show(scenario, language = 'fr') {
        await page.goto(`${address}?scenario=${scenario}${language === 'pseudo' ? '&language=fr&pseudo' : `&language=${language}`}`);
        said = [];
        await page.locator('h1').waitFor({ state: 'attached' });
        for (const step of scenarioOf(scenario).steps ?? []) {
          if ('click' in step) await page.getByTestId(step.click).first().click();
          else if ('type' in step) await page.keyboard.type(step.type);
          else if ('quit' in step) await page.evaluate((losses) => window.fakeMain.askQuit(losses), [...step.quit]);
          else if ('upload' in step) await sendFiles(page, step.upload);
          else if ('account' in step) await page.evaluate((change) => window.fakeMain.showAccount(change), { ...step.account });
          else await page.evaluate((change) => window.fakeMain.showApp(change), { ...step.app });
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Built like the product's renderer (scripts/build/targets.ts), with the fake main before it. */
async function buildPage(outDir: string): Promise<void> {
  const { NODE_ENV } = process.env;
  // Vite's plug-ins read it: within a test run the page would come out as a development build.
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: 'tests/support/fake-main',
      base: './',
      plugins: [react()],
      define: { 'process.env.NODE_ENV': '"production"' },
      build: { outDir, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
}

/** None of them ends before a test lets main answer. */
async function sendFiles(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(() => (window.fakeMain.hold = true));
  await page.getByTestId('document-file').setInputFiles(names.map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(480_000) })));
  // Read and handed over: what is called back sooner never comes to main.
  await page.waitForFunction(() => window.fakeMain.calls.some(({ verb }) => verb === 'requests.addDocument'));
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
    const file = path === '/' ? '/index.html' : path;
    const type = TYPES[extname(file)];
    try {
      const body = readFileSync(join(folder, file));
      response.writeHead(200, { 'content-type': type ?? 'application/octet-stream', 'content-security-policy': CONTENT_SECURITY_POLICY }).end(body);
    } catch {
      response.writeHead(204).end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
