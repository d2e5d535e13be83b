import type { PersonView } from '../../../src-shared/domain/account-views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { AuthorityCalls, CallArguments, ReplyOf } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';

export interface SessionParts {
  readonly calls: AuthorityCalls;
  readonly clock: Pick<Clock, 'now'>;
  readonly token: string;
  readonly person: PersonView;
  readonly method: 'password' | 'certificate';
  /** By this machine's clock; 0: not known, as after a start without the authority. */
  readonly freshUntil: number;
  /** The authority no longer knows this sign-in. */
  readonly onRefused: (why: 'expired' | 'elsewhere') => void;
}

/** A session that nobody closed lives this long without a request (the authority's IDLE_MS, less what it may not have noted). */
const SURELY_ALIVE_MS = 29 * 60_000;

/**
 * One sign-in of one person. Once ended it stays so: what was asked before and is answered after is dropped, so that nothing of one account
 * reaches the screens of the next.
 */
export class AccountSession {
  readonly token: string;
  readonly method: SessionParts['method'];
  person: PersonView;
  freshUntil: number;
  readonly #parts: SessionParts;
  readonly #end = new AbortController();
  #heardAt: number;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.token = parts.token;
    this.method = parts.method;
    this.person = parts.person;
    this.freshUntil = parts.freshUntil;
    this.#heardAt = parts.clock.now();
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** When the authority last heard of the person, by the wall clock: what goes on by itself does not count there either. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** A call as this person. @throws AppError signInRequired once the sign-in has ended, else what the port throws */
  async call<R extends RouteName>(route: R, ...rest: CallArguments<R>): Promise<ReplyOf<R>> {
    this.requireOpen();
    const { calls, clock, token } = this.#parts;
    try {
      const reply = await calls.call(route, token, ...rest);
      this.requireOpen();
      if (!ROUTES[route].unattended) this.#heardAt = clock.now();
      return reply;
    } catch (error) {
      this.requireOpen();
      if (error instanceof AppError && error.code === 'signInExpired') this.#parts.onRefused(this.#whyEnded());
      if (error instanceof AppError && error.code === 'signInRequired') this.#parts.onRefused('elsewhere');
      throw error;
    }
  }

  /** @throws AppError signInRequired */
  requireOpen(): void {
    if (this.#end.signal.aborted) throw new AppError('signInRequired');
  }

  end(): void {
    this.#end.abort();
  }

  /** A session cannot have run out so soon after a request: somebody closed it. */
  #whyEnded(): 'expired' | 'elsewhere' {
    const silent = this.#parts.clock.now() - this.#heardAt;
    return silent >= 0 && silent < SURELY_ALIVE_MS ? 'elsewhere' : 'expired';
  }
}
