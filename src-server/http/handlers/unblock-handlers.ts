import type { UNBLOCK_ROUTES } from '../../../src-shared/http/unblock.ts';
import type { Deps } from '../../deps.ts';
import { getSession } from '../../repositories/sessions.ts';
import { openSession } from '../../use-cases/open-session.ts';
import { reportResult } from '../../use-cases/report-result.ts';
import { requestLink } from '../../use-cases/request-link.ts';
import { requestResponse } from '../../use-cases/request-response.ts';
import { submitAnswers } from '../../use-cases/submit-answers.ts';
import { viewSession } from '../../use-cases/view-session.ts';
import type { HandlersOf } from '../route.ts';

export function unblockHandlers(deps: Deps): HandlersOf<typeof UNBLOCK_ROUTES> {
  const { db, clock } = deps;
  return {
    requestLink: ({ body, client }) => requestLink(deps, body, client.ip),
    openSession: ({ body, idempotencyKey }) => openSession(deps, body, idempotencyKey),
    readSession: async ({ params }) => viewSession(db, await getSession(db, params.sessionId), clock.now()),
    submitAnswers: ({ params, body }) => submitAnswers(deps, params.sessionId, body),
    requestResponse: ({ params, body }) => requestResponse(deps, params.sessionId, body),
    reportResult: ({ params, body }) => reportResult(deps, params.sessionId, body),
  };
}
