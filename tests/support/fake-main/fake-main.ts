import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import type { Loss } from '../../../src-shared/domain/quit.ts';
import type { AppView, Language, PinOutcome, UnblockView } from '../../../src-shared/domain/views.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { VERBS, type ClavisBridge, type Envelope, type IpcEvents, type IpcVerbs, type VerbName } from '../../../src-shared/ipc/verbs.ts';
import { ACCOUNT_ANSWERS, SIGNED_OUT } from './sample-account.ts';
import { BUNDLE, DOSSIER, MAIL, REPORT } from './sample-views.ts';
import type { Scenario } from './scenarios.ts';

type Listener = (value: never) => void;

/** One call a screen made. Values of a PIN or an answer are not kept: only how many there were. */
interface Call {
  readonly verb: VerbName;
  readonly input: unknown;
}

/**
 * `window.clavis` for screens alone: shows a scenario's views, records the calls, and lets a test push what main would.
 * It decides nothing by itself but what every main does at once (language, mail after a request).
 */
export class FakeMain {
  app: AppView | null;
  unblock: UnblockView | null;
  account: AccountView;
  readonly calls: Call[] = [];
  refuse: Record<string, Problem>;
  /** What the card says of the next entries of a PIN or PUK. */
  pinOutcome: PinOutcome;
  report: DiagnosticReport;
  /** Answers held back until `release`, when a test wants to see a call under way. */
  hold = false;
  /** In place of the samples; a test may change them. */
  answers: Record<string, (input: never) => unknown>;
  readonly #mails: Scenario['mails'][number][];
  readonly #listeners = new Map<string, Set<Listener>>();
  #held: (() => void)[] = [];
  /** Verbs that give something back or that every main answers with a view at once; the others give nothing. */
  readonly #answers: { readonly [V in VerbName]?: (input: never) => IpcVerbs[V]['output'] } = {
    ...ACCOUNT_ANSWERS,
    'account.view': () => this.account,
    'unblock.view': () => this.unblock,
    'mailbox.list': () => this.#mails,
    'pin.verify': () => this.pinOutcome,
    'pin.change': () => this.pinOutcome,
    'pin.unblockByPuk': () => this.pinOutcome,
    'diagnostics.run': () => this.report,
    'diagnostics.preview': () => ({ text: BUNDLE }),
    'diagnostics.save': () => ({ saved: true }),
    'diagnostics.addModule': () => ({ added: true }),
    'unblock.saveReceipt': () => ({ saved: true }),
    'unblock.requestLink': () => {
      this.#mails.push({ ...MAIL, id: `m${this.#mails.length + 10}` });
      this.showApp({ mailCount: this.#mails.length });
      return { maskedEmail: DOSSIER.maskedEmail };
    },
    'app.setLanguage': ({ language }: IpcVerbs['app.setLanguage']['input']) => this.showApp({ language }),
    'unblock.leave': () => this.showUnblock(null),
  };

  constructor(scenario: Scenario, language: Language) {
    this.app = scenario.app === null ? null : { ...scenario.app, language };
    this.unblock = scenario.unblock;
    this.account = scenario.account ?? SIGNED_OUT;
    this.#mails = [...scenario.mails];
    this.refuse = { ...scenario.refuse };
    this.pinOutcome = scenario.pinOutcome ?? { kind: 'ok', counter: { triesLeft: 3, triesMax: 3 } };
    this.report = scenario.report ?? REPORT;
    this.hold = scenario.hold === true;
    this.answers = { ...scenario.answers };
  }

  showApp(change: Partial<AppView>): void {
    if (this.app === null) return;
    this.app = { ...this.app, ...change };
    this.#emit('app.changed', this.app);
  }

  showUnblock(change: Partial<UnblockView> | null): void {
    this.unblock = change === null || this.unblock === null ? (change as UnblockView | null) : { ...this.unblock, ...change };
    this.#emit('unblock.changed', this.unblock);
  }

  showAccount(change: Partial<AccountView>): void {
    this.account = { ...this.account, ...change };
    this.#emit('account.changed', this.account);
  }

  askQuit(losses: readonly Loss[]): void {
    this.#emit('app.quitAsked', losses);
  }

  release(): void {
    const held = this.#held;
    this.#held = [];
    this.hold = false;
    for (const answer of held) answer();
  }

  /** Built from the run-time list of verbs, like the preload's. */
  bridge(): ClavisBridge {
    const groups: Record<string, Record<string, unknown>> = {};
    for (const verb of VERBS) {
      const [group = '', name = ''] = verb.split('.');
      groups[group] = { ...groups[group], [name]: (input: unknown) => this.#call(verb, input) };
    }
    const on = (event: keyof IpcEvents, listener: Listener) => {
      const listeners = this.#listeners.get(event) ?? new Set();
      listeners.add(listener);
      this.#listeners.set(event, listeners);
      return () => listeners.delete(listener);
    };
    return { ...groups, on } as unknown as ClavisBridge;
  }

  async #call(verb: VerbName, input: unknown): Promise<Envelope<unknown>> {
    this.calls.push({ verb, input: shapeOf(input) });
    if (this.hold && verb !== 'app.view' && verb !== 'unblock.view' && verb !== 'account.view') {
      await new Promise<void>((resolve) => {
        this.#held.push(resolve);
      });
    }
    const problem = this.refuse[verb];
    if (problem !== undefined) return { ok: false, problem };
    if (verb === 'app.view') return this.app === null ? new Promise(() => undefined) : { ok: true, value: this.app };
    return { ok: true, value: (this.answers[verb] ?? this.#answers[verb])?.(input as never) };
  }

  #emit<E extends keyof IpcEvents>(event: E, value: IpcEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value as never);
  }
}

/** Texts that are secrets wherever they stand; bytes always are. */
const SECRET_TEXTS: ReadonlySet<string> = new Set(['answer', 'password', 'passwordAgain', 'currentPassword', 'code']);

/** Lengths in place of bytes and secret texts, so that no double of main keeps a secret either. */
function shapeOf(input: unknown, name = ''): unknown {
  if (input instanceof Uint8Array) return { bytes: input.length };
  if (typeof input === 'string') return SECRET_TEXTS.has(name) ? { characters: input.length } : input;
  if (Array.isArray(input)) return input.map((item) => shapeOf(item));
  if (typeof input === 'object' && input !== null) return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, shapeOf(value, key)]));
  return input;
}
