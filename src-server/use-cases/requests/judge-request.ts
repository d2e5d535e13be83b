import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CompletionDemand, RequestRefusal } from '../../../src-shared/http/office-requests.ts';
import type { RequestChange } from '../../../src-shared/http/requests.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import type { OnceCall } from '../../limits/write-once.ts';
import { requestAcceptedMail, requestRefusedMail, requestToCompleteMail } from '../../mail/texts/request-mails.ts';
import { listDocuments, type RequestDocument } from '../../repositories/documents.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';
import { officeScope, requireAssigned, requireNotOwn } from './office-scope.ts';
import { mailsAbout } from './request-recipients.ts';
import { stepRequest } from './step-request.ts';
import { missingKinds } from './view-request.ts';

export interface OfficeCall<Body> extends OnceCall {
  readonly params: { readonly requestId: string };
  readonly actor: Actor;
  readonly body: Body;
}

/**
 * Begins to check a request, or takes it over from a colleague.
 * @throws AppError notFound | ownRequest | requestChangedMeanwhile {revision} | requestStateRefused {state}
 */
export function takeRequest(deps: Deps, call: OfficeCall<{ readonly revision: number }>): Promise<RequestChange> {
  const { actor, body } = call;
  return stepRequest(deps, call, { scope: officeScope(actor), revision: body.revision, move: 'take', require: async (_db, request) => requireNotOwn(request, actor) });
}

/**
 * Gives a request back to be completed. Something must be asked for: a document refused or missing, or a word of the operator's.
 * @throws AppError those of `takeRequest` | requestNotYours | requestInvalid
 */
export function askCompletion(deps: Deps, call: OfficeCall<CompletionDemand>): Promise<RequestChange> {
  const { actor, body } = call;
  const text = body.text.trim();
  const asked = async (db: Queryable, request: CertificateRequest) => {
    const documents = await listDocuments(db, request.id);
    return { refused: documents.flatMap(refusedOf), missing: missingKinds(deps.catalogue.find(request.product_id), documents.filter(({ verdict }) => verdict !== 'refused')) };
  };
  return stepRequest(deps, call, {
    scope: officeScope(actor),
    revision: body.revision,
    move: 'askCompletion',
    text,
    require: async (db, request) => {
      requireJudge(request, actor);
      const { refused, missing } = await asked(db, request);
      if (refused.length === 0 && missing.length === 0 && text === '') throw new AppError('requestInvalid', { part: 'body', field: 'text' });
    },
    mails: async (request) => {
      const { refused, missing } = await asked(deps.db, request);
      const kinds = new Set(refused.map(({ kind }) => kind));
      return mailsAbout(deps, request, false, (subject, context) => requestToCompleteMail(subject, context, { refused, missing: missing.filter((kind) => !kinds.has(kind)), text }));
    },
  });
}

/**
 * Accepts a request: each document it asks for was accepted, none waits for a verdict.
 * @throws AppError those of `askCompletion` | documentsNotJudged {documents}
 */
export function acceptRequest(deps: Deps, call: OfficeCall<{ readonly revision: number }>): Promise<RequestChange> {
  const { actor, body } = call;
  return stepRequest(deps, call, {
    scope: officeScope(actor),
    revision: body.revision,
    move: 'accept',
    require: async (db, request) => {
      requireJudge(request, actor);
      const documents = await listDocuments(db, request.id);
      const accepted = documents.filter(({ verdict }) => verdict === 'accepted');
      const waiting = documents.filter(({ received_at: received, verdict }) => received !== null && verdict === null);
      const open = new Set([...missingKinds(deps.catalogue.find(request.product_id), accepted), ...waiting.map(({ kind }) => kind)]);
      if (open.size > 0) throw new AppError('documentsNotJudged', { documents: [...open].join(' ') });
    },
    mails: (request) => mailsAbout(deps, request, true, (subject, context) => requestAcceptedMail(subject, context, deps.catalogue.find(request.product_id)?.kind ?? 'token')),
  });
}

/**
 * Refuses a request for good.
 * @throws AppError those of `takeRequest` | requestNotYours
 */
export function refuseRequest(deps: Deps, call: OfficeCall<RequestRefusal>): Promise<RequestChange> {
  const { actor, body } = call;
  const text = body.text.trim();
  return stepRequest(deps, call, {
    scope: officeScope(actor),
    revision: body.revision,
    move: 'refuse',
    codes: { reason: body.reason },
    text,
    outcomeReason: body.reason,
    require: async (_db, request) => requireJudge(request, actor),
    mails: (request) => mailsAbout(deps, request, wasAccepted(request), (subject, context) => requestRefusedMail(subject, context, { reason: body.reason, text })),
  });
}

function requireJudge(request: CertificateRequest, actor: Actor): void {
  requireNotOwn(request, actor);
  requireAssigned(request, actor);
}

function wasAccepted({ state }: CertificateRequest): boolean {
  return state === 'accepted' || state === 'appointmentPlanned';
}

function refusedOf({ kind, verdict, verdict_reason: reason, verdict_text: text }: RequestDocument) {
  return verdict === 'refused' && reason !== null ? [{ kind, reason, text: text ?? '' }] : [];
}
