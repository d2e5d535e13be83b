import { join } from 'node:path';
import type { AppView, Language, MailView, UnblockView } from '../../src-shared/domain/views.ts';
import { formatSerial } from '../../src-shared/domain/serial.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { parseAccountDeepLink, parseAccountLink } from '../../src-shared/links/account-link.ts';
import { parseDeepLink, parsePastedLink } from '../../src-shared/links/unblock-link.ts';
import { authorityCalls } from '../adapters/authority-http/authority-calls.ts';
import { authorityOver } from '../adapters/authority-http/authority-over.ts';
import { installedSoftwareSystem } from '../adapters/installed-software-system/installed-software-system.ts';
import { logFile } from '../adapters/log-file/log-file.ts';
import { readSystemFacts, systemSources } from '../adapters/system-facts/system-facts.ts';
import { settingsFile } from '../adapters/settings-file/settings-file.ts';
import { unblockJournalFile } from '../adapters/unblock-journal-file/unblock-journal-file.ts';
import type { EventSink, IpcHandlers } from '../ipc/handlers.ts';
import type { CardHost, CardSnapshot } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Desktop } from '../ports/desktop.ts';
import type { Keyring } from '../ports/keyring.ts';
import type { LocalStores } from '../ports/local-store.ts';
import type { Log } from '../ports/log.ts';
import type { Pkcs11 } from '../ports/pkcs11.ts';
import { isModuleFile, moduleIdOf } from '../pkcs11/find-modules.ts';
import { Losses } from '../use-cases/account/losses.ts';
import { createDiagnosticVerbs } from '../use-cases/diagnostics/diagnostic-verbs.ts';
import { createPinVerbs } from '../use-cases/pin/pin-verbs.ts';
import { UnblockFlow } from '../use-cases/unblock/unblock-flow.ts';
import { watchAuthority } from './authority-watch.ts';
import type { ClavisApp } from './clavis-app.ts';
import { readConfig, type AppConfig } from './config.ts';
import { openAccount } from './open-account.ts';
import { systemClock } from './system-clock.ts';

export interface ClavisAppOptions {
  readonly desktop: Desktop;
  readonly sink: EventSink;
  /** Starts the card host for this configuration. */
  readonly openCardHost: (config: AppConfig, log: Log) => Promise<CardHost>;
  /** PKCS#11 modules of this system, and those of these paths. */
  readonly openPkcs11: (added: () => readonly string[], log: Log) => Pkcs11;
  /** Keyring of the system, or one in memory that says why. */
  readonly openKeyring: (log: Log) => Promise<Keyring>;
  /** Where copies of accounts are kept. */
  readonly openStores: (keyring: Keyring, log: Log) => LocalStores;
  /** Null outside Electron. */
  readonly electronVersion: string | null;
  /** Folder of this program's own data. */
  readonly userData: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Locale of the system, as BCP 47. */
  readonly locale: string;
  readonly clock?: Clock;
}

const SYSTEM_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'Linux', win32: 'Windows', darwin: 'macOS' };
const agentOf = (platform: NodeJS.Platform): string => `Clavis (${SYSTEM_NAMES[platform] ?? platform})`;

