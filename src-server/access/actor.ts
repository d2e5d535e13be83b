import type { Role } from '../../src-shared/domain/roles.ts';
import type { Language } from '../../src-shared/domain/views.ts';

/** The signed-in person behind a request, as the guard found them. */
export interface Actor {
  readonly accountId: string;
  /** Of the session, not of the account. */
  readonly sessionId: string;
  readonly role: Role;
  /** Operators: the registration office they work at. */
  readonly officeId: string | null;
  readonly language: Language;
}
