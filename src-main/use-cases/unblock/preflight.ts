import type { PreflightCheck, PreflightId, TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode, Problem } from '../../../src-shared/errors/error-table.ts';
import { UNBLOCK_PROFILES, type OpenSessionReply, type SessionReply } from '../../../src-shared/http/unblock.ts';
import type { CardSnapshot } from '../../ports/card-host.ts';

/** The checks of step 1 in the order in which they are shown and depend on each other. */
export const PREFLIGHT_ORDER: readonly PreflightId[] = ['token', 'authority', 'link', 'serial', 'blocked'];

export const pendingPreflight = (): readonly PreflightCheck[] =>
  PREFLIGHT_ORDER.map((id) => ({ id, status: 'pending', problem: null }));

/** Which check a refusal of the authority or the card belongs to. */
const CHECK_OF: Partial<Record<ErrorCode, PreflightId>> = {
  authorityUnreachable: 'authority',
  authorityFailure: 'authority',
  authorityBadReply: 'authority',
  tooManyRequests: 'authority',
  vaultUnavailable: 'authority',
  wrongToken: 'serial',
  tokenNotBlocked: 'blocked',
};

const TOKEN_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'serviceAbsent',
  'serviceStopped',
  'addonMissing',
  'pcscLibraryMissing',
  'serviceAccessDenied',
  'serviceVersionMismatch',
  'noReader',
  'readerRemoved',
  'readerBusy',
  'noToken',
  'tokenRemoved',
  'tokenUnreadable',
  'tokenUnknown',
  'tokenMalformedAnswer',
]);

/** The checks when one failed: those before it hold, those after it say nothing. */
export function failedPreflight(problem: Problem): readonly PreflightCheck[] {
  const failed = TOKEN_CODES.has(problem.code) ? 'token' : (CHECK_OF[problem.code] ?? 'link');
  const index = PREFLIGHT_ORDER.indexOf(failed);
  return PREFLIGHT_ORDER.map((id, at) => ({
    id,
    status: at < index ? 'ok' : at === index ? 'failed' : 'notDone',
    problem: at === index ? problem : null,
  }));
}

export const passedPreflight = (): readonly PreflightCheck[] =>
  PREFLIGHT_ORDER.map((id) => ({ id, status: 'ok', problem: null }));

/** A token that the authority could unblock. */
export type CandidateToken = TokenView & { readonly serial: string; readonly profile: (typeof UNBLOCK_PROFILES)[number] };

const isCandidate = (token: TokenView): token is CandidateToken =>
  token.state === 'ready' && token.serial !== null && UNBLOCK_PROFILES.some((profile) => profile === token.profile);

/**
 * Tokens that may be the one of the dossier, blocked ones first; when there is none, why.
 * @throws AppError noToken, noReader, serviceAbsent, readerBusy, tokenUnreadable, tokenUnknown
 */
export function candidateTokens(snapshot: CardSnapshot): readonly CandidateToken[] {
  const ready = snapshot.tokens.filter(isCandidate);
  if (ready.length > 0) return ready.toSorted((a, b) => Number(b.blocked) - Number(a.blocked));
  const problem = snapshot.tokens.find((token) => token.problem !== null)?.problem;
  if (problem) throw new AppError(problem.code, problem.details);
  if (snapshot.service === 'noService') throw new AppError(snapshot.serviceProblem?.code ?? 'serviceAbsent');
  if (snapshot.service === 'noReader') throw new AppError('noReader');
  throw new AppError('noToken');
}

/**
 * Offers each candidate's serial to the authority until one is the dossier's. A serial that is not spends nothing there.
 * @throws AppError wrongToken when none is, or whatever else the authority refused.
 */
export async function openWithOneOf(
  candidates: readonly CandidateToken[],
  open: (token: CandidateToken) => Promise<OpenSessionReply>,
): Promise<OpenSessionReply> {
  let wrong: AppError | null = null;
  for (const token of candidates) {
    try {
      return await open(token);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'wrongToken') throw error;
      wrong ??= error;
    }
  }
  throw wrong ?? new AppError('noToken');
}

/** The token of a session that is already open must be there, and blocked unless the act may have happened. */
export function requireSessionToken(snapshot: CardSnapshot, session: SessionReply): void {
  const candidates = candidateTokens(snapshot);
  const token = candidates.find((candidate) => candidate.serial === session.serial);
  if (!token) {
    throw new AppError('wrongToken', { expected: session.serial, found: candidates[0]?.serial ?? '' });
  }
  if (!token.blocked) throw new AppError('tokenNotBlocked', { serial: session.serial });
}

