import type { DiagnosticReport } from '../domain/diagnostics.ts';
import type { Loss, QuitAnswer } from '../domain/quit.ts';
import type {
  AppView,
  Language,
  LinkRequestOutcome,
  MailView,
  PinOutcome,
  UnblockView,
} from '../domain/views.ts';
import type { Problem } from '../errors/error-table.ts';
import { ACCOUNT_EVENTS, ACCOUNT_VERBS, type AccountEvents, type AccountVerbs, type CertificateVerbs, type RequestVerbs } from './account-verbs.ts';
import type { PinEntry } from './pin-entry.ts';

/**
 * The one IPC contract. Main's door, the preload's bridge, the renderer's `window.clavis` and the fake main of the tests
 * are all derived from it. A verb says what a person does; no verb takes an APDU, a path, an address or a module name.
 */
export interface IpcVerbs extends AccountVerbs, RequestVerbs, CertificateVerbs {
  'app.view': { input: void; output: AppView };
  'app.setLanguage': { input: { language: Language }; output: void };
  'app.openLink': { input: { target: ExternalTarget }; output: void };
  /** A page on which a PIN is typed is on screen: other programs take no picture of it, where the system lets a window say so. */
  'app.protectScreen': { input: { protect: boolean }; output: void };
  /** What became of the question of `app.quitAsked`; without one, nothing. */
  'app.answerQuit': { input: { reply: QuitAnswer }; output: void };
  'tokens.refresh': { input: void; output: void };
  'virtualReader.setInserted': { input: { readerId: string; inserted: boolean }; output: void };
  'mailbox.list': { input: void; output: readonly MailView[] };
  'mailbox.useLink': { input: { mailId: string }; output: void };
  'mailbox.openPage': { input: { mailId: string }; output: void };
  /** Tests the PIN with consent: a wrong one costs a try. One VERIFY at most. */
  'pin.verify': { input: PinEntry & { pin: Uint8Array }; output: PinOutcome };
  'pin.change': { input: PinEntry & { current: Uint8Array; next: Uint8Array; confirmation: Uint8Array }; output: PinOutcome };
  /** Unblocks with the PUK; `triesShown` and `serialTail` are about the PUK's counter. */
  'pin.unblockByPuk': { input: PinEntry & { puk: Uint8Array; next: Uint8Array; confirmation: Uint8Array }; output: PinOutcome };
  'diagnostics.run': { input: void; output: DiagnosticReport };
  /** The text of the bundle as it would be saved, whole. */
  'diagnostics.preview': { input: void; output: { text: string } };
  /** Saves the bundle last previewed, byte for byte. */
  'diagnostics.save': { input: void; output: { saved: boolean } };
  /** Asks for a PKCS#11 module by the system's own dialog, and keeps it in the settings. */
  'diagnostics.addModule': { input: void; output: { added: boolean } };
  'diagnostics.removeModule': { input: { moduleId: string }; output: void };
  'unblock.view': { input: void; output: UnblockView | null };
  /** Asks the authority for a mail with a link, for the token in this reader. */
  'unblock.requestLink': { input: { readerId: string }; output: LinkRequestOutcome };
  /** A pasted code or address: shows the page before step 1. */
  'unblock.pasteLink': { input: { text: string }; output: void };
  /** The person accepts to use the link on screen: step 1 and its preflight. */
  'unblock.begin': { input: void; output: void };
  /** Runs the preflight of step 1 again. */
  'unblock.recheck': { input: void; output: void };
  'unblock.next': { input: void; output: void };
  'unblock.previous': { input: void; output: void };
  /** Both entries; main compares, keeps one in the card host's memory and overwrites both. */
  'unblock.choosePin': { input: { pin: Uint8Array; confirmation: Uint8Array }; output: void };
  'unblock.submitAnswers': { input: { answers: readonly AnswerInput[] }; output: void };
  /** Goes on from where a problem or an interruption stopped. */
  'unblock.resume': { input: void; output: void };
  /** Leaves the wizard; what is durable stays resumable. */
  'unblock.leave': { input: void; output: void };
  'unblock.saveReceipt': { input: void; output: { saved: boolean } };
}

export interface AnswerInput {
  readonly questionId: string;
  readonly answer: string;
}

export type ExternalTarget = 'revocation' | 'reorder' | 'office';

/** Pushed by main. */
export interface IpcEvents extends AccountEvents {
  'app.changed': AppView;
  /** A person wants to quit, and this would be lost: the page asks them, and says so at once. */
  'app.quitAsked': readonly Loss[];
  'unblock.changed': UnblockView | null;
}

export type VerbName = keyof IpcVerbs;
export type EventName = keyof IpcEvents;

export type Envelope<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Run-time list of the verbs; `satisfies` keeps it complete. The preload exposes exactly these. */
const CORE_VERBS = Object.keys({
  'app.view': 0,
  'app.setLanguage': 0,
  'app.openLink': 0,
  'app.protectScreen': 0,
  'app.answerQuit': 0,
  'tokens.refresh': 0,
  'virtualReader.setInserted': 0,
  'mailbox.list': 0,
  'mailbox.useLink': 0,
  'mailbox.openPage': 0,
  'pin.verify': 0,
  'pin.change': 0,
  'pin.unblockByPuk': 0,
  'diagnostics.run': 0,
  'diagnostics.preview': 0,
  'diagnostics.save': 0,
  'diagnostics.addModule': 0,
  'diagnostics.removeModule': 0,
  'unblock.view': 0,
  'unblock.requestLink': 0,
  'unblock.pasteLink': 0,
  'unblock.begin': 0,
  'unblock.recheck': 0,
  'unblock.next': 0,
  'unblock.previous': 0,
  'unblock.choosePin': 0,
  'unblock.submitAnswers': 0,
  'unblock.resume': 0,
  'unblock.leave': 0,
  'unblock.saveReceipt': 0,
} satisfies Record<Exclude<VerbName, (typeof ACCOUNT_VERBS)[number]>, 0>) as readonly VerbName[];
export const VERBS: readonly VerbName[] = [...CORE_VERBS, ...ACCOUNT_VERBS];

const CORE_EVENTS = Object.keys({
  'app.changed': 0,
  'app.quitAsked': 0,
  'unblock.changed': 0,
} satisfies Record<Exclude<EventName, (typeof ACCOUNT_EVENTS)[number]>, 0>) as readonly EventName[];
export const EVENTS: readonly EventName[] = [...CORE_EVENTS, ...ACCOUNT_EVENTS];

/** One Electron channel per verb and per event. */
export const channelOf = (name: VerbName | EventName): string => `clavis:${name}`;

/** Takes a verb's call; a verb without input takes none. */
type Call<V extends VerbName> = IpcVerbs[V]['input'] extends void
  ? () => Promise<Envelope<IpcVerbs[V]['output']>>
  : (input: IpcVerbs[V]['input']) => Promise<Envelope<IpcVerbs[V]['output']>>;

type Group<P extends string> = {
  readonly [V in VerbName as V extends `${P}.${infer Name}` ? Name : never]: Call<V>;
};

type Groups = VerbName extends infer V ? (V extends `${infer P}.${string}` ? P : never) : never;

/** `window.clavis`: `clavis.unblock.choosePin({...})`, and `clavis.on('app.changed', listener)` which returns its own undo. */
export type ClavisBridge = { readonly [P in Groups]: Group<P> } & {
  readonly on: <E extends EventName>(event: E, listener: (value: IpcEvents[E]) => void) => () => void;
};
