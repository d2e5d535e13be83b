import type { ConflictView } from '../../../src-shared/domain/account-views.ts';
import { isErrorCode } from '../../../src-shared/errors/error-table.ts';
import type { CreateRequest, ModifyRequest, RequestReply } from '../../../src-shared/http/requests.ts';
import type { LocalStore, QueuedChange } from '../../ports/local-store.ts';
import { readOne } from './account-copy.ts';

/** Changes that a person has to decide on, with both versions in the fields of a request. */
export async function conflictViews(store: LocalStore, changes: readonly QueuedChange[]): Promise<readonly ConflictView[]> {
  const undecided = changes.filter(({ state }) => state === 'conflict' || state === 'refused');
  return Promise.all(
    undecided.map(async (change): Promise<ConflictView> => {
      const requestId = change.about?.kind === 'request' ? change.about.id : null;
      const theirs = requestId === null ? null : await readOne(store, 'request', requestId);
      const stale = change.state === 'conflict';
      return {
        changeId: change.id,
        kind: stale ? 'stale' : 'refused',
        problem: { code: stale ? 'requestChangedMeanwhile' : isErrorCode(change.problem) ? change.problem : 'internal', details: {} },
        requestId,
        mine: change.route === 'modifyRequest' ? fieldsOf(change.body as unknown as ModifyRequest) : null,
        theirs: theirs === null ? null : fieldsOf(requestFields(theirs)),
        queuedAt: change.createdAt,
      };
    }),
  );
}

/** What may be modified of a request, as it is there. */
function requestFields({ productId, officeId, establishment, holderData }: RequestReply): CreateRequest {
  return { productId, officeId, establishment, holder: holderData };
}

function fieldsOf({ productId, officeId, establishment, holder }: CreateRequest): Readonly<Record<string, string>> {
  const { name, siren, siret, address } = establishment;
  return {
    productId,
    officeId,
    establishment: name,
    siren,
    siret,
    street: address.street,
    postalCode: address.postalCode,
    city: address.city,
    country: address.country,
    firstName: holder.firstName,
    lastName: holder.lastName,
    email: holder.email,
    phone: holder.phone ?? '',
  };
}
