import type { HomeItem } from '../../../src-shared/domain/account-views.ts';
import type { ResumableUnblock, TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { bugOf, type Log } from '../../ports/log.ts';
import { certificateRows } from '../certificates/certificate-rows.ts';
import { requestRows } from '../requests/request-rows.ts';
import { readKind } from './account-copy.ts';
import { conflictViews } from './conflict-views.ts';
import { homeItems } from './home-items.ts';
import type { SignedIn } from './signed-in.ts';

export interface HomeDeps {
  readonly calls: AuthorityCalls;
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: () => readonly TokenView[];
  readonly resumable: () => ResumableUnblock | null;
  readonly who: () => SignedIn | null;
  /** It was read anew. */
  readonly onRead: () => void;
}

/** What the first screen and the conflicts say, from copy and tokens as they are now. */
export class AccountHome {
  readonly #deps: HomeDeps;
  #items: readonly HomeItem[] = [];
  #offices: readonly OfficeReply[] = [];
  #refreshing = false;
  #refreshAgain = false;

  constructor(deps: HomeDeps) {
    this.#deps = deps;
  }

  get items(): readonly HomeItem[] {
    return this.#items;
  }

  /** As last heard of. */
  get offices(): readonly OfficeReply[] {
    return this.#offices;
  }

  /** Nothing of one person is shown while that of the next is read. */
  clear(): void {
    this.#items = [];
  }

  /** One reading at a time; the last one counts. */
  async refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#refreshAgain = true;
      return;
    }
    this.#refreshing = true;
    try {
      do {
        this.#refreshAgain = false;
        await this.#read();
      } while (this.#refreshAgain);
    } catch (error) {
      this.#deps.log.event('account.homeUnread', { where: error instanceof AppError ? error.code : bugOf(error) });
    } finally {
      this.#refreshing = false;
    }
  }

  async #read(): Promise<void> {
    const { tokens, resumable, clock, onRead } = this.#deps;
    const who = this.#deps.who();
    const copy = who?.copy ?? null;
    const store = copy?.store ?? null;
    const changes = store === null ? [] : await store.changes();
    const signIn = store === null ? [] : await readKind(store, 'signInCertificate');
    const account = store === null ? [] : await readKind(store, 'certificate');
    const requests = store === null ? [] : await readKind(store, 'request');
    const appointments = store === null ? [] : await readKind(store, 'appointment');
    const conflicts = store === null ? [] : await conflictViews(store, changes);
    if (who !== null) await this.#readOffices();
    if (this.#deps.who() !== who) return;
    if (copy !== null) copy.conflicts = conflicts;
    const now = clock.now();
    this.#items = homeItems({
      tokens: tokens(),
      resumable: resumable(),
      certificates: certificateRows({ account, signIn: new Set(signIn.map(({ sha256 }) => sha256)), tokens: tokens(), now }),
      requests: requestRows(requests, changes),
      appointments,
      officeNames: new Map(this.#offices.map(({ officeId, name }) => [officeId, name])),
      conflicts,
      signedIn: copy !== null,
      now,
    });
    onRead();
  }

  async #readOffices(): Promise<void> {
    if (this.#offices.length > 0) return;
    try {
      this.#offices = (await this.#deps.calls.call('listOffices', null, { once: true })).offices;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
}
