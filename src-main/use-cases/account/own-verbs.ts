import { randomUUID } from 'node:crypto';
import type { Language } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ModifyRequest } from '../../../src-shared/http/requests.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Desktop } from '../../ports/desktop.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import type { Account } from './account.ts';
import { readKind, readOne } from './account-copy.ts';
import { proveWithToken, type TokenProver } from './prove-with-token.ts';
import type { AccountVerbFunctions } from './sign-in-verbs.ts';

export interface OwnDeps extends TokenProver {
  readonly account: Account;
  readonly calls: AuthorityCalls;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly desktop: Pick<Desktop, 'saveFile'>;
  /** Of what is shown here. */
  readonly setLanguage: (language: Language) => void;
}

type OwnVerbs = AccountVerbFunctions<
  | 'account.view'
  | 'account.sync'
  | 'account.setLanguage'
  | 'account.changePassword'
  | 'account.reauthenticate'
  | 'account.reauthenticateWithToken'
  | 'account.sessions'
  | 'account.endSession'
  | 'account.endOtherSessions'
  | 'account.certificates'
  | 'account.associate'
  | 'account.dissociate'
  | 'account.terms'
  | 'account.journal'
  | 'account.saveExport'
  | 'account.requestErasure'
  | 'account.erasures'
  | 'account.settleConflict'
>;

/** Entries of the journal that a page has without the authority. */
const OFFLINE_PAGE = 50;

/** What a person does with their account once they are in it. */
export function ownVerbs(deps: OwnDeps): OwnVerbs {
  const { account, calls, settings, clock, desktop, setLanguage } = deps;
  const session = () => account.signedIn().session;

  return {
    'account.view': async () => account.view(),
    'account.sync': () => account.copy().refresh(),
    'account.setLanguage': async ({ language }) => {
      setLanguage(language);
      await session().call('setLanguage', { body: { language } });
    },
    'account.changePassword': async (input) => {
      const { ended } = await session().call('changePassword', { body: input });
      return { otherSessionsEnded: ended };
    },
    'account.reauthenticate': async ({ password }) => {
      const { freshUntil, now } = await session().call('reauthenticate', { body: { password } });
      account.fresh(freshUntil, now);
    },
    'account.reauthenticateWithToken': (input) => {
      // The session of now: a proof that takes its time is not handed in by whoever is signed in by then.
      const own = session();
      return proveWithToken(deps, input, async (body) => {
        const { freshUntil, now } = await own.call('reauthenticate', { body });
        account.fresh(freshUntil, now);
      });
    },
    'account.sessions': async () => (await session().call('listSessions')).items,
    'account.endSession': async ({ sessionId }) => {
      await session().call('endSession', { params: { accountSessionId: sessionId } });
    },
    'account.endOtherSessions': () => session().call('endOtherSessions'),
    'account.certificates': () => readKind(account.copy().store, 'signInCertificate'),
    'account.associate': async (input) => {
      const own = session();
      const outcome = await proveWithToken(deps, input, async (body) => void (await own.call('associateCertificate', { body })));
      if (outcome.kind === 'done') await account.copy().round();
      return outcome;
    },
    'account.dissociate': async ({ sha256 }) => {
      await session().call('dissociateCertificate', { params: { sha256 } });
      await account.copy().round();
    },
    'account.terms': async () => {
      const [terms, history] = await Promise.all([calls.call('readTerms', null), session().call('listTerms')]);
      const accepted = history.items.map(({ version, acceptedAt }) => ({ version, acceptedAt }));
      return { text: terms.texts[settings.get().language], version: terms.version, accepted };
    },
    'account.journal': async ({ cursor }) => {
      try {
        return await session().call('searchJournal', { body: { cursor } });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'authorityUnreachable' || cursor !== null) throw error;
        const known = await readKind(account.copy().store, 'journal');
        return { items: known.toSorted((a, b) => b.seq - a.seq).slice(0, OFFLINE_PAGE), next: null };
      }
    },
    'account.saveExport': async () => {
      const data = await session().call('exportAccount');
      const suggestedName = `clavis-donnees-${new Date(clock.now()).toISOString().slice(0, 10)}.json`;
      return { saved: await desktop.saveFile({ suggestedName, bytes: async () => Buffer.from(`${JSON.stringify(data, null, 2)}\n`) }) };
    },
    'account.requestErasure': async () => {
      const { requestedAt } = await session().call('requestErasure');
      return { requestedAt };
    },
    'account.erasures': async () => (await session().call('listErasures')).items.map(({ requestedAt, state }) => ({ requestedAt, state })),
    'account.settleConflict': async ({ changeId, keep }) => {
      const copy = account.copy();
      const { store } = copy;
      const change = (await store.changes()).find(({ id }) => id === changeId);
      if (change === undefined || (change.state !== 'conflict' && change.state !== 'refused')) throw new AppError('notFound');
      const { about } = change;
      if (keep === 'mine' && about !== null) {
        const now = await readOne(store, 'request', about.id);
        if (now === null) throw new AppError('notFound');
        // As a new change: another key, another body. It is there before the old one goes, so that neither crash nor power loses both.
        const body = { ...(change.body as unknown as ModifyRequest), revision: now.revision };
        const baseRevision = (await store.read('request', about.id))?.revision ?? null;
        await store.enqueue({ id: randomUUID(), route: change.route, params: change.params, body, baseRevision, about, createdAt: clock.now() });
      }
      await store.discard(changeId);
      account.changed();
      await copy.round();
    },
  };
}
