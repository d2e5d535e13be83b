import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IpcHandlers } from '../../src-main/ipc/handlers.ts';
import type { ClavisApp } from '../../src-main/app/clavis-app.ts';
import { createClavisApp } from '../../src-main/app/compose.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { serviceOver } from '../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { keyringMemory } from '../../src-main/adapters/keyring-memory/keyring-memory.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import type { Desktop } from '../../src-main/ports/desktop.ts';
import type { LocalStores } from '../../src-main/ports/local-store.ts';
import type { Pkcs11 } from '../../src-main/ports/pkcs11.ts';
import type { CardConnection, SmartCardService } from '../../src-main/ports/smart-card-service.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { makeConfig } from '../../src-server/config.ts';
import { openAuthority, type Authority } from '../../src-server/open-authority.ts';
import { seedRehearsal, type RehearsedPerson } from '../../src-server/seed/rehearsal.ts';
import type { UnblockView } from '../../src-shared/domain/views.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { IasEccState } from '../../src-simulator/ias-ecc/ias-ecc-state.ts';
import { personaliseCard } from '../../src-simulator/personalise-card.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../src-simulator/virtual-reader.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

const EMBEDDED_TOKEN = 'embedded-token-of-the-tests-0123456789abcdef';
const CHEAP_ARGON2 = { memoryKib: 64, timeCost: 1, parallelism: 1 } as const;
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every desk starts from, made once: the authority's seeded data, a blocked card and another person's card. */
export interface DeskTemplate {
  readonly folder: string;
  readonly person: RehearsedPerson;
  readonly card: IasEccState;
  readonly otherCard: IasEccState;
  remove(): void;
}

