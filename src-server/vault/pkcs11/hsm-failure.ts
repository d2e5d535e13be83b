/** What a module or its process cannot do, and whether trying again may help. */
export class HsmFailure extends Error {
  override readonly name = 'HsmFailure';
  readonly fatal: boolean;
  readonly away: boolean;

  constructor(reason: string, options: { readonly fatal?: boolean; readonly away?: boolean; readonly cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.fatal = options.fatal ?? false;
    this.away = options.away ?? false;
  }
}

/** "CKR_PIN_INCORRECT" of what pkcs11js throws; null of anything else. */
export function ckrOf(thrown: unknown): string | null {
  return thrown instanceof Error ? (/CKR_[A-Z0-9_]+/u.exec(thrown.message)?.[0] ?? null) : null;
}
