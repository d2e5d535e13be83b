import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ModifyRequest, RequestChange } from '../../../src-shared/http/requests.ts';
import type { Deps } from '../../deps.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { updateRequest } from '../../repositories/requests.ts';
import { requireChoice } from './create-request.ts';
import { ownRequest } from './own-request.ts';
import { requireRevision } from './move-request.ts';
import { recordEvent } from './record-event.ts';
import { requireIdentical } from './renewal-of.ts';
import { requestValues } from './request-values.ts';
import { changeOf } from './step-request.ts';

/**
 * Changes what is asked for, where nobody has begun to check it or it was given back.
 * @throws AppError notFound | requestChangedMeanwhile {revision} | requestStateRefused {state} | identityLocked {field} |
 *   productUnavailable | officeUnavailable
 */
export async function modifyRequest(deps: Deps, call: OnceCall & { readonly params: { readonly requestId: string }; readonly body: ModifyRequest }): Promise<RequestChange> {
  const { body, actor } = call;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await ownRequest(trx, call, 'modify');
    requireRevision(request, body.revision);
    requireIdentical(request, body);
    // Once an office has read it, it stays with that office.
    if (request.state === 'toComplete' && body.officeId !== request.office_id) throw new AppError('officeUnavailable');
    if (body.productId !== request.product_id || body.officeId !== request.office_id) await requireChoice(trx, deps, body);
    const changed = await updateRequest(trx, request, requestValues(body, request.number, now));
    if (changed === null) throw new AppError('requestChangedMeanwhile', { revision: request.revision });
    deps.failpoint('requests.modified');
    await recordEvent(trx, deps, changed, { kind: 'modified', by: 'holder', accountId: actor.accountId }, now);
    return changeOf(changed);
  });
  deps.failpoint('requests.committed');
  return reply;
}
