import { WAITS_MS } from '../../src-server/domain/request-retention.ts';
import { expireRequests } from '../../src-server/use-cases/requests/expire-requests.ts';
import { purgeDocuments } from '../../src-server/use-cases/requests/purge-documents.ts';
import type { RequestChange } from '../../src-shared/http/requests.ts';
import { ASKED, requestBody } from '../contract/requests/request-desk.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';
import { signIn } from '../contract/signed-in.ts';
import { openOffice } from '../contract/test-office.ts';
import { pdf, sha256Of } from '../support/sample-files.ts';

/** Bearer tokens of people who are there before anything fails, and an office. */
export interface RequestPeople {
  readonly holder: string;
  readonly operator: string;
  readonly administrator: string;
  readonly officeId: string;
}

/** People who are there before anything fails. */
export async function requestPeople(authority: AuthorityFixture): Promise<RequestPeople> {
  const officeId = await openOffice(authority, 'Nantes');
  return {
    officeId,
    holder: (await signIn(authority, { role: 'holder' })).bearer,
    operator: (await signIn(authority, { role: 'operator', officeId })).bearer,
    administrator: (await signIn(authority, { role: 'administrator' })).bearer,
  };
}

const OFFICE = {
  name: 'Bureau de Quimper',
  address: { street: '1 quai de l’Odet', postalCode: '29000', city: 'Quimper', country: 'FR' },
  phone: '01 99 00 12 50',
  email: 'quimper@clavis.example',
  opening: { timeZone: 'Europe/Paris', slotMinutes: 30, desks: 1, weekly: [], closedOn: [] },
};

/** What an app and an office keep: a key for each thing done, sent again unchanged after any crash. */
const keyOf = (step: string): string => sha256Of(Buffer.from(step)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/u, '$1-$2-4$3-8$4-$5');

/**
 * An office made and changed; one request from the draft to the acceptance and to its expiry, one deleted, one withdrawn; their
 * documents dropped at the end of their time. Run again after a crash it finishes, run when finished it changes nothing.
 */
export async function requestLife(authority: AuthorityFixture, people: RequestPeople): Promise<void> {
  const begun = authority.now;
  const as = (bearer: string, step: string) => ({ bearer, idempotencyKey: keyOf(step) });
  const { holder, operator, administrator, officeId } = people;

  const made = (await authority.call('createOffice', { ...as(administrator, 'office'), body: OFFICE })).body();
  (await authority.call('changeOffice', { ...as(administrator, 'office changed'), params: { officeId: made.officeId }, body: { ...OFFICE, open: false, revision: 1 } })).body();

  const create = async (step: string) => (await authority.call('createRequest', { ...as(holder, step), body: requestBody(officeId) })).body();
  const add = async (requestId: string, step: string, kind: (typeof ASKED)[number]): Promise<string> => {
    const bytes = pdf(step);
    const body = { kind, fileName: `${kind}.pdf`, type: 'application/pdf', size: bytes.length, sha256: sha256Of(bytes) };
    const { documentId } = (await authority.call('announceDocument', { ...as(holder, `${step} announced`), params: { requestId }, body })).body();
    const { documents } = (await authority.call('readRequest', { bearer: holder, params: { requestId } })).body();
    if (documents.find((one) => one.documentId === documentId)?.content === 'announced') {
      (await authority.call('uploadDocument', { bearer: holder, params: { requestId, documentId }, body: bytes })).body();
    }
    return documentId;
  };
  const submit = async ({ requestId, revision }: RequestChange, step: string) => (await authority.call('submitRequest', { ...as(holder, step), params: { requestId }, body: { revision } })).body();

  const gone = await create('gone');
  (await authority.call('deleteRequest', { ...as(holder, 'gone deleted'), params: { requestId: gone.requestId } })).body();

  const request = await create('kept');
  const { requestId } = request;
  const params = { requestId };
  const changed = (await authority.call('modifyRequest', { ...as(holder, 'kept changed'), params, body: { ...requestBody(officeId, { lastName: 'Garnier' }), revision: request.revision } })).body();
  const wrong = await add(requestId, 'wrong', 'identityDocument');
  (await authority.call('removeDocument', { ...as(holder, 'wrong removed'), params: { requestId, documentId: wrong } })).body();
  const documents: string[] = [];
  for (const kind of ASKED) documents.push(await add(requestId, `kept ${kind}`, kind));
  const submitted = await submit(changed, 'kept submitted');
  const taken = (await authority.call('takeRequest', { ...as(operator, 'kept taken'), params, body: { revision: submitted.revision } })).body();
  for (const documentId of documents) (await authority.call('judgeDocument', { ...as(operator, `judged ${documentId}`), params: { requestId, documentId }, body: { verdict: 'accepted' } })).body();
  (await authority.call('acceptRequest', { ...as(operator, 'kept accepted'), params, body: { revision: taken.revision } })).body();

  const back = await create('back');
  for (const kind of ASKED) await add(back.requestId, `back ${kind}`, kind);
  const backSubmitted = await submit(back, 'back submitted');
  (await authority.call('withdrawRequest', { ...as(holder, 'back withdrawn'), params: { requestId: back.requestId }, body: { revision: backSubmitted.revision } })).body();

  const { deps } = authority.authority;
  authority.now = begun + WAITS_MS.accepted + 1_000;
  await expireRequests(deps);
  authority.now += 31 * 24 * 60 * 60_000;
  await purgeDocuments(deps);
  // A mail that was taken and not marked is taken again when its lease has run out.
  authority.now += MAIL_LEASE_MS;
  await deps.mail.flush();
  authority.now = begun;
}

