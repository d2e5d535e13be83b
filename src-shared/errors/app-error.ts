import type { ErrorCode, ErrorDetails, Problem } from './error-table.ts';

/** The one error that is thrown on purpose. Everything else is a bug and becomes `internal` at the border. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** What may be told of any thrown value: its code and details, never its message, stack or cause. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof AppError) return { code: thrown.code, details: thrown.details };
  return { code: 'internal', details: {} };
}
