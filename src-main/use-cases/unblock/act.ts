import type { ActPhase } from '../../../src-shared/domain/unblock-state.ts';
import type { PinCounter } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ResultRequest } from '../../../src-shared/http/unblock.ts';
import type { Authority, SessionCredential } from '../../ports/authority.ts';
import type { CardHost } from '../../ports/card-host.ts';
import type { Clock } from '../../ports/clock.ts';

export interface ActDeps {
  readonly cards: CardHost;
  readonly authority: Authority;
  readonly clock: Clock;
  /** Durable before it resolves: the journal line that comes before acting. */
  readonly intend: (state: 'challenged' | 'acting') => Promise<void>;
  readonly onPhase: (phase: ActPhase) => void;
}

/** What is certain after the act or the probe; what is not certain is thrown as the problem that says so. */
export type ActResult =
  | { readonly kind: 'done'; readonly counter: { readonly triesLeft: number; readonly triesMax: number } }
  /** The PIN is blocked as before: a new challenge may be asked. */
  | { readonly kind: 'notDone' }
  | { readonly kind: 'adminRefused' }
  | { readonly kind: 'pinRefused' }
  /** Neither blocked nor at its maximum: somebody else used the token; people must look. */
  | { readonly kind: 'unclear'; readonly counter: PinCounter };

/**
 * Step 4, once: challenge, response of the authority, EXTERNAL AUTHENTICATE and RESET RETRY COUNTER, counter.
 * Nothing in here repeats a command that carries a secret; a second try is a new challenge, decided by the caller.
 * @throws AppError whatever kept it from acting (nothing changed on the card), or `outcomeUnknown` (read the counter later).
 */
export async function act(deps: ActDeps, session: SessionCredential, serial: string): Promise<ActResult> {
  const { cards, authority, clock } = deps;
  try {
    deps.onPhase('challenge');
    const { challenge } = await cards.requestChallenge(serial);
    await deps.intend('challenged');

    deps.onPhase('authority');
    const response = await authority.requestResponse(session, toHex(challenge));
    const deadline = clock.monotonic() + response.ttlMs;
    await deps.intend('acting');
    // A response past its time is not sent: it would cost an admin try if the card no longer held its challenge.
    if (clock.monotonic() >= deadline) throw new AppError('responseExpired');

    deps.onPhase('writing');
    const outcome = await cards.applyUnblock({ serial, challenge, cryptogram: fromHex(response.cryptogram) });
    switch (outcome.kind) {
      case 'done':
        deps.onPhase('proof');
        return judgeCounter(outcome.counter);
      case 'adminRefused':
      case 'pinRefused':
        return { kind: outcome.kind };
      case 'notDone':
        throw new AppError(outcome.because);
      case 'unknown':
        return await probe(deps, serial);
    }
  } finally {
    // A failed release means the host is gone, and with it the hold: nothing is left to give back.
    await cards.release().catch(() => undefined);
  }
}

/**
 * After an unknown outcome: reads the counter, never sends a PIN to find out. 0: not done; maximum: done.
 * @throws AppError outcomeUnknown when the counter cannot be read now.
 */
export async function probe(deps: Pick<ActDeps, 'cards' | 'onPhase'>, serial: string): Promise<ActResult> {
  deps.onPhase('proof');
  let counter: PinCounter;
  try {
    counter = await deps.cards.readCounter(serial);
  } catch (error) {
    // The wrong token in the reader is worth its own sentence; everything else is "put the same token back".
    if (error instanceof AppError && error.code === 'wrongToken') throw error;
    throw new AppError('outcomeUnknown', {}, error);
  }
  if (counter.triesLeft === null) throw new AppError('outcomeUnknown');
  return counter.triesLeft === 0 ? { kind: 'notDone' } : judgeCounter(counter);
}

/** A counter read after a success must stand at its maximum; anything else is not called done. */
function judgeCounter(counter: PinCounter): ActResult {
  const { triesLeft, triesMax } = counter;
  if (triesLeft === null || triesMax === null || triesLeft !== triesMax || triesLeft === 0) return { kind: 'unclear', counter };
  return { kind: 'done', counter: { triesLeft, triesMax } };
}

/** What the authority is told of a result; null while nothing certain can be told. */
export function reportOf(result: ActResult): ResultRequest | null {
  switch (result.kind) {
    case 'done':
      return { outcome: 'done', triesLeft: result.counter.triesLeft, triesMax: result.counter.triesMax };
    case 'adminRefused':
      return { outcome: 'refused', triesLeft: 0, triesMax: null };
    case 'unclear':
      return { outcome: 'unknown', triesLeft: result.counter.triesLeft, triesMax: result.counter.triesMax };
    case 'notDone':
    case 'pinRefused':
      return null;
  }
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
