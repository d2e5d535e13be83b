import type { ChangeKind } from '../../src-shared/http/changes.ts';
import { putNextChange } from '../db/put-change.ts';
import type { Trx } from '../repositories/queryable.ts';

export interface NotedChange {
  /** Whose copy of their account it concerns. */
  readonly accountId: string;
  readonly kind: ChangeKind;
  /** Of the object, as the feed calls it. */
  readonly id: string;
  readonly at: number;
}

/**
 * Notes that the owner of an account sees something else from now on: another object, another state of one, or one less. In the
 * transaction that makes it so, by every use-case that does.
 */
export async function noteChange(trx: Trx, { accountId, kind, id, at }: NotedChange): Promise<void> {
  await putNextChange(trx, { account_id: accountId, kind, object_id: id, at });
}
