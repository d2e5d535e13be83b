import type { Deps } from '../deps.ts';
import type { MailFolder } from '../mail/mail-folder.ts';
import { getSession } from '../repositories/sessions.ts';
import { openSession } from '../use-cases/open-session.ts';
import { reportResult } from '../use-cases/report-result.ts';
import { requestLink } from '../use-cases/request-link.ts';
import { requestResponse } from '../use-cases/request-response.ts';
import { submitAnswers } from '../use-cases/submit-answers.ts';
import { viewSession } from '../use-cases/view-session.ts';
import type { Handlers } from './route.ts';

const MAILBOX_LIMIT = 100;

/** Each route of the contract, and the use-case behind it. */
export function makeHandlers(deps: Deps, folder: MailFolder): Handlers {
  const { config, clock, db, vault } = deps;
  return {
    health: async () => ({
      status: 'ok',
      version: config.version,
      now: clock.now(),
      provider: config.provider,
      mailbox: config.embeddedToken !== null,
    }),
    jwks: async () => vault.publicJwks(),
    requestLink: ({ body }) => requestLink(deps, body),
    openSession: ({ body, idempotencyKey }) => openSession(deps, body, idempotencyKey),
    readSession: async ({ sessionId }) => viewSession(db, await getSession(db, sessionId), clock.now()),
    submitAnswers: ({ sessionId, body }) => submitAnswers(deps, sessionId, body),
    requestResponse: ({ sessionId, body }) => requestResponse(deps, sessionId, body),
    reportResult: ({ sessionId, body }) => reportResult(deps, sessionId, body),
    mailbox: async () => ({ mails: [...(await folder.list(MAILBOX_LIMIT))] }),
  };
}
