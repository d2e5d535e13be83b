import type { Authority } from '../../ports/authority.ts';
import { authorityCalls, type AuthorityCallsOptions } from './authority-calls.ts';
import { authorityOver } from './authority-over.ts';

export interface AuthorityHttpOptions extends AuthorityCallsOptions {
  /** Token of an authority that this machine started, or null. */
  readonly embeddedToken: string | null;
}

/** The authority of an unblock alone, for what needs no account. */
export function authorityHttp(options: AuthorityHttpOptions): Authority {
  return authorityOver(authorityCalls(options), options.embeddedToken);
}
