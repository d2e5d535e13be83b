import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { RequestChange } from '../../../src-shared/http/requests.ts';
import type { Deps } from '../../deps.ts';
import type { OnceCall } from '../../limits/write-once.ts';
import { requestSubmittedMail, requestWithdrawnMail } from '../../mail/texts/request-mails.ts';
import { listDocuments } from '../../repositories/documents.ts';
import { requireChoice } from './create-request.ts';
import { mailsAbout } from './request-recipients.ts';
import { stepRequest } from './step-request.ts';
import { missingKinds } from './view-request.ts';

export interface HolderCall extends OnceCall {
  readonly params: { readonly requestId: string };
  readonly body: { readonly revision: number };
}

/**
 * Hands a draft in, or back in once it was completed. Everything the product asks for must be there.
 * @throws AppError notFound | requestChangedMeanwhile {revision} | requestStateRefused {state} | requestIncomplete {missing} |
 *   productUnavailable | officeUnavailable
 */
export function submitRequest(deps: Deps, call: HolderCall): Promise<RequestChange> {
  return stepRequest(deps, call, {
    scope: { accountId: call.actor.accountId },
    revision: call.body.revision,
    move: 'submit',
    require: async (db, request) => {
      if (request.state === 'draft') await requireChoice(db, deps, { productId: request.product_id, officeId: request.office_id });
      const missing = missingKinds(deps.catalogue.find(request.product_id), await listDocuments(db, request.id));
      if (missing.length > 0) throw new AppError('requestIncomplete', { missing: missing.join(' ') });
    },
    mails: (request) => mailsAbout(deps, request, false, requestSubmittedMail),
  });
}

/**
 * Takes a request back for good.
 * @throws AppError notFound | requestChangedMeanwhile {revision} | requestStateRefused {state}
 */
export function withdrawRequest(deps: Deps, call: HolderCall): Promise<RequestChange> {
  return stepRequest(deps, call, {
    scope: { accountId: call.actor.accountId },
    revision: call.body.revision,
    move: 'withdraw',
    mails: (request) => mailsAbout(deps, request, false, requestWithdrawnMail),
  });
}