export async function makeDeskTemplate(): Promise<DeskTemplate> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-desk-template-'));
  const rehearsal = await seedRehearsal({ dataDir: folder, argon2: CHEAP_ARGON2 });
  const cards: IasEccState[] = [];
  for (const person of rehearsal.people) {
    if (person.profile !== 'ias-ecc') continue;
    cards.push(
      await personaliseCard({
        serial: person.serial,
        holder: { commonName: person.holder, organisation: person.entity, country: 'FR' },
        label: 'Clavis',
        pin: ascii('5060'),
        pinBlocked: true,
        puk: ascii('12345678'),
        admin: person.adminKeys,
        keyVersion: person.keyVersion,
        now: new Date(),
      }),
    );
  }
  await rehearsal.close();
  const [person] = rehearsal.people;
  const [card, otherCard] = cards;
  if (!person || !card || !otherCard) throw new Error('the rehearsal has two people');
  return { folder, person, card, otherCard, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** An authority with its seeded data, served to one desk after another: a day of its clock lies between two of them. */
export class Office {
  readonly folder: string;
  readonly authority: Authority;
  readonly url: string;
  readonly #clock: { now(): number; ahead: number };

  private constructor(folder: string, authority: Authority, url: string, clock: { now(): number; ahead: number }) {
    this.folder = folder;
    this.authority = authority;
    this.url = url;
    this.#clock = clock;
  }

  static async open(template: DeskTemplate): Promise<Office> {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-office-'));
    const dataDir = join(folder, 'authority');
    cpSync(template.folder, dataDir, { recursive: true });
    const clock = {
      ahead: 0,
      now: () => Date.now() + clock.ahead,
      // Who waits finds that the time has passed.
      sleep: async (ms: number) => {
        clock.ahead += ms;
        await sleep(1);
      },
    };
    const authority = await openAuthority(makeConfig({ dataDir, embeddedToken: EMBEDDED_TOKEN, argon2: CHEAP_ARGON2 }), { clock });
    return new Office(folder, authority, await authority.listen(), clock);
  }

  now(): number {
    return this.#clock.now();
  }

  /** Links and their limits are counted by the day. */
  nextDay(): void {
    this.#clock.ahead += 25 * 60 * 60 * 1000;
  }

  async auditHolds(): Promise<boolean> {
    return (await verifyAudit(this.authority.deps.db)).ok;
  }

  async close(): Promise<void> {
    await this.authority.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One person at one machine: the real app without its window, the real authority, a virtual reader, a proxy that can fail. */
export class Desk {
  readonly template: DeskTemplate;
  readonly reader: VirtualReader;
  readonly card: VirtualCard;
  readonly office: Office;
  /** The folder of everything the app writes. */
  readonly userData: string;
  readonly #openedAt: number;
  #proxy: FaultProxy;
  #app: ClavisApp | null = null;
  #handlers: IpcHandlers | null = null;
  #alive: Life = { yes: true, onTransmit: () => undefined };
  view: UnblockView | null = null;

  private constructor(template: DeskTemplate, office: Office, proxy: FaultProxy) {
    this.template = template;
    this.office = office;
    this.userData = mkdtempSync(join(office.folder, 'app-'));
    this.#openedAt = office.now();
    this.#proxy = proxy;
    this.card = new VirtualCard(template.card);
    this.reader = new VirtualReader({ name: 'Lecteur', card: this.card, spare: new VirtualCard(template.otherCard) });
  }

  static async open(template: DeskTemplate, office: Office): Promise<Desk> {
    office.nextDay();
    const desk = new Desk(template, office, await startFaultProxy(office.url));
    await desk.start();
    return desk;
  }

  get proxy(): FaultProxy {
    return this.#proxy;
  }

  get do(): IpcHandlers {
    if (this.#handlers === null) throw new Error('the app is not running');
    return this.#handlers;
  }

  async start(): Promise<void> {
    const alive: Life = { yes: true, onTransmit: () => undefined };
    this.#alive = alive;
    this.view = null;
    this.#app = await createClavisApp({
      desktop: quietDesktop,
      sink: (event, value) => {
        if (alive.yes && event === 'unblock.changed') this.view = value as UnblockView | null;
      },
      openCardHost: async (_, log) =>
        createCardHost({ services: [mortal(serviceOver(this.reader, () => this.card), alive)], clock: quick, log }),
      openPkcs11: () => noModules,
      openKeyring: async () => keyringMemory('noService'),
      openStores: () => noStores,
      electronVersion: null,
      userData: this.userData,
      env: { CLAVIS_AUTHORITY_URL: this.#proxy.url, CLAVIS_EMBEDDED_TOKEN: EMBEDDED_TOKEN, CLAVIS_PCSC: 'off' },
      version: '0.0.0-test',
      locale: 'fr-FR',
      clock: quick,
    });
    this.#handlers = mortalHandlers(this.#app.handlers, alive);
  }

  /** Told of each APDU of the running app, 1-based from here, before and after it is carried out. */
  onTransmit(listener: (count: number, when: 'before' | 'after') => void): void {
    let count = 0;
    this.#alive.onTransmit = (when) => {
      if (when === 'before') count++;
      listener(count, when);
    };
  }

  /** As kill -9: from now on nothing of the running app reaches card, authority or this desk. Its connections are the system's to close. */
  async kill(): Promise<void> {
    this.#alive.yes = false;
    this.#app = null;
    this.#handlers = null;
    await this.#proxy.close();
    await this.reader.close();
    this.#proxy = await startFaultProxy(this.office.url);
  }

  /** The code in the mail that brought a link. */
  async linkCode(): Promise<string> {
    // The mail goes through an outbox: it comes a moment after the request was answered.
    for (let i = 0; i < 500; i++) {
      const mails = await this.do['mailbox.list']();
      const mail = mails.find((candidate) => candidate.hasLink && candidate.receivedAt >= this.#openedAt - 1_000);
      const code = /#([A-Za-z0-9_-]{43})/u.exec(mail?.text ?? '')?.[1];
      if (code !== undefined) return code;
      await sleep(2);
    }
    throw new Error('no mail with a link');
  }

  /** Calls a verb as the screen would: a refusal is shown, not thrown. */
  async attempt(run: () => Promise<unknown>): Promise<Problem | null> {
    try {
      await run();
      return null;
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'internal') throw error;
      return problem;
    }
  }

  /** Puts the person's token back and makes reader and service work again, whatever a fault did. */
  mend(): void {
    this.reader.startService();
    this.reader.plug();
    if (this.reader.card !== this.card) this.reader.insert(this.card);
  }

  /** Sessions opened since this desk was. */
  async sessions(): Promise<readonly { readonly state: string; readonly receipt: string | null }[]> {
    return this.office.authority.deps.db
      .selectFrom('sessions')
      .select(['state', 'receipt'])
      .where('opened_at', '>=', this.#openedAt)
      .orderBy('opened_at')
      .execute();
  }

  async answerTriesLeft(): Promise<number> {
    const row = await this.office.authority.deps.db
      .selectFrom('dossiers')
      .select('tries_left')
      .where('serial', '=', this.template.person.serial)
      .executeTakeFirstOrThrow();
    return row.tries_left;
  }

  async close(): Promise<void> {
    // Alive to its end: what it still has with the card would not come back to a dead one, and it waits for that.
    await this.#app?.close();
    this.#alive.yes = false;
    await this.#proxy.close();
  }
}

const quietDesktop: Desktop = {
  openExternal: async () => undefined,
  saveTextFile: async () => true,
  saveFile: async () => true,
  printPdf: async () => true,
  reloadWindow: () => undefined,
  protectScreen: () => undefined,
  answerQuit: () => undefined,
  chooseLibrary: async () => null,
};

/** Nobody signs in at a desk. */
const noStores: LocalStores = { open: () => Promise.reject(new AppError('localCopyUnavailable')) };

/** No module is part of an unblock. */
const noModules: Pkcs11 = {
  modules: async () => [],
  inspect: () => Promise.reject(new AppError('notFound')),
  sign: () => Promise.reject(new AppError('notFound')),
  close: async () => undefined,
};

/** Waits are short here: the waits themselves are proved where they are made. Never none: who polls must let others run. */
const quick = { ...systemClock, sleep: () => sleep(1) };

interface Life {
  yes: boolean;
  onTransmit: (when: 'before' | 'after') => void;
}

/** What a dead program was asked is not answered any more, neither with a value nor with an error. */
const whileAlive =
  (alive: Life) =>
  <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!alive.yes) return;
      call().then(
        (value) => alive.yes && resolve(value),
        (error: unknown) => alive.yes && reject(error),
      );
    });

