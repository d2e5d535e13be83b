import type { AccountView, LeaveOutcome, PersonView, SessionView, SignedOutBecause } from '../../../src-shared/domain/account-views.ts';
import type { ResumableUnblock, TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { LoginReply } from '../../../src-shared/http/accounts.ts';
import type { AccountReply } from '../../../src-shared/http/own-account.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { AccountLink } from '../../../src-shared/links/account-link.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Keyring } from '../../ports/keyring.ts';
import type { LocalStores } from '../../ports/local-store.ts';
import { bugOf, type Log } from '../../ports/log.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import { readOne } from './account-copy.ts';
import { AccountHome } from './account-home.ts';
import { AccountSession } from './account-session.ts';
import { copyView } from './copy-view.ts';
import { IdleTimer, type Presence } from './idle-timer.ts';
import type { OpenCopy } from './open-copy.ts';
import { sessionMemory, type KeptSession, type SessionMemory } from './session-memory.ts';
import { closeCopyOf, lostBySigningOut, openCopyOf, personOf, type SignedIn } from './signed-in.ts';

export interface AccountDeps {
  readonly calls: AuthorityCalls;
  readonly keyring: Keyring;
  readonly stores: LocalStores;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly tokens: () => readonly TokenView[];
  readonly resumable: () => ResumableUnblock | null;
  readonly onView: (view: AccountView) => void;
  /** What was shown has to go from the window, too. */
  readonly onEnded: () => void;
  readonly idleLimitMs?: number;
}

/** The authority ends a session after this long; without it, nobody goes on after that either. */
const IDLE_MS = 30 * 60_000;
/** Where the person is there and the authority has not heard of them for this long, it is told. */
const HEARD_MS = 5 * 60_000;
/** How often it is noted in the keyring that the person is there. */
const NOTED_MS = 60_000;
/** A start, or a sign-out, waits for the authority no longer than this. */
const SHORT_MS = 3_000;

