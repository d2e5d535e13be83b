import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorityCalls } from '../../src-main/adapters/authority-http/authority-calls.ts';
import { keyringMemory } from '../../src-main/adapters/keyring-memory/keyring-memory.ts';
import { localStoresSqlite } from '../../src-main/adapters/local-store-sqlite/local-store-sqlite.ts';
import { serviceOver } from '../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import type { ClavisApp } from '../../src-main/app/clavis-app.ts';
import { createClavisApp } from '../../src-main/app/compose.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import type { IpcHandlers } from '../../src-main/ipc/handlers.ts';
import type { AuthorityCalls } from '../../src-main/ports/authority-calls.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { Desktop } from '../../src-main/ports/desktop.ts';
import type { Keyring } from '../../src-main/ports/keyring.ts';
import { makeConfig } from '../../src-server/config.ts';
import { openAuthority, type Authority } from '../../src-server/open-authority.ts';
import { seedRehearsal, type RehearsedPerson } from '../../src-server/seed/rehearsal.ts';
import type { RehearsalOperator } from '../../src-server/seed/seed-operator.ts';
import type { AccountView } from '../../src-shared/domain/account-views.ts';
import type { RouteName } from '../../src-shared/http/contract.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { TokenProof } from '../../src-shared/ipc/account-verbs.ts';
import { personaliseCard } from '../../src-simulator/personalise-card.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../src-simulator/virtual-reader.ts';
import { freePort } from './free-port.ts';
import { layLine, type NetworkLine } from './network-line.ts';
import { FakeKeyring, STORE_THREAD } from './store-fixture.ts';

const EMBEDDED_TOKEN = 'embedded-token-of-the-tests-0123456789abcdef';
const CHEAP_ARGON2 = { memoryKib: 64, timeCost: 1, parallelism: 1 } as const;
export const PIN = '2859';
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A clock of the machine that can be set forward. */
export class AheadClock implements Clock {
  ahead = 0;
  now = (): number => systemClock.now() + this.ahead;
  monotonic = (): number => systemClock.monotonic() + this.ahead;
  sleep = (ms: number): Promise<void> => systemClock.sleep(ms);
}

/** What a program closes of a keyring is its own end of it. */
const lasting = (keyring: FakeKeyring): Keyring => ({
  kind: keyring.kind,
  whyMemory: keyring.whyMemory,
  get: (name) => keyring.get(name),
  set: (name, secret) => keyring.set(name, secret),
  delete: (name) => keyring.delete(name),
  close: async () => undefined,
});

/** One person with an account: the real app without its window, the real authority behind a line that can be pulled, a token of that authority's. */
export class AccountDesk {
  readonly authority: Authority;
  readonly line: NetworkLine;
  /** The authority's own, which no line leads to. */
  readonly port: number;
  readonly person: RehearsedPerson;
  readonly operator: RehearsalOperator;
  readonly folder: string;
  readonly userData: string;
  readonly keyring = new FakeKeyring();
  readonly clock = new AheadClock();
  readonly saved = new Map<string, Uint8Array>();
  /** Whether the person picks a place in a dialog. */
  saves = true;
  reloads = 0;
  readonly progress: number[] = [];
  /** What a person does at this point of an upload. */
  onProgress: (sent: number) => void = () => undefined;
  view: AccountView | null = null;
  readonly views: string[] = [];
  readonly #reader: VirtualReader;
  readonly card: VirtualCard;
  #app: ClavisApp | null = null;
  #waiting: { readonly until: (view: AccountView) => boolean; readonly resolve: (view: AccountView) => void }[] = [];

  private constructor(parts: Pick<AccountDesk, 'authority' | 'line' | 'port' | 'person' | 'operator' | 'folder' | 'card'>) {
    this.authority = parts.authority;
    this.line = parts.line;
    this.port = parts.port;
    this.person = parts.person;
    this.operator = parts.operator;
    this.folder = parts.folder;
    this.card = parts.card;
    this.userData = join(parts.folder, 'app');
    this.#reader = new VirtualReader({ name: 'Lecteur', card: parts.card });
  }

