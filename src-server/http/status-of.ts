import type { ErrorCode } from '../../src-shared/errors/error-table.ts';

/** Every refusal the authority can give, and its HTTP status. A code that is not here never leaves: it becomes `internal`. */
const STATUS = {
  requestInvalid: 400,
  sessionUnknown: 401,
  signInRequired: 401,
  signInExpired: 401,
  forbidden: 403,
  termsRequired: 403,
  reauthenticationRequired: 403,
  notFound: 404,
  linkUnknown: 404,
  linkUsed: 409,
  wrongToken: 409,
  tokenNotBlocked: 409,
  answersStale: 409,
  sessionClosed: 409,
  sessionElsewhere: 409,
  stepOutOfOrder: 409,
  challengesSpent: 409,
  responseExpired: 409,
  downloadAtAppointment: 409,
  certificateRevoked: 409,
  certificateExpired: 409,
  renewalRefused: 409,
  linkExpired: 410,
  linkReplaced: 410,
  sessionExpired: 410,
  mediaTypeRefused: 415,
  answersIncomplete: 422,
  csrInvalid: 422,
  confirmationMismatch: 422,
  revocationRefused: 422,
  idempotencyMismatch: 422,
  answersLocked: 423,
  linkThrottled: 429,
  tooManyRequests: 429,
  internal: 500,
  vaultUnavailable: 503,
  authorityNotMade: 503,
  authorityExpired: 503,
} as const satisfies Partial<Record<ErrorCode, number>>;

export type AuthorityErrorCode = keyof typeof STATUS;

export const AUTHORITY_ERROR_CODES = Object.keys(STATUS) as readonly AuthorityErrorCode[];

export function isAuthorityErrorCode(code: string): code is AuthorityErrorCode {
  return Object.hasOwn(STATUS, code);
}

export function statusOf(code: AuthorityErrorCode): number {
  return STATUS[code];
}