/** The account of this program: nobody's or one person's, with its copy, its clock and the one view of it. */
export class Account {
  readonly #deps: AccountDeps;
  readonly #memory: SessionMemory;
  readonly #home: AccountHome;
  #who: SignedIn | null = null;
  #signedOut: Extract<SessionView, { kind: 'signedOut' }> = { kind: 'signedOut', because: 'never', email: null };
  #revision = 0;
  /** A link of a mail that the system has handed over: shown, and used when the person says so. */
  #link: AccountLink | null = null;
  #leaving: Promise<void> = Promise.resolve();
  #turn = 0;
  #notedAt = 0;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
    this.#memory = sessionMemory(deps.keyring, deps.log);
    this.#home = new AccountHome({ ...deps, who: () => this.#who, onRead: () => this.push() });
  }

  view(): AccountView {
    return { session: this.#sessionView(), copy: this.#copyView(), home: this.#home.items, link: this.#link?.kind ?? null, revision: this.#revision };
  }

  /** @throws AppError signInRequired */
  signedIn(): SignedIn {
    if (this.#who === null) throw new AppError('signInRequired');
    return this.#who;
  }

  /** @throws AppError signInRequired, termsRequired, localCopyUnavailable */
  copy(): OpenCopy {
    const { copy, terms } = this.signedIn();
    if (copy === null) throw new AppError(terms === null ? 'localCopyUnavailable' : 'termsRequired');
    return copy;
  }

  /** Offices as last heard of. */
  get offices(): readonly OfficeReply[] {
    return this.#home.offices;
  }

  get link(): AccountLink | null {
    return this.#link;
  }

  /** Shows the page of a link, and does nothing with it. */
  showLink(link: AccountLink | null): void {
    this.#link = link;
    this.push();
  }

  push(): void {
    this.#deps.onView(this.view());
  }

  /** Lists and objects may read differently now. */
  changed(): void {
    this.#revision++;
    this.push();
    void this.refresh();
  }

  /** Goes on with the sign-in that the last run left, as far as the authority, or without it the clock, lets it live. */
  async resume(): Promise<void> {
    this.#signedOut = { ...this.#signedOut, email: await this.#memory.email() };
    const kept = await this.#memory.session();
    const { calls, clock, log } = this.#deps;
    if (kept === null || kept.origin !== calls.origin) return;
    const away = clock.now() - kept.seenAt;
    if (away < 0 || away > IDLE_MS) {
      await this.#memory.forgetSession();
      this.#signedOut = { ...this.#signedOut, because: 'idle' };
      return;
    }
    try {
      const account = await calls.call('readAccount', kept.token, { once: true, timeoutMs: SHORT_MS });
      await this.#open({ token: kept.token, method: account.session.method, account });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.event('account.resume', { code: error.code });
      if (error.code === 'signInExpired' || error.code === 'signInRequired') {
        await this.#memory.forgetSession();
        this.#signedOut = { ...this.#signedOut, because: 'expired' };
      } else await this.#openOffline(kept);
    }
  }

  /** Begins with what a sign-in has brought. Whoever was signed in before is signed out first. */
  async begin({ sessionToken }: LoginReply): Promise<void> {
    if (this.#who !== null) await this.signOut('person', false);
    const account = await this.#deps.calls.call('readAccount', sessionToken);
    await this.#open({ token: sessionToken, method: account.session.method, account });
    await this.#memory.keepEmail(account.email);
  }

  /** After the terms were accepted. */
  async termsAccepted(): Promise<void> {
    const who = this.signedIn();
    who.terms = null;
    await this.#openCopy(who);
    this.changed();
  }

  /** What a person asks for: not done while more changes would be lost than they were told of. */
  async leave({ forget, mayLose }: { readonly forget: boolean; readonly mayLose: number }): Promise<LeaveOutcome> {
    const count = await this.#unsent(forget);
    if (count > mayLose) return { kind: 'wouldLose', count };
    await this.signOut('person', forget);
    return { kind: 'signedOut' };
  }

  /** How many changes an end of the program would lose. */
  inMemoryAlone(): Promise<number> {
    return this.#unsent(false);
  }

  /** @param forget a shared machine: copy, key and address go, too */
  signOut(because: Exclude<SignedOutBecause, 'never'>, forget: boolean): Promise<void> {
    this.#leaving = this.#leave(because, forget);
    return this.#leaving;
  }

  async #leave(because: Exclude<SignedOutBecause, 'never'>, forget: boolean): Promise<void> {
    const who = this.#who;
    this.#turn++;
    this.#who = null;
    this.#home.clear();
    const email = forget ? null : (who?.session.person.email ?? this.#signedOut.email);
    this.#signedOut = { kind: 'signedOut', because, email };
    if (who !== null) {
      who.idle.stop();
      who.session.end();
    }
    this.#revision++;
    this.push();
    void this.refresh();
    if (because !== 'person') this.#deps.onEnded();
    if (forget) await this.#memory.forgetEmail();
    await this.#memory.forgetSession();
    if (who === null) return;
    this.#deps.log.event('account.signedOut', { because, forget });
    await Promise.all([closeCopyOf(who, forget), because === 'person' || because === 'idle' ? this.#tellAuthority(who) : undefined]);
  }

  /** What the window and the system tell of the person. */
  present(presence: Presence): void {
    const who = this.#who;
    if (who === null) return;
    who.idle.present(presence);
    if (presence !== 'touch' || this.#who !== who) return;
    const { clock } = this.#deps;
    if (Math.abs(clock.now() - this.#notedAt) > NOTED_MS) void this.#remember(who);
    if (clock.now() - who.session.heardAt > HEARD_MS) void this.#readAgain(who);
    this.push();
  }

  /** The person says at the warning that they are there. @throws AppError signInExpired when it had ended */
  async stay(): Promise<void> {
    const who = this.signedIn();
    if (!who.idle.extend()) throw new AppError('signInExpired');
    this.push();
    await this.#readAgain(who);
  }

  /** The first screen and the conflicts, from what copy and tokens say now. */
  refresh(): Promise<void> {
    return this.#home.refresh();
  }

  /** Sets the freshness that a proof has brought. @param until by the authority's clock, which says `now` */
  fresh(until: number, now: number): void {
    this.signedIn().session.freshUntil = until - now + this.#deps.clock.now();
    this.push();
  }

  /** Puts things away; the sign-in stays in the keyring. A sign-out that is under way comes to its end: what it promised to forget is gone. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#leaving]);
    const who = this.#who;
    this.#who = null;
    if (who === null) return;
    who.idle.stop();
    await this.#remember(who);
    who.session.end();
    await closeCopyOf(who, false);
  }

  async #unsent(forget: boolean): Promise<number> {
    return this.#who === null ? 0 : await lostBySigningOut(this.#who, forget);
  }

  async #open(login: { readonly token: string; readonly method: 'password' | 'certificate'; readonly account: AccountReply }): Promise<void> {
    const turn = ++this.#turn;
    const { calls, settings, clock } = this.#deps;
    const { account } = login;
    const pending = account.termsAccepted !== account.termsInForce;
    const terms = pending ? await calls.call('readTerms', null) : null;
    if (turn !== this.#turn) throw new AppError('busy');
    const who = this.#enter({
      token: login.token,
      method: login.method,
      person: personOf(account),
      freshUntil: account.session.freshUntil - account.now + clock.now(),
    });
    who.terms = terms === null ? null : { version: terms.version, text: terms.texts[settings.get().language], firstTime: account.termsAccepted === null };
    await this.#remember(who);
    if (terms === null) await this.#openCopy(who);
    this.changed();
  }

  /** Without the authority: the person as the copy knows them. Without a copy there is nothing to show. */
  async #openOffline(kept: KeptSession): Promise<void> {
    this.#turn++;
    const store = await this.#deps.stores.open({ accountId: kept.accountId, origin: kept.origin });
    const account = await readOne(store, 'account', kept.accountId);
    await store.close();
    if (account === null || account.termsAccepted !== account.termsInForce) return;
    const who = this.#enter({ token: kept.token, method: kept.method, person: personOf(account), freshUntil: 0 });
    await this.#openCopy(who);
    this.changed();
  }

  #enter(login: { readonly token: string; readonly method: 'password' | 'certificate'; readonly person: PersonView; readonly freshUntil: number }): SignedIn {
    const { calls, clock, idleLimitMs } = this.#deps;
    const end = (because: 'idle' | 'expired' | 'elsewhere'): void => {
      if (this.#who === who) void this.signOut(because, false).catch((error: unknown) => this.#deps.log.event('account.bug', { where: bugOf(error) }));
    };
    const session = new AccountSession({ ...login, calls, clock, onRefused: end });
    const onIdle = (state: { readonly kind: string }): void => (state.kind === 'ended' ? end('idle') : this.push());
    const who: SignedIn = { session, idle: new IdleTimer(clock, onIdle, idleLimitMs), copy: null, terms: null };
    this.#who = who;
    return who;
  }

  #openCopy(who: SignedIn): Promise<void> {
    return openCopyOf(who, this.#deps, (what) => this.#who === who && (what === 'content' ? this.changed() : this.push()));
  }

  async #tellAuthority({ session }: SignedIn): Promise<void> {
    try {
      await this.#deps.calls.call('logOut', session.token, { once: true, timeoutMs: SHORT_MS });
    } catch (error) {
      // It ends there by itself within half an hour.
      this.#deps.log.event('account.logOutUntold', { code: error instanceof AppError ? error.code : 'internal' });
    }
  }

  #remember({ session }: SignedIn): Promise<void> {
    const { calls, clock } = this.#deps;
    this.#notedAt = clock.now();
    const { token, method, person } = session;
    return this.#memory.keepSession({ origin: calls.origin, accountId: person.accountId, token, method, seenAt: this.#notedAt });
  }

  /** Tells the authority that the person is there, and hears what is new of them. */
  async #readAgain({ session }: SignedIn): Promise<void> {
    try {
      const account = await session.call('readAccount', { once: true });
      session.person = personOf(account);
      this.fresh(account.session.freshUntil, account.now);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#deps.log.event('account.unread', { code: error.code });
    }
  }

  #sessionView(): SessionView {
    const who = this.#who;
    if (who === null) return this.#signedOut;
    const { session, terms, idle } = who;
    const { person, method, freshUntil } = session;
    return terms === null ? { kind: 'signedIn', person, method, idle: idle.times(), freshUntil } : { kind: 'termsPending', person, terms };
  }

  #copyView(): AccountView['copy'] {
    const copy = this.#who?.copy ?? null;
    if (copy === null) return null;
    const { sync, store, setAside, conflicts } = copy;
    return copyView({ sync, where: store.opening().where, keyringTrouble: this.#deps.keyring.whyMemory, setAside, conflicts });
  }
}
