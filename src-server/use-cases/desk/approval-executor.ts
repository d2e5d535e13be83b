import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import type { Approval } from '../../repositories/approvals.ts';
import type { Queryable, Trx } from '../../repositories/queryable.ts';

/** What is done once a second person has decided: in the transaction of the decision. */
export type Effect = (trx: Trx, now: number) => Promise<void>;

/** How one kind of question is carried out. */
export interface ApprovalExecutor {
  /** Whether it is about this person: nobody decides for themselves. */
  isAbout(db: Queryable, approval: Approval, actor: Actor): Promise<boolean>;
  /**
   * What asks the vault or is slow, before the transaction; the effect looks at everything again.
   * @throws AppError approvalVoid, also by the effect, when what it is about has ended.
   */
  prepare(deps: Deps, approval: Approval, decision: 'approved' | 'refused'): Promise<Effect>;
}
