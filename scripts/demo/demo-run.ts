import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compactVerify, createRemoteJWKSet, decodeJwt } from 'jose';
import type { ElectronApplication, Page } from 'playwright';
import type { AppView } from '../../src-shared/domain/views.ts';
import { mailboxReply } from '../../src-shared/http/service.ts';
import type { RehearsalOperator } from '../../src-server/seed/seed-operator.ts';
import type { FaultPlanInput } from '../../src-simulator/fault-plan.ts';
import { electronCommand } from '../launch/electron-command.ts';
import { launchWatched } from '../launch/launch-watched.ts';
import { prepareLaunch, type PreparedLaunch } from '../launch/prepare-launch.ts';
import { startAuthority, type RunningAuthority } from '../launch/start-authority.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../launch/virtual-display.ts';
import { DISPLAY_PACKAGES, ensureSystemPackages } from '../system-packages.ts';
import { findElectron } from '../electron-runtime.ts';
import { runTool } from '../run-tool.ts';
import { dumpDatabase } from './account/dump-database.ts';
import { pinBlockOf, searchCanaries, type CanaryHit } from './canary.ts';
import { virtualDemoReader, type DemoReader } from './demo-reader.ts';
import { pcscDemoReader } from './pcsc-demo-reader.ts';
import { WizardPages } from './wizard-pages.ts';

export interface DemoOptions {
  /** The virtual reader inside the program, or one of a real pcscd. */
  readonly reader: 'virtual' | 'pcsc';
  readonly pin: string;
  /** Folder of the pictures. */
  readonly outDir: string;
  /** File in which the virtual card is kept; null: it ends with the run. */
  readonly statePath: string | null;
  /** PIN that the token has at first; without it the token comes blocked. */
  readonly firstPin?: string;
  readonly faults?: FaultPlanInput;
  /** Index of the person whose token is in the reader. */
  readonly tokenOf?: number;
}

/** EXTERNAL AUTHENTICATE (IAS-ECC), GENERAL AUTHENTICATE with a response (GIDS). */
const AUTHENTICATIONS = new Set(['82', '87']);

/** One run in a real window: own display where there is none, own data, own authority; everything it wrote can be searched. */
export class DemoRun {
  readonly options: DemoOptions;
  readonly answers: readonly string[];
  readonly screens: string[] = [];
  readonly #folder: string;
  readonly #display: VirtualDisplay | null;
  readonly #launch: PreparedLaunch;
  readonly #reader: DemoReader;
  #authority: RunningAuthority;
  #authorityLog = '';
  /** PINs that the token has or had: none may stand in a file. */
  readonly #pins = new Set<string>();
  /** Secrets of this run beside PINs and answers. */
  readonly #secrets: { readonly what: string; readonly text: string }[] = [];
  #judged = 0;
  readonly app: ElectronApplication;
  readonly pages: WizardPages;

  private constructor(parts: {
    options: DemoOptions;
    answers: readonly string[];
    folder: string;
    display: VirtualDisplay | null;
    launch: PreparedLaunch;
    reader: DemoReader;
    app: ElectronApplication;
    page: Page;
  }) {
    this.options = parts.options;
    this.answers = parts.answers;
    this.#folder = parts.folder;
    this.#display = parts.display;
    this.#launch = parts.launch;
    this.#reader = parts.reader;
    this.#authority = parts.launch.authority;
    this.app = parts.app;
    this.pages = new WizardPages(parts.page);
  }

  /** Where it cannot start, nothing of it stays. */
  static async start(options: DemoOptions): Promise<DemoRun> {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-demo-'));
    const begun: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
    try {
      return await DemoRun.#begin(options, folder, begun);
    } catch (error) {
      for (const undo of begun.toReversed()) await undo();
      throw error;
    }
  }

