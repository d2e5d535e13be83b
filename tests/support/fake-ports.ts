import { randomBytes, randomUUID } from 'node:crypto';
import type { PinOutcome, TokenView, UnblockView } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { QUALIFIED_PIN_FORMAT } from '../../src-shared/pin/pin-format.ts';
import type { OpenSessionReply, ResultRequest } from '../../src-shared/http/unblock.ts';
import type { Authority } from '../../src-main/ports/authority.ts';
import type { ApplyOutcome, CardHost, CardSnapshot, SignOutcome } from '../../src-main/ports/card-host.ts';
import type { UnblockJournal, UnblockRecord } from '../../src-main/ports/unblock-journal.ts';

export const SERIAL = '802500017A3C41F6';
export const OTHER_SERIAL = '802500019B7D20E4';
export const LINK_CODE = 'C'.repeat(43);

export function tokenView(change: Partial<TokenView> = {}): TokenView {
  return {
    readerId: 'r1',
    readerName: 'Lecteur',
    virtual: true,
    state: 'ready',
    problem: null,
    serial: SERIAL,
    model: 'IAS-ECC',
    profile: 'ias-ecc',
    holder: 'Camille Durand',
    pin: { triesLeft: 0, triesMax: 3 },
    pinFormat: QUALIFIED_PIN_FORMAT,
    puk: { triesLeft: 5, triesMax: 5 },
    pukFormat: { minLength: 8, maxLength: 8, charset: 'digits' },
    abilities: { verifyPin: true, changePin: true, unblockByPuk: true, unblockByAuthority: true, sign: true },
    blocked: true,
    certificates: [],
    ...change,
  };
}

/** A card host whose card is three variables; `apply` is what the next acts answer, `done` when the list is empty. */
export function fakeCards(tokens: readonly TokenView[] = [tokenView()]) {
  const state = {
    tokens,
    triesLeft: 0 as number | null,
    held: false,
    restart: () => undefined as void,
    apply: [] as (ApplyOutcome | AppError)[],
    /** What the next entries of a PIN or PUK answer; `ok` when the list is empty. */
    entries: [] as (PinOutcome | AppError)[],
    /** What the next signatures come to; the token has no such key when the list is empty. */
    signatures: [] as SignOutcome[],
    counter: null as AppError | null,
    calls: [] as string[],
  };
  const enter = (verb: string) => async (): Promise<PinOutcome> => {
    state.calls.push(verb);
    const next = state.entries.shift() ?? ({ kind: 'ok', counter: { triesLeft: 3, triesMax: 3 } } as const);
    if (next instanceof AppError) throw next;
    return next;
  };
  const host: CardHost = {
    snapshot: async (): Promise<CardSnapshot> => ({
      service: state.tokens.length === 0 ? 'noToken' : 'ready',
      serviceProblem: null,
      readers: [],
      tokens: state.tokens,
    }),
    onChange: () => () => undefined,
    onRestart: (listener) => {
      state.restart = listener;
      return () => undefined;
    },
    refresh: async () => undefined,
    holdPin: async () => {
      state.held = true;
    },
    dropPin: async () => {
      state.held = false;
    },
    pinHeld: async () => state.held,
    readCounter: async () => {
      state.calls.push('counter');
      if (state.counter) throw state.counter;
      return { triesLeft: state.triesLeft, triesMax: 3 };
    },
    requestChallenge: async () => {
      state.calls.push('challenge');
      return { challenge: randomBytes(8) };
    },
    applyUnblock: async () => {
      state.calls.push('apply');
      const next = state.apply.shift() ?? ({ kind: 'done', counter: { triesLeft: 3, triesMax: 3 } } as const);
      if (next instanceof AppError) throw next;
      if (next.kind === 'done') {
        state.triesLeft = next.counter.triesLeft;
        state.held = false;
      }
      return next;
    },
    verifyPin: enter('verify'),
    changePin: enter('change'),
    unblockByPuk: enter('puk'),
    signWithPin: async () => {
      state.calls.push('sign');
      const next = state.signatures.shift();
      if (next === undefined) throw new AppError('keyNotFound');
      return next;
    },
    inspect: async () => ({ libraryVersion: null, problem: null, readers: [] }),
    release: async () => {
      state.calls.push('release');
    },
    setVirtualInserted: async () => undefined,
    close: async () => undefined,
  };
  return { host, state };
}

