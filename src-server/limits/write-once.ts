import { AppError } from '../../src-shared/errors/app-error.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { findIdempotencyKey, insertIdempotencyKey } from '../repositories/idempotency-keys.ts';
import type { Queryable, Trx } from '../repositories/queryable.ts';

/** What tells one call from another: who, where, with which key and with what. A handler's `call` is one. */
export interface OnceCall {
  readonly route: string;
  readonly params: object;
  readonly body: unknown;
  readonly actor: { readonly accountId: string };
  readonly idempotencyKey: string;
}

/**
 * Does `work` once for a person's Idempotency-Key: its reply is stored in the same transaction, and given again to the same
 * call until `jobs/purge.ts` forgets it. Replies of such routes hold no secret. What a call needs from the vault or the hasher it gets before, after asking
 * `earlierReply`.
 * @throws AppError idempotencyMismatch, when the key came with another call before.
 */
export async function writeOnce<Reply>(deps: Pick<Deps, 'db' | 'clock'>, call: OnceCall, work: (trx: Trx, now: number) => Promise<Reply>): Promise<Reply> {
  return deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const earlier = await earlierReply<Reply>(trx, call);
    if (earlier !== null) return earlier;
    const reply = await work(trx, now);
    await insertIdempotencyKey(trx, { ...hashesOf(call), reply: JSON.stringify(reply), created_at: now });
    return reply;
  });
}

/** The reply that this call got before; null: it is new. @throws AppError idempotencyMismatch */
export async function earlierReply<Reply>(db: Queryable, call: OnceCall): Promise<Reply | null> {
  const { key_hash: keyHash, body_hash: bodyHash } = hashesOf(call);
  const known = await findIdempotencyKey(db, keyHash);
  if (known === null) return null;
  if (known.body_hash !== bodyHash) throw new AppError('idempotencyMismatch');
  return JSON.parse(known.reply) as Reply;
}

function hashesOf({ route, params, body, actor, idempotencyKey }: OnceCall): { readonly key_hash: string; readonly body_hash: string } {
  return {
    key_hash: sha256Hex(`${actor.accountId}\n${idempotencyKey}`),
    body_hash: sha256Hex(canonicalJson({ route, params, body: body ?? null })),
  };
}