  static async open(): Promise<AccountDesk> {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-account-'));
    const dataDir = join(folder, 'authority');
    const rehearsal = await seedRehearsal({ dataDir, argon2: CHEAP_ARGON2 });
    const [person] = rehearsal.people;
    if (person?.profile !== 'ias-ecc') throw new Error('the first person of the rehearsal has an IAS-ECC token');
    const state = await personaliseCard({
      serial: person.serial,
      holder: { commonName: person.holder, organisation: person.entity, country: 'FR' },
      label: 'Clavis',
      pin: ascii(PIN),
      pinBlocked: false,
      puk: ascii('12345678'),
      admin: person.adminKeys,
      keyVersion: person.keyVersion,
      now: new Date(),
      authority: await rehearsal.cardAuthority(person.serial),
    });
    const { operator } = rehearsal;
    await rehearsal.close();
    const port = await freePort();
    const line = await layLine(port);
    const authority = await openAuthority(makeConfig({ dataDir, port, publicUrl: line.url, embeddedToken: EMBEDDED_TOKEN, argon2: CHEAP_ARGON2 }));
    await authority.listen();
    const desk = new AccountDesk({ authority, line, port, person, operator, folder, card: new VirtualCard(state) });
    await desk.start();
    return desk;
  }

  get do(): IpcHandlers {
    if (this.#app === null) throw new Error('the app is not running');
    return this.#app.handlers;
  }

  get app(): ClavisApp {
    if (this.#app === null) throw new Error('the app is not running');
    return this.#app;
  }

  async start(): Promise<void> {
    const desktop: Desktop = {
      openExternal: async () => undefined,
      saveTextFile: async ({ suggestedName, text }) => this.#save(suggestedName, async () => ascii(text)),
      saveFile: async ({ suggestedName, bytes }) => this.#save(suggestedName, bytes),
      printPdf: async () => true,
      reloadWindow: () => void this.reloads++,
      protectScreen: () => undefined,
      answerQuit: () => undefined,
      chooseLibrary: async () => null,
    };
    this.#app = await createClavisApp({
      desktop,
      sink: (event, value) => {
        if (event === 'requests.progress') {
          const { sent } = value as { readonly sent: number };
          this.progress.push(sent);
          this.onProgress(sent);
        }
        if (event === 'account.changed') this.#see(value as AccountView);
      },
      openCardHost: async (_, log) => createCardHost({ services: [serviceOver(this.#reader, () => this.card)], clock: systemClock, log }),
      openPkcs11: () => ({ modules: async () => [], inspect: () => Promise.reject(new AppError('notFound')), sign: () => Promise.reject(new AppError('notFound')), close: async () => undefined }),
      openKeyring: async () => (this.keyring.trouble === null ? lasting(this.keyring) : keyringMemory(this.keyring.trouble)),
      openStores: (keyring, log) => localStoresSqlite({ folder: join(this.userData, 'copies'), keyring, threadEntry: STORE_THREAD, addon: null, clock: this.clock, log }),
      electronVersion: null,
      userData: this.userData,
      env: { CLAVIS_AUTHORITY_URL: this.line.url, CLAVIS_EMBEDDED_TOKEN: EMBEDDED_TOKEN, CLAVIS_PCSC: 'off' },
      version: '0.0.0-test',
      locale: 'fr-FR',
      clock: this.clock,
    });
    while ((await this.do['app.view']()).tokens[0]?.state !== 'ready') await systemClock.sleep(5);
    this.#see(await this.do['account.view']());
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }

  /** The view as soon as it is so. */
  until(what: (view: AccountView) => boolean): Promise<AccountView> {
    if (this.view !== null && what(this.view)) return Promise.resolve(this.view);
    return new Promise((resolve) => this.#waiting.push({ until: what, resolve }));
  }

  /** Text of the newest mail to this address that matches. */
  async mail(to: string, pattern: RegExp): Promise<string> {
    for (let i = 0; i < 1_000; i++) {
      const mail = (await this.do['mailbox.list']()).find((one) => one.to === to && pattern.test(one.text));
      if (mail !== undefined) return mail.text;
      await systemClock.sleep(5);
    }
    throw new Error('no such mail');
  }

  /** Signs up and signs in: terms accepted, copy up to date. */
  async becomeHolder(person: { readonly email: string; readonly password: string }): Promise<void> {
    const { email, password } = person;
    await this.do['account.signUp']({ firstName: 'Camille', lastName: 'Durand', email, password, passwordAgain: password });
    const link = /\S+\/account#[\w-]{43}/u.exec(await this.mail(email, /\/account#/u))?.[0] ?? '';
    await this.do['account.useMailLink']({ text: link });
    await this.do['account.signIn']({ email, password });
    const { session } = await this.until((view) => view.session.kind === 'termsPending');
    if (session.kind === 'termsPending') await this.do['account.acceptTerms']({ version: session.terms.version });
    await this.until((view) => view.session.kind === 'signedIn' && view.copy?.state === 'upToDate');
  }

  /** The entry of a person at the token, for its authentication certificate. */
  async tokenProof(pin = PIN): Promise<TokenProof> {
    const token = (await this.do['app.view']()).tokens[0];
    const certificate = token?.certificates.find(({ use }) => use === 'authentication');
    if (token === undefined || token.serial === null || certificate === undefined) throw new Error('no token with a certificate to sign in with');
    return { serial: token.serial, triesShown: token.pin.triesLeft, serialTail: null, pin: ascii(pin), certificateSha256: certificate.sha256 };
  }

  /** Calls of the office's operator, signed in. */
  async asOperator(): Promise<{ readonly call: AuthorityCalls['call']; readonly bearer: string }> {
    const calls = authorityCalls({ baseUrl: this.line.url, clock: systemClock, log: { event: () => undefined } });
    const { email, password } = this.operator;
    const { sessionToken } = await calls.call('logIn', null, { body: { email, password } });
    return { call: calls.call.bind(calls), bearer: sessionToken };
  }

  /** The same person, signed in by password on another machine, whose line is not pulled. */
  async elsewhere(who: { readonly email: string; readonly password: string }, route: RouteName, input: object): Promise<void> {
    const calls = authorityCalls({ baseUrl: `http://127.0.0.1:${this.port}`, clock: systemClock, log: { event: () => undefined } });
    const { sessionToken } = await calls.call('logIn', null, { body: who });
    await (calls.call as (route: RouteName, bearer: string, input: object) => Promise<unknown>)(route, sessionToken, { idempotencyKey: randomUUID(), ...input });
  }

  /** The operator takes the request, and accepts it with what was handed in. */
  async accept(requestId: string): Promise<void> {
    const { call, bearer } = await this.asOperator();
    const params = { requestId };
    const at = async (): Promise<{ readonly revision: number; readonly documents: readonly string[] }> => {
      const row = await this.authority.deps.db.selectFrom('requests').select('revision').where('id', '=', requestId).executeTakeFirstOrThrow();
      const documents = await this.authority.deps.db.selectFrom('documents').select('id').where('request_id', '=', requestId).execute();
      return { revision: row.revision, documents: documents.map(({ id }) => id) };
    };
    const key = () => ({ idempotencyKey: randomUUID() });
    await call('takeRequest', bearer, { params, body: { revision: (await at()).revision }, ...key() });
    for (const documentId of (await at()).documents) {
      await call('judgeDocument', bearer, { params: { requestId, documentId }, body: { verdict: 'accepted' }, ...key() });
    }
    await call('acceptRequest', bearer, { params, body: { revision: (await at()).revision }, ...key() });
  }

  /** As `accept`, and its software certificate is issued. @returns its serial */
  async issueSoftware(requestId: string): Promise<string> {
    await this.accept(requestId);
    const { call, bearer } = await this.asOperator();
    const body = { requestId, csr: null, support: null, tokenSerial: null, identity: null };
    const { serial } = await call('issueCertificate', bearer, { body, idempotencyKey: randomUUID() });
    return serial;
  }

  /** Every byte that the app has written. */
  written(): Buffer {
    const files = readdirSync(this.userData, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.authority.close();
    await this.line.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #see(view: AccountView): void {
    this.view = view;
    this.views.push(JSON.stringify(view));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.until(view)) one.resolve(view);
      else this.#waiting.push(one);
    }
  }

  async #save(name: string, bytes: () => Promise<Uint8Array>): Promise<boolean> {
    if (!this.saves) return false;
    this.saved.set(name, await bytes());
    return true;
  }
}
