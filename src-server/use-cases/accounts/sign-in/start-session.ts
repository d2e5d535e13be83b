import type { Deps } from '../../../deps.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import { insertAccountSession, type AccountSession } from '../../../repositories/account-sessions.ts';
import type { Trx } from '../../../repositories/queryable.ts';

export interface StartedSession {
  readonly id: string;
  /** 256 random bits, base64url: told once, stored as its SHA-256. */
  readonly token: string;
}

/** A session of its own for whoever has just shown who they are (ASVS 7.2.4). @param from.agent User-Agent. */
export async function startSession(
  trx: Trx,
  { random }: Pick<Deps, 'random'>,
  from: { readonly accountId: string; readonly method: AccountSession['method']; readonly agent: string; readonly now: number },
): Promise<StartedSession> {
  const id = random.uuid();
  const token = Buffer.from(random.bytes(32)).toString('base64url');
  const { accountId, method, agent, now } = from;
  await insertAccountSession(trx, {
    id,
    account_id: accountId,
    token_hash: sha256Hex(token),
    method,
    client: agent,
    created_at: now,
    authenticated_at: now,
    seen_at: now,
    ended_at: null,
    end_reason: null,
  });
  return { id, token };
}
