import type { DESK_ROUTES } from '../../../src-shared/http/desk-routes.ts';
import type { Deps } from '../../deps.ts';
import { decide } from '../../use-cases/desk/decide-approval.ts';
import { openUnblockTicket } from '../../use-cases/desk/open-unblock-ticket.ts';
import { readApproval, searchApprovals } from '../../use-cases/desk/read-approvals.ts';
import { reopenAnswers } from '../../use-cases/desk/reopen-answers.ts';
import type { HandlersOf } from '../route.ts';

export function deskHandlers(deps: Deps): HandlersOf<typeof DESK_ROUTES> {
  return {
    searchApprovals: ({ body, actor }) => searchApprovals(deps, body, actor),
    readApproval: ({ params, actor }) => readApproval(deps, params.approvalId, actor),
    decideApproval: (call) => decide(deps, call),
    openUnblockTicket: (call) => openUnblockTicket(deps, call),
    reopenAnswers: (call) => reopenAnswers(deps, call),
  };
}
