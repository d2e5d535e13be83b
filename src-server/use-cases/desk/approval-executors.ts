import type { ApprovalKind } from '../../../src-shared/domain/desk.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ApprovalExecutor } from './approval-executor.ts';
import { reopenAnswersExecutor } from './reopen-answers-executor.ts';
import { unblockExecutor } from './unblock-executor.ts';

/** Nobody is asked yet to revoke for another: nothing of this kind is in the table. */
const notYet: ApprovalExecutor = {
  isAbout: async () => false,
  prepare: async () => {
    throw new AppError('approvalVoid');
  },
};

/** One for each kind; an area registers its own here. */
export const EXECUTORS: Readonly<Record<ApprovalKind, ApprovalExecutor>> = {
  unblock: unblockExecutor,
  reopenAnswers: reopenAnswersExecutor,
  revokeForOther: notYet,
};