  /** @param begun is told how to undo each thing that was begun */
  static async #begin(options: DemoOptions, folder: string, begun: (() => Promise<void>)[]): Promise<DemoRun> {
    mkdirSync(options.outDir, { recursive: true });
    let display: VirtualDisplay | null = null;
    if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
      await ensureSystemPackages(DISPLAY_PACKAGES, console.error);
      const own = await startVirtualDisplay();
      display = own;
      begun.push(() => own.stop());
      process.env['DISPLAY'] = own.display;
    }
    // Unlike anything else in any file, so that a search for them means something.
    const answers = ['Hortensia', 'Périgueux', 'Nougatine', 'Sémaphore'].map((word) => `${word} ${randomBytes(6).toString('hex')}`);
    const launch = await prepareLaunch({
      dataDir: folder,
      fresh: true,
      readers: options.reader,
      answers,
      ...(options.statePath === null ? {} : { cardPath: resolve(options.statePath) }),
      ...(options.firstPin === undefined ? {} : { pin: new TextEncoder().encode(options.firstPin) }),
      ...(options.tokenOf === undefined ? {} : { tokenOf: options.tokenOf }),
      env: {
        TMPDIR: folder,
        LANGUAGE: 'fr',
        ...(options.faults === undefined || options.reader === 'pcsc' ? {} : { CLAVIS_VIRTUAL_FAULTS: JSON.stringify(options.faults) }),
      },
      say: (line) => console.error(line),
    });
    begun.push(() => launch.stop());
    const reader = options.reader === 'pcsc' ? await pcscDemoReader(launch.rehearsal.cardPath, options.faults ?? []) : virtualDemoReader;
    begun.push(() => reader.stop());
    const app = await launchWatched(launch.electron);
    begun.push(() => app.close());
    const page = await app.firstWindow();
    page.on('pageerror', (error) => console.error(`error on the page: ${error.stack ?? error.message}`));
    const run = new DemoRun({ options, answers, folder, display, launch, reader, app, page });
    await run.#french();
    return run;
  }

  /** The pictures are in French, whatever the language of the machine. */
  async #french(): Promise<void> {
    await this.pages.at('language-fr').click();
  }

  get serial(): string {
    return this.#launch.rehearsal.person.serial;
  }

  get operator(): RehearsalOperator {
    return this.#launch.rehearsal.operator;
  }

  /** Folder of everything that the run writes; it ends with the run, and is searched before. */
  get folder(): string {
    return this.#folder;
  }

  /** With which the program reads the mails of an embedded authority. */
  get mailboxToken(): string {
    return this.#authority.token;
  }

  get authorityUrl(): string {
    return this.#authority.url;
  }

  /** From now on looked for in all that was written. */
  addSecret(what: string, text: string): void {
    if (text.length < 8) throw new RangeError(`${what} is too short to be looked for`);
    this.#secrets.push({ what, text });
  }

  get electronVersion(): string {
    return this.#launch.electronVersion;
  }

  async shot(name: string): Promise<void> {
    const file = `${String(this.screens.length + 1).padStart(2, '0')}-${name}.png`;
    // Movement ends within 180 ms by design; a picture is of a screen at rest.
    await this.pages.page.waitForTimeout(250);
    await this.pages.page.screenshot({ path: join(this.options.outDir, file) });
    this.screens.push(file);
  }

  /**
   * Asks somebody else whether the token has this PIN: OpenSC, where it can reach the reader.
   * @throws Error when it says no
   */
  async judgePin(pin: string): Promise<void> {
    this.#pins.add(pin);
    if (this.options.reader !== 'pcsc') return;
    const authId = this.#launch.rehearsal.person.profile === 'gids' ? '80' : '01';
    await runTool('pkcs15-tool', ['--verify-pin', '--auth-id', authId, '--pin', pin]);
    this.#judged++;
  }

  /** How often another program found the PIN to be the one that was chosen. */
  get judged(): number {
    return this.#judged;
  }

  /** The person puts the token back. */
  insertToken(): Promise<void> {
    return this.#reader.insert(this.pages.page);
  }

  async view(): Promise<AppView> {
    const reply = await this.pages.page.evaluate('window.clavis.app.view()');
    return (reply as { readonly value: AppView }).value;
  }

  /** Tries left on the token in the reader, as the program shows them after reading the card. */
  async triesLeft(): Promise<number | null> {
    const { tokens } = await this.view();
    return tokens[0]?.pin.triesLeft ?? null;
  }

  /** The page of the mail's link in a browser window: takes its picture and gives the address of its one button. */
  async buttonOfLinkPage(link: string): Promise<string> {
    const runtime = await findElectron(() => undefined);
    const viewer = electronCommand(runtime, 'scripts/demo/page-viewer', { env: {}, extraArgs: [link] });
    const app = await launchWatched({ ...viewer, args: [`--user-data-dir=${join(this.#folder, 'viewer')}`, '--lang=fr', ...viewer.args] });
    try {
      const page = await app.firstWindow();
      const button = page.locator('a[href^="clavis://"]:visible');
      await button.waitFor();
      const file = `${String(this.screens.length + 1).padStart(2, '0')}-link-page.png`;
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(this.options.outDir, file) });
      this.screens.push(file);
      return (await button.getAttribute('href')) ?? '';
    } finally {
      await app.close();
    }
  }

  /** What the system does when a `clavis://` address is opened: it starts the program again with it; the first one takes it. */
  async openDeepLink(link: string): Promise<void> {
    const { executable, args, env } = this.#launch.electron;
    const second = spawn(executable, [...args, link], { env: { ...env }, stdio: 'ignore' });
    await new Promise((done) => second.once('exit', done));
  }

  /** Link of the newest mail. */
  async linkOfMail(): Promise<string> {
    const text = await this.pages.at('mail-text').innerText();
    const link = /https?:\/\/\S+#[A-Za-z0-9_-]{43}/u.exec(text)?.[0];
    if (link === undefined) throw new Error('the mail holds no link');
    return link;
  }

  /** A link for somebody else's token, as that person's mail brings it. @param index of the person */
  async linkForOther(index: number): Promise<string> {
    const { serial } = this.#launch.rehearsal.people[index] ?? { serial: '' };
    const { url, token } = this.#authority;
    await fetch(`${url}/v1/unblock-requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ serial, certificateSha256: null, language: 'fr' }),
    });
    for (let i = 0; i < 100; i++) {
      const reply = await fetch(`${url}/v1/embedded/mails`, { headers: { authorization: `Bearer ${token}` } });
      const link = mailboxReply.parse(await reply.json()).mails[0]?.link;
      if (link) return link;
      await this.pages.page.waitForTimeout(50);
    }
    throw new Error('no mail came');
  }

  /** Stops the authority and starts it again at the same address with its clock ahead. */
  async restartAuthority(clockOffsetMs: number): Promise<void> {
    await this.stopAuthority();
    await this.startAuthorityAgain(clockOffsetMs);
  }

  /** The network is pulled: nobody answers at the authority's address. */
  async stopAuthority(): Promise<void> {
    await this.#authority.stop();
    this.#authorityLog += this.#authority.log();
  }

  async startAuthorityAgain(clockOffsetMs = 0): Promise<void> {
    const { url, token } = this.#authority;
    this.#authority = await startAuthority({
      dataDir: this.#launch.rehearsal.authorityDataDir,
      port: Number(new URL(url).port),
      token,
      env: { CLAVIS_CLOCK_OFFSET_MS: String(clockOffsetMs) },
    });
  }

  /** The system's dialog is answered in its place from now on. @returns path in the folder of the run. */
  async answerSaveDialog(name: string): Promise<string> {
    const path = join(this.#folder, name);
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    return path;
  }

  /** Saves the receipt by the screen's button. */
  async saveReceipt(): Promise<string> {
    const path = await this.answerSaveDialog('receipt.jws');
    await this.pages.at('receipt-save').click();
    await this.pages.page.locator('[data-testid="receipt-state"][data-saved="true"]').waitFor();
    return readFileSync(path, 'utf8');
  }

  /** Checks a saved receipt as anybody could: with the key that the authority publishes. */
  async receiptHolds(receipt: string): Promise<boolean> {
    try {
      await compactVerify(receipt.trim(), createRemoteJWKSet(new URL('/.well-known/jwks.json', this.#authority.url)), { algorithms: ['ES256'] });
      return decodeJwt(receipt.trim()).sub === this.serial;
    } catch (error) {
      console.error(`receipt: ${error instanceof Error ? error.message : 'does not hold'}`);
      return false;
    }
  }

  /** Commands that carried a PIN or a cryptogram, from the program's log: "00 2C 02 01 Lc=8 -> 9000 …". */
  secretApdus(): { readonly pin: number; readonly auth: number } {
    const lines = readFileSync(join(this.#launch.userData, 'logs', 'clavis.log'), 'utf8').split('\n');
    const instructions = lines.flatMap((line) => /"event":"card\.command","apdu":"00 (20|24|2C|82|87) /u.exec(line)?.[1] ?? []);
    return { pin: instructions.filter((ins) => !AUTHENTICATIONS.has(ins)).length, auth: instructions.filter((ins) => AUTHENTICATIONS.has(ins)).length };
  }

  /** Calls of the unblock that the authority's own log counts: requests under /v1/unblock-sessions. */
  serverCalls(): number {
    const log = this.#authorityLog + this.#authority.log();
    return log.split('\n').filter((line) => line.includes('"/v1/unblock-sessions')).length;
  }

  /** Ends the program and its authority, and searches all they wrote. */
  async end(): Promise<{ readonly hits: readonly CanaryHit[]; readonly scanned: number }> {
    try {
      await this.app.close();
      await this.#reader.stop();
      await this.#authority.stop();
      writeFileSync(join(this.#folder, 'authority.log'), this.#authorityLog + this.#authority.log());
      const { rehearsal } = this.#launch;
      await dumpDatabase(rehearsal.databaseUrl ?? join(rehearsal.authorityDataDir, 'authority.sqlite'), join(this.#folder, 'authority-rows.jsonl'));
      const paths = [this.#folder, this.options.outDir, ...(this.options.statePath === null ? [] : [resolve(this.options.statePath)])];
      const pins = new Set([this.options.pin, ...(this.options.firstPin === undefined ? [] : [this.options.firstPin]), ...this.#pins]);
      const searches = [...pins].map((pin) => searchCanaries(paths, { answers: this.answers, pin, pinBlock: pinBlockOf(pin), others: this.#secrets }));
      return { hits: searches.flatMap(({ hits }) => hits), scanned: searches[0]?.scanned ?? 0 };
    } finally {
      await this.#display?.stop();
      if (this.#display !== null) delete process.env['DISPLAY'];
      const keep = process.env['CLAVIS_DEMO_KEEP'];
      if (keep !== undefined) cpSync(this.#folder, keep, { recursive: true });
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}
