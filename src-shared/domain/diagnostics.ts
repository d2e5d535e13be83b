import type { Problem } from '../errors/error-table.ts';

/** What is checked, in the order of the page: each depends on those before it only. */
export const DIAGNOSTIC_IDS = [
  'system',
  'remoteSession',
  'addon',
  'service',
  'access',
  'readers',
  'tokens',
  'counters',
  'driver',
  'modules',
  'authority',
  'clock',
] as const;
export type DiagnosticId = (typeof DIAGNOSTIC_IDS)[number];

/** `notDone`: something before it failed, or it does not apply here; never "failed". */
export type DiagnosticStatus = 'ok' | 'warning' | 'failed' | 'notDone';

/**
 * Names of the values a line may show. A closed list, so that a bundle holds no secret by construction: there is no field into
 * which a PIN, an answer, a link, an APDU body, a path of a person's folder or a holder's name could be put.
 */
export const DIAGNOSTIC_FACTS = [
  'os',
  'osVersion',
  'architecture',
  'appVersion',
  'electronVersion',
  'session',
  'sandbox',
  'library',
  'libraryVersion',
  'daemonVersion',
  'reader',
  'virtual',
  'readerDriver',
  'readerState',
  'pinpad',
  'atr',
  'profile',
  'model',
  'serialTail',
  'triesLeft',
  'triesMax',
  'pukTriesLeft',
  'certificates',
  'keys',
  'driverNeeded',
  'module',
  'moduleId',
  'moduleFound',
  'moduleSource',
  'moduleVersion',
  'slots',
  'host',
  'skewSeconds',
] as const;
export type DiagnosticFactName = (typeof DIAGNOSTIC_FACTS)[number];
/** Values of `session`, `sandbox`, `readerState` and `moduleSource`: a closed list too, each with its words. */
export const DIAGNOSTIC_VALUES = {
  session: ['local', 'rdp', 'ssh', 'xrdp', 'vnc'],
  sandbox: ['none', 'snap', 'flatpak', 'container'],
  readerState: ['empty', 'present', 'mute', 'exclusive'],
  moduleSource: ['known', 'settings'],
} as const satisfies Partial<Record<DiagnosticFactName, readonly string[]>>;
export type DiagnosticValue = (typeof DIAGNOSTIC_VALUES)[keyof typeof DIAGNOSTIC_VALUES][number];

export type DiagnosticFacts = Readonly<Partial<Record<DiagnosticFactName, string | number | boolean>>>;

/** One line. Several lines may have the same id: one per reader, token or module. */
export interface DiagnosticLine {
  readonly id: DiagnosticId;
  readonly status: DiagnosticStatus;
  /** What is wrong; set when `warning` or `failed`. Its words give cause, fix and who can act. */
  readonly problem: Problem | null;
  readonly facts: DiagnosticFacts;
}

export interface DiagnosticReport {
  readonly at: number;
  readonly lines: readonly DiagnosticLine[];
}
