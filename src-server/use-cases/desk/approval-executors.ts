import type { ApprovalKind } from '../../../src-shared/domain/desk.ts';
import { revokeForOtherExecutor } from '../certificates/revoke-for-other.ts';
import type { ApprovalExecutor } from './approval-executor.ts';
import { reopenAnswersExecutor } from './reopen-answers-executor.ts';
import { unblockExecutor } from './unblock-executor.ts';

/** One for each kind; an area registers its own here. */
export const EXECUTORS: Readonly<Record<ApprovalKind, ApprovalExecutor>> = {
  unblock: unblockExecutor,
  reopenAnswers: reopenAnswersExecutor,
  revokeForOther: revokeForOtherExecutor,
};