/** The composition root of the desktop program: every part made once, by hand, and wired to the verbs. */
export async function createClavisApp(options: ClavisAppOptions): Promise<ClavisApp> {
  const { desktop, sink, userData, version } = options;
  const clock = options.clock ?? systemClock;
  const config = readConfig(options.env);
  const log = logFile(join(userData, 'logs'), clock);
  const settings = settingsFile(join(userData, 'settings.json'), {
    language: options.locale.toLowerCase().startsWith('en') ? 'en' : 'fr',
    pkcs11Modules: [],
  });
  const calls = authorityCalls({ baseUrl: config.authorityUrl, clock, log, agent: agentOf(process.platform) });
  const authority = authorityOver(calls, config.embeddedToken);
  const journal = unblockJournalFile(join(userData, 'unblocks'));
  const [cards, keyring] = await Promise.all([options.openCardHost(config, log), options.openKeyring(log)]);
  let snapshot: CardSnapshot = await cards.snapshot();
  let resumable: AppView['resumable'] = null;
  /** Told when tokens or the unblock to resume may read differently. */
  let onCards = (): void => undefined;

  const view = (): AppView => ({
    version,
    language: settings.get().language,
    now: clock.now(),
    cardService: snapshot.service,
    cardServiceProblem: snapshot.serviceProblem,
    readers: snapshot.readers,
    tokens: snapshot.tokens,
    authority: watch.status(),
    mailboxAvailable: config.embeddedToken !== null,
    mailCount: watch.mails().length,
    resumable,
    office: {
      phone: watch.provider()?.phone ?? '',
      hours: watch.provider()?.hours ?? '',
      email: watch.provider()?.email ?? '',
    },
  });
  const pushApp = (): void => sink('app.changed', view());
  const setLanguage = (language: Language): void => {
    settings.set({ ...settings.get(), language });
    pushApp();
  };

  const pins = createPinVerbs(cards);
  const pkcs11 = options.openPkcs11(() => settings.get().pkcs11Modules, log);
  const system = () => readSystemFacts(systemSources(options.env, process.platform, process.arch));
  const diagnostics = createDiagnosticVerbs({
    cards,
    pkcs11,
    authority,
    clock,
    desktop,
    settings,
    system,
    appVersion: version,
    electronVersion: options.electronVersion,
    moduleIdOf,
    isModuleFile: (path) => isModuleFile(path, process.platform),
  });
  const flow = new UnblockFlow({
    cards,
    authority,
    journal,
    clock,
    log,
    onView: (next: UnblockView | null) => sink('unblock.changed', next),
  });
  const refreshResumable = async (): Promise<void> => {
    resumable = await flow.resumable();
    pushApp();
    onCards();
  };
  const watch = watchAuthority({
    authority,
    embedded: config.embeddedToken !== null,
    clock,
    onChange: pushApp,
    onReachable: () => void flow.reportPending().then(refreshResumable).catch(logProblem),
  });
  const logProblem = (error: unknown): void =>
    log.event('background.problem', { code: error instanceof AppError ? error.code : 'internal' });
  const stopCards = cards.onChange((next) => {
    snapshot = next;
    pushApp();
    onCards();
  });
  await refreshResumable();
  const stores = options.openStores(keyring, log);
  const tokens = () => snapshot.tokens;
  const losses = new Losses();
  const { account, handlers: accountHandlers } = await openAccount({
    calls,
    cards,
    software: installedSoftwareSystem({ search: () => ({ platform: process.platform, added: settings.get().pkcs11Modules }) }),
    platform: process.platform,
    keyring,
    stores,
    settings,
    desktop,
    system,
    clock,
    log,
    sink,
    version,
    tokens,
    resumable: () => resumable,
    setLanguage,
    losses,
  });
  onCards = () => account.changed();
  account.changed();
  log.event('started', { version });

  const mailOf = (mailId: string) => {
    const mail = watch.mails().find((candidate) => candidate.id === mailId);
    if (!mail) throw new AppError('notFound');
    return mail;
  };
  const showLink = (code: string | null): void => {
    if (code === null) throw new AppError('linkMalformed');
    flow.showLink(code);
  };

  const protectScreen = (protect: boolean): void => {
    if (!protect) losses.secretsGone();
    desktop.protectScreen(protect);
  };

  const handlers: IpcHandlers = {
    ...accountHandlers,
    'app.view': async () => view(),
    'app.setLanguage': async ({ language }) => setLanguage(language),
    'app.openLink': async ({ target }) => {
      const provider = watch.provider();
      if (provider === null) throw new AppError('authorityUnreachable', { host: authority.host });
      const address = { revocation: provider.revocationUrl, reorder: provider.reorderUrl, office: provider.officeUrl }[target];
      await desktop.openExternal(address);
    },
    'app.protectScreen': async ({ protect }) => protectScreen(protect),
    'app.answerQuit': async ({ reply }) => desktop.answerQuit(reply),
    'tokens.refresh': () => cards.refresh(),
    'virtualReader.setInserted': ({ readerId, inserted }) => cards.setVirtualInserted(readerId, inserted),
    'mailbox.list': async () => {
      await watch.check();
      return watch.mails().map((mail): MailView => {
        const { id, to, subject, receivedAt, text, link } = mail;
        return { id, to, subject, receivedAt, text, hasLink: link !== null };
      });
    },
    'mailbox.useLink': async ({ mailId }) => {
      const { link } = mailOf(mailId);
      const ofAccount = parseAccountLink(link ?? '');
      if (ofAccount === null) showLink(parsePastedLink(link ?? ''));
      else account.showLink(ofAccount);
    },
    'mailbox.openPage': async ({ mailId }) => {
      const { link } = mailOf(mailId);
      if (link === null) throw new AppError('notFound');
      await desktop.openExternal(link);
    },
    'pin.verify': (input) => pins.verify(input),
    'pin.change': (input) => pins.change(input),
    'pin.unblockByPuk': (input) => pins.unblockByPuk(input),
    'diagnostics.run': async () => {
      // Readers that cannot be read again are what the diagnosis is about.
      await cards.refresh().catch(logProblem);
      return diagnostics.run();
    },
    'diagnostics.preview': () => diagnostics.preview(),
    'diagnostics.save': () => diagnostics.save(),
    'diagnostics.addModule': () => diagnostics.addModule(),
    'diagnostics.removeModule': async ({ moduleId }) => diagnostics.removeModule(moduleId),
    'unblock.view': async () => flow.view(),
    'unblock.requestLink': async ({ readerId }) => {
      const token = snapshot.tokens.find((candidate) => candidate.readerId === readerId);
      if (!token || token.serial === null) throw new AppError('noToken');
      const { maskedEmail } = await authority.requestLink({
        serial: token.serial,
        certificateSha256: token.certificates[0]?.sha256 ?? null,
        language: settings.get().language,
      });
      void watch.check().catch(logProblem);
      return { maskedEmail };
    },
    'unblock.pasteLink': async ({ text }) => showLink(parsePastedLink(text)),
    'unblock.begin': () => flow.begin(),
    'unblock.recheck': () => flow.recheck(),
    'unblock.next': () => flow.next(),
    'unblock.previous': async () => flow.previous(),
    'unblock.choosePin': ({ pin, confirmation }) => flow.choosePin(pin, confirmation),
    'unblock.submitAnswers': ({ answers }) => flow.submitAnswers(answers),
    'unblock.resume': () => flow.resume(),
    'unblock.leave': async () => {
      await flow.leave();
      // The unblock is left whether or not the readers can be read just now.
      await cards.refresh().catch(logProblem);
      await refreshResumable();
    },
    'unblock.saveReceipt': async () => {
      const receipt = flow.receipt();
      return { saved: await desktop.saveTextFile({ suggestedName: receiptName(receipt.serial, clock.now()), text: receipt.text }) };
    },
  };

  return {
    handlers,
    receiveDeepLink(text) {
      const code = parseDeepLink(text);
      const ofAccount = parseAccountDeepLink(text);
      log.event('link.received', { wellFormed: code !== null || ofAccount !== null });
      if (code !== null) flow.showLink(code);
      else if (ofAccount !== null) account.showLink(ofAccount);
    },
    present: (presence) => account.present(presence),
    pageBegan: () => protectScreen(false),
    wouldBeLost: async () => losses.list(await account.inMemoryAlone()),
    async close() {
      stopCards();
      watch.stop();
      await account.close();
      await Promise.all([cards.close(), pkcs11.close(), keyring.close()]);
      log.event('stopped');
    },
  };
}

/** "recu-deblocage-8025-0001-7A3C-41F6-2026-11-23.jws" */
const receiptName = (serial: string, now: number): string =>
  `recu-deblocage-${formatSerial(serial).replaceAll('\u00A0', '-')}-${new Date(now).toISOString().slice(0, 10)}.jws`;
