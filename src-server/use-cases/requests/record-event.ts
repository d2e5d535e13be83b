import type { RequestEvent, RequestParty } from '../../../src-shared/domain/request-codes.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Json } from '../../audit/canonical-json.ts';
import { noteRequest, type NotedRequest } from '../../changes/note-request.ts';
import type { Deps } from '../../deps.ts';
import { appendRequestEvent } from '../../repositories/request-events.ts';
import type { Trx } from '../../repositories/queryable.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';

export interface EventOfRequest {
  readonly kind: RequestEvent;
  readonly by: RequestParty;
  /** Who did it; null: the authority by itself. */
  readonly accountId: string | null;
  /** Codes: kept in the timeline and in the audit. */
  readonly codes?: { readonly [key: string]: Json };
  /** What a person wrote: kept in the timeline only. */
  readonly text?: string;
}

/** Writes a line of the timeline and its audit row, and notes the change, in the transaction of what they tell. @param request as it is afterwards. */
export async function recordEvent(trx: Trx, deps: Pick<Deps, 'random' | 'failpoint'>, request: NotedRequest & Pick<CertificateRequest, 'number' | 'state'>, event: EventOfRequest, now: number): Promise<void> {
  const { kind, by, accountId, codes = {}, text } = event;
  await appendRequestEvent(trx, {
    id: deps.random.uuid(),
    request_id: request.id,
    at: now,
    kind,
    state: request.state,
    actor: by,
    account_id: accountId,
    details: text === undefined || text === '' ? codes : { ...codes, text },
  });
  deps.failpoint('requests.eventTold');
  await noteRequest(trx, request, now);
  await appendAudit(trx, { at: now, event: `request.${kind}`, subject: request.id, details: { ...codes, number: request.number, state: request.state, by: accountId } });
}