/** Whoever pressed a button of a program that was killed meanwhile waits for ever: they are not at the next one's screen. */
function mortalHandlers(handlers: IpcHandlers, alive: Life): IpcHandlers {
  const guard = whileAlive(alive);
  return new Proxy(handlers, {
    get(target, name, receiver) {
      const verb = Reflect.get(target, name, receiver) as (...input: readonly unknown[]) => Promise<unknown>;
      return (...input: readonly unknown[]) => guard(() => verb(...input));
    },
  });
}

/** A service that stops answering for ever when its program is dead. */
function mortal(service: SmartCardService & { setInserted(reader: string, inserted: boolean): Promise<void> }, alive: Life) {
  const guard = whileAlive(alive);
  const wrap = (connection: CardConnection): CardConnection => ({
    get atr() {
      return connection.atr;
    },
    get protocol() {
      return connection.protocol;
    },
    attribute: (id) => guard(() => connection.attribute(id)),
    control: (code, data) => guard(() => connection.control(code, data)),
    transmit: async (command) => {
      alive.onTransmit('before');
      return guard(async () => {
        const response = await connection.transmit(command);
        alive.onTransmit('after');
        return response;
      });
    },
    beginTransaction: () => guard(() => connection.beginTransaction()),
    endTransaction: (disposition) => guard(() => connection.endTransaction(disposition)),
    reconnect: (disposition) => guard(() => connection.reconnect(disposition)),
    disconnect: (disposition) => guard(() => connection.disconnect(disposition)),
  });
  return {
    ...service,
    listReaders: () => guard(() => service.listReaders()),
    connect: (reader: string, mode: 'shared' | 'exclusive') => guard(async () => wrap(await service.connect(reader, mode))),
  };
}
