/** A command that was not understood, or a file it cannot use: nothing was done. The process ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