/** An authority in memory: one link, one dossier; `fail` throws before the named call is carried out, `lose` after it. */
export function fakeAuthority(options: { readonly now: () => number }) {
  const state = {
    triesLeft: 3,
    session: 'none' as 'none' | OpenSessionReply['state'],
    key: null as string | null,
    lastAttempt: null as OpenSessionReply['lastAttempt'],
    verdict: 'accepted' as 'accepted' | 'refused',
    ttlMs: 90_000,
    reports: [] as ResultRequest[],
    fail: new Map<string, AppError>(),
    lose: new Set<string>(),
    calls: [] as string[],
  };
  const sessionId = randomUUID();
  const reply = (): Omit<OpenSessionReply, 'sessionToken'> => ({
    sessionId,
    state: state.session === 'none' ? 'opened' : state.session,
    entity: 'Atelier Martin SARL',
    product: 'Certificat RGS ** 3 ans sur clé',
    holder: 'Camille Durand',
    serial: SERIAL,
    maskedEmail: 'c•••••@atelier-martin.fr',
    linkExpiresAt: options.now() + 3_600_000,
    now: options.now(),
    triesLeft: state.triesLeft,
    triesMax: 3,
    challengesLeft: 3,
    questions: [
      { id: 'q1', text: 'Première ?' },
      { id: 'q2', text: 'Seconde ?' },
    ],
    lastAttempt: state.lastAttempt,
    receipt: null,
  });
  async function call<T>(name: string, run: () => T): Promise<T> {
    state.calls.push(name);
    const failure = state.fail.get(name);
    if (failure) {
      state.fail.delete(name);
      throw failure;
    }
    const value = run();
    if (state.lose.delete(name)) throw new AppError('authorityUnreachable', { host: 'h' });
    return value;
  }
  const authority: Authority = {
    host: 'autorite.example',
    health: () => {
      throw new AppError('notAvailable');
    },
    requestLink: () => call('requestLink', () => ({ accepted: true, maskedEmail: null })),
    openSession: ({ idempotencyKey, serial, blocked }) =>
      call('openSession', () => {
        if (serial !== SERIAL) throw new AppError('wrongToken', { expected: SERIAL, found: serial });
        if (!blocked) throw new AppError('tokenNotBlocked', { serial });
        if (state.key !== null && state.key !== idempotencyKey) throw new AppError('linkUsed');
        state.key = idempotencyKey;
        if (state.session === 'none') state.session = 'opened';
        return { ...reply(), sessionToken: 'T'.repeat(43) };
      }),
    readSession: () => call('readSession', () => reply()),
    submitAnswers: (_, { attemptId, attemptNumber }) =>
      call('submitAnswers', () => {
        if (attemptNumber !== 4 - state.triesLeft) throw new AppError('answersStale');
        if (state.verdict === 'accepted') state.session = 'answered';
        else state.triesLeft--;
        if (state.triesLeft === 0) state.session = 'lockedOut';
        const verdict = state.verdict === 'accepted' ? 'accepted' : state.triesLeft === 0 ? 'lockedOut' : 'refused';
        state.lastAttempt = { attemptId, verdict };
        return { verdict, triesLeft: state.triesLeft, triesMax: 3 };
      }),
    requestResponse: () =>
      call('requestResponse', () => {
        state.session = 'challenged';
        return { cryptogram: 'AB'.repeat(24), keyVersion: 1, ttlMs: state.ttlMs, challengesLeft: 2 };
      }),
    reportResult: (_, result) =>
      call('reportResult', () => {
        state.reports.push(result);
        const next = ({ done: 'confirmed', refused: 'refused', unknown: 'toReconcile' } as const)[result.outcome];
        state.session = next;
        return { state: next, receipt: null, now: options.now() };
      }),
    publicKeys: () => call('publicKeys', () => ({ keys: [] })),
    mails: () => call('mails', () => ({ mails: [] })),
  };
  return { authority, state };
}

/** A journal in memory that keeps every line; `full` makes the next write fail. */
export function fakeJournal() {
  const state = { lines: [] as UnblockRecord[], full: false };
  const journal: UnblockJournal = {
    list: async () => {
      const last = new Map(state.lines.map((line) => [line.id, line]));
      return [...last.values()].toSorted((a, b) => b.updatedAt - a.updatedAt);
    },
    write: async (record) => {
      if (state.full) throw new AppError('journalUnwritable');
      state.lines.push(record);
    },
    remove: async (id) => {
      state.lines = state.lines.filter((line) => line.id !== id);
    },
  };
  return { journal, state };
}

export const lastView = (views: readonly (UnblockView | null)[]): UnblockView => {
  const view = views.at(-1);
  if (!view) throw new Error('no unblock is on screen');
  return view;
};
