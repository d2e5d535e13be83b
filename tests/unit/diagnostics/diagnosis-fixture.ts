import type { DiagnosticId } from '../../../src-shared/domain/diagnostics.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';
import type { CardInspection, CardSnapshot } from '../../../src-main/ports/card-host.ts';
import { runDiagnosis, type DiagnosisDeps } from '../../../src-main/use-cases/diagnostics/run-diagnosis.ts';

export const NOW = Date.UTC(2026, 10, 24, 9);

export const token = (over: Partial<TokenView> = {}): TokenView => ({
  readerId: 'r1',
  readerName: 'Reader 00 00',
  virtual: false,
  state: 'ready',
  problem: null,
  serial: '802500017A3C41F6',
  model: 'IAS-ECC',
  profile: 'ias-ecc',
  holder: 'Camille Durand',
  pin: { triesLeft: 3, triesMax: 3 },
  pinFormat: null,
  puk: null,
  pukFormat: null,
  abilities: { verifyPin: true, changePin: true, unblockByPuk: false, unblockByAuthority: true, sign: true },
  blocked: false,
  certificates: [],
  ...over,
});

export const reader = (over: Partial<CardInspection['readers'][number]> = {}): CardInspection['readers'][number] => ({
  readerId: 'r1',
  name: 'Reader 00 00',
  virtual: false,
  state: 'present',
  atr: '3B00',
  pinpad: null,
  driver: null,
  ...over,
});

export const seen = (tokens: readonly TokenView[], readers: CardInspection['readers'], problem: ErrorCode | null = null): DiagnosisDeps['cards'] => ({
  snapshot: async (): Promise<CardSnapshot> => ({ service: 'ready', serviceProblem: null, readers: [], tokens }),
  inspect: async () => ({ libraryVersion: '2.0', problem: problem === null ? null : { code: problem, details: {} }, readers }),
});

const MODULE = { moduleId: 'abc', name: 'OpenSC', source: 'known' } as const;

export const deps = (over: Partial<DiagnosisDeps> = {}): DiagnosisDeps => ({
  cards: seen([token()], [reader()]),
  pkcs11: { modules: async () => [MODULE], inspect: async (moduleId) => ({ moduleId, version: 'OpenSC 0.23', slots: [] }) },
  system: () => ({ os: 'Linux', osVersion: '12', architecture: 'x64', session: 'local', sandbox: 'none' }),
  authority: null,
  clock: { now: () => NOW, monotonic: () => 0 },
  appVersion: '0.1.0',
  electronVersion: null,
  ...over,
});

/** An authority whose clock differs by so many milliseconds. */
export const authorityAt = (ahead: number): DiagnosisDeps['authority'] => ({
  host: 'autorite.example',
  health: async () => ({
    status: 'ok',
    version: '1',
    now: NOW + ahead,
    provider: { name: '', phone: '', hours: '', email: '', revocationUrl: '', reorderUrl: '', officeUrl: '' },
    mailbox: false,
  }),
});

export const absentAuthority: DiagnosisDeps['authority'] = {
  host: 'autorite.example',
  health: () => Promise.reject(new AppError('authorityUnreachable', { host: 'autorite.example' })),
};

/** "counters failed pinBlocked" of each line with this id. */
export async function linesOf(given: DiagnosisDeps, ...ids: readonly DiagnosticId[]): Promise<readonly string[]> {
  const { lines } = await runDiagnosis(given);
  return lines
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .map(({ id, status, problem }) => [id, status, ...(problem === null ? [] : [problem.code])].join(' '));
}
