import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';

/**
 * `again`: the same may succeed later. `person`: not before somebody has signed in or accepted something. `damaged`: the copy has to be
 * made anew. `verdict`: asking again would give the same answer. `bug`: nobody expected it.
 */
export type FailureKind = 'again' | 'person' | 'damaged' | 'verdict' | 'bug';

const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'authorityUnreachable',
  'authorityFailure',
  'authorityBadReply',
  'tooManyRequests',
  'vaultUnavailable',
  'localCopyFull',
  'localCopyReadOnly',
  'localCopyBusy',
  'localCopyUnavailable',
  'internal',
]);
const PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['signInRequired', 'signInExpired', 'termsRequired', 'reauthenticationRequired']);

export function failureKind(thrown: unknown): FailureKind {
  if (!(thrown instanceof AppError)) return 'bug';
  if (thrown.code === 'localCopyDamaged') return 'damaged';
  if (AGAIN.has(thrown.code)) return 'again';
  return PERSON.has(thrown.code) ? 'person' : 'verdict';
}
