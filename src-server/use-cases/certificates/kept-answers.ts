import { OCSP_PERIOD_MS, type OcspReply } from '../../ca/answer-ocsp.ts';
import type { CertificateStatus } from '../../ca/build-ocsp-response.ts';

/** By serial, all of certificates that were issued. */
type Statuses = ReadonlyMap<string, CertificateStatus>;

export interface KeptAnswer {
  readonly reply: OcspReply;
  /** What it says of ours. */
  readonly told: Statuses;
}

/** About 10 MB, where all are in use. */
const KEPT_MAX = 10_000;
/** A request for few certificates; longer ones are rare, and anybody can make them longer. */
const REQUEST_MAX = 512;

/**
 * Answers signed once and given again to the same request (RFC 6960, 2.5), for half of their period. Only those without a nonce, of
 * certificates that exist: strangers who ask for others push none out. Whether an answer still says what is so is asked each time.
 */
export class KeptAnswers {
  readonly #kept = new Map<string, KeptAnswer>();

  /** @param now milliseconds */
  find(request: Uint8Array, now: number): KeptAnswer | null {
    if (request.length > REQUEST_MAX) return null;
    const key = keyOf(request);
    const kept = this.#kept.get(key);
    const fresh = kept?.reply.fresh ?? null;
    if (kept === undefined || fresh === null) return null;
    // Also when the clock went back: it would tell of a moment to come.
    if (now >= fresh.from && now < fresh.from + OCSP_PERIOD_MS / 2) return kept;
    this.#kept.delete(key);
    return null;
  }

  keep(request: Uint8Array, answer: KeptAnswer): void {
    if (request.length > REQUEST_MAX || answer.reply.fresh === null || answer.told.size === 0) return;
    const key = keyOf(request);
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Whether the same is so of the same certificates: a revocation, also one that ended, takes effect at once. */
export function saysTheSame(told: Statuses, now: Statuses): boolean {
  return told.size === now.size && [...told].every(([serial, status]) => textOf(status) === textOf(now.get(serial)));
}

function textOf(status: CertificateStatus | undefined): string {
  if (status === undefined) return '';
  return status.status === 'revoked' ? `${status.status} ${status.at} ${status.reason}` : status.status;
}

const keyOf = (request: Uint8Array): string => Buffer.from(request.buffer, request.byteOffset, request.byteLength).toString('latin1');
