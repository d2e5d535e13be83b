import { DRAFTS_MAX } from '../../../src-shared/domain/request-codes.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CreateRequest, RequestChange } from '../../../src-shared/http/requests.ts';
import type { Deps } from '../../deps.ts';
import { recordRate, requireRate, type RateLimit } from '../../limits/rate-limit.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { findOffice } from '../../repositories/offices.ts';
import type { Queryable, Trx } from '../../repositories/queryable.ts';
import { countDrafts, insertRequest, nextRequestNumber, type CertificateRequest } from '../../repositories/requests.ts';
import { recordEvent } from './record-event.ts';
import { requestValues } from './request-values.ts';
import { changeOf } from './step-request.ts';

const CREATIONS: RateLimit = { name: 'requests.create', windows: [{ max: 60, ms: 60 * 60_000 }] };

/**
 * A new request, as a draft of the person's own.
 * @throws AppError productUnavailable | officeUnavailable | draftsFull {max} | tooManyRequests {retryAfterSeconds}
 */
export async function createRequest(deps: Deps, call: OnceCall & { readonly body: CreateRequest }): Promise<RequestChange> {
  const { body, actor } = call;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    await requireChoice(trx, deps, body);
    await requireRate(trx, CREATIONS, actor.accountId, now);
    if ((await countDrafts(trx, actor.accountId)) >= DRAFTS_MAX) throw new AppError('draftsFull', { max: DRAFTS_MAX });
    await recordRate(trx, deps.random, CREATIONS, actor.accountId, now);
    const request = await insertDraft(trx, deps, { accountId: actor.accountId, data: body, replaces: null, now });
    await recordEvent(trx, deps, request, { kind: 'created', by: 'holder', accountId: actor.accountId, codes: { product: request.product_id } }, now);
    return changeOf(request);
  });
  deps.failpoint('requests.committed');
  return reply;
}

/** Product and office that can be asked for now. @throws AppError productUnavailable | officeUnavailable */
export async function requireChoice(db: Queryable, { catalogue }: Pick<Deps, 'catalogue'>, { productId, officeId }: Pick<CreateRequest, 'productId' | 'officeId'>): Promise<void> {
  if (catalogue.find(productId) === null) throw new AppError('productUnavailable');
  const office = await findOffice(db, officeId);
  if (office === null || office.closed_at !== null) throw new AppError('officeUnavailable');
}

/** The row of a new draft, numbered. @param draft.replaces serial of the certificate that it renews. */
export async function insertDraft(
  trx: Trx,
  deps: Pick<Deps, 'random' | 'failpoint'>,
  draft: { readonly accountId: string; readonly data: CreateRequest; readonly replaces: string | null; readonly now: number },
): Promise<CertificateRequest> {
  const { accountId, data, replaces, now } = draft;
  const number = await nextRequestNumber(trx);
  deps.failpoint('requests.numbered');
  const request: CertificateRequest = {
    ...requestValues(data, number, now),
    id: deps.random.uuid(),
    number,
    account_id: accountId,
    state: 'draft',
    revision: 1,
    replaces_certificate_id: replaces,
    assigned_to: null,
    outcome_reason: null,
    created_at: now,
    state_at: now,
    submitted_at: null,
    ended_at: null,
  };
  await insertRequest(trx, request);
  deps.failpoint('requests.inserted');
  return request;
}
