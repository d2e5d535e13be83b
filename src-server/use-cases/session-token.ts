import type { Deps } from '../deps.ts';

/**
 * Bearer token of a session: HMAC of its id under a key of the vault, 43 base64url characters. It can be made again for a
 * caller whose first reply was lost, and only its SHA-256 is stored.
 */
export async function sessionTokenOf(deps: Pick<Deps, 'vault'>, sessionId: string): Promise<string> {
  return Buffer.from(await deps.vault.mac('session-token', Buffer.from(sessionId, 'utf8'))).toString('base64url');
}