/** How often each event of this area is in the audit once the life is whole. */
export const WHOLE_LIFE: Readonly<Record<string, number>> = {
  'office.created': 1,
  'office.changed': 1,
  'request.created': 3,
  'request.deleted': 1,
  'request.modified': 1,
  'request.documentAdded': 1 + 2 * ASKED.length,
  'request.documentRemoved': 1,
  'request.submitted': 2,
  'request.taken': 1,
  'request.documentAccepted': ASKED.length,
  'request.accepted': 1,
  'request.withdrawn': 1,
  'request.expired': 1,
  'request.documentsDropped': 2,
};

/** Every way in which the tables of requests could contradict each other, the audit or the outbox; empty when they are whole. */
export async function requestContradictions(authority: AuthorityFixture): Promise<readonly string[]> {
  const { db } = authority.authority.deps;
  const found: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const requests = await db.selectFrom('requests').selectAll().execute();
  const events = await db.selectFrom('request_events').selectAll().orderBy('position').execute();
  const documents = await db.selectFrom('documents').selectAll().execute();
  const contents = new Set((await db.selectFrom('document_contents').select('document_id').execute()).map((row) => row.document_id));
  const audit = await db.selectFrom('audit').select(['event', 'subject']).where('event', 'like', 'request.%').orderBy('seq').execute();
  const { value } = await db.selectFrom('counters').select('value').where('name', '=', 'requests').executeTakeFirstOrThrow();
  const deleted = new Set(audit.filter(({ event }) => event === 'request.deleted').map(({ subject }) => subject));

  check(value === 550_000 + requests.length + deleted.size, 'numbers have gaps or doubles');
  for (const request of requests) {
    const own = events.filter((event) => event.request_id === request.id);
    check(!deleted.has(request.id), `${request.number}: deleted and there`);
    check(own.every(({ position }, i) => position === i + 1), `${request.number}: its timeline has gaps`);
    check(own.at(-1)?.state === request.state, `${request.number}: is not in the state its timeline ends with`);
    const told = audit.filter(({ subject, event }) => subject === request.id && event !== 'request.documentRead').map(({ event }) => event);
    check(JSON.stringify(told) === JSON.stringify(own.map(({ kind }) => `request.${kind}`)), `${request.number}: audit and timeline differ`);
    check((request.submitted_at === null) === (request.state === 'draft'), `${request.number}: handed in or not`);
    check((request.ended_at === null) === !['issued', 'refused', 'withdrawn', 'expired'].includes(request.state), `${request.number}: ended or not`);
  }
  for (const document of documents) {
    const kept = document.received_at !== null && document.dropped_at === null;
    check(kept === contents.has(document.id), `${document.id}: received and not there, or the reverse`);
    contents.delete(document.id);
  }
  check(contents.size === 0, 'bytes of no document');
  const orphans = [...events, ...documents].filter((row) => !requests.some(({ id }) => id === row.request_id));
  check(orphans.length === 0, 'rows of a request that is deleted');

  const mails = await db.selectFrom('outbox').select('kind').execute();
  // Whoever made the request; of an accepted one, the holder at another address, too.
  for (const [kind, event, copies] of [
    ['requestSubmitted', 'request.submitted', 1],
    ['requestWithdrawn', 'request.withdrawn', 1],
    ['requestAccepted', 'request.accepted', 2],
    ['requestExpired', 'request.expired', 2],
  ] as const) {
    const acts = audit.filter((row) => row.event === event).length;
    check(mails.filter((mail) => mail.kind === kind).length === acts * copies, `${kind}: mails and acts differ`);
  }
  return found;
}
