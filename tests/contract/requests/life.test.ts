import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { ASKED, RequestDesk, requestBody } from './request-desk.ts';

let authority: AuthorityFixture;
let officeId: string;
let holder: RequestDesk;
let operator: RequestDesk;
let person: SignedIn;

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  officeId = await openOffice(authority, 'Nantes');
  person = await signIn(authority, { role: 'holder' });
  holder = new RequestDesk(authority, person);
  operator = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId }));
});
afterAll(() => authority.close());

const mailsTo = async (address: string) => (await authority.mailbox()).mails.filter(({ to }) => to.toLowerCase() === address.toLowerCase());

describe('a request, from the draft to the acceptance', () => {
  it('is written down, handed in, given back, completed and accepted, each step told to whom it concerns', async () => {
    const draft = await holder.draft(officeId);
    expect(draft).toMatchObject({ state: 'draft', revision: 1, number: expect.any(Number) as number });
    expect((await operator.readAtOffice(draft.requestId)).refusal().code).toBe('notFound');
    const early = await holder.call('submitRequest', { params: { requestId: draft.requestId }, body: { revision: 1 } });
    expect(early.refusal()).toMatchObject({ code: 'requestIncomplete', details: { missing: ASKED.join(' ') } });

    const [identity] = await holder.addAll(draft.requestId);
    const { requestId, ...submitted } = (await holder.call('submitRequest', { params: { requestId: draft.requestId }, body: { revision: 1 } })).body();
    expect(submitted).toMatchObject({ state: 'submitted', revision: 2 });
    expect((await holder.read(requestId)).body()).toMatchObject({ nextBy: 'office', nextAction: 'take', actions: ['modify', 'addDocuments', 'delete', 'print', 'withdraw'], missing: [] });

    const taken = await operator.take({ requestId, ...submitted });
    expect((await operator.readAtOffice(requestId)).body()).toMatchObject({ state: 'beingChecked', assignedTo: 'Camille Martin', assignedToMe: true });
    expect((await holder.read(requestId)).body().actions).toEqual(['print', 'withdraw']);
    const soon = await operator.call('acceptRequest', { params: { requestId }, body: { revision: taken.revision } });
    expect(soon.refusal()).toMatchObject({ code: 'documentsNotJudged', details: { documents: ASKED.join(' ') } });
    expect((await operator.call('askCompletion', { params: { requestId }, body: { revision: taken.revision, text: ' ' } })).refusal().code).toBe('requestInvalid');

    const verdict = { verdict: 'refused', reason: 'other', text: 'Le verso manque.' };
    expect((await operator.call('judgeDocument', { params: { requestId, documentId: identity ?? '' }, body: verdict })).body()).toMatchObject({ verdict: 'refused', reason: 'other', text: 'Le verso manque.' });
    const back = (await operator.call('askCompletion', { params: { requestId }, body: { revision: taken.revision, text: '' } })).body();
    expect(back.state).toBe('toComplete');
    expect((await holder.read(requestId)).body()).toMatchObject({ nextBy: 'holder', nextAction: 'complete', missing: ['identityDocument'] });

    await holder.add(requestId, 'identityDocument');
    (await holder.call('removeDocument', { params: { requestId, documentId: identity ?? '' } })).body();
    const again = (await holder.call('submitRequest', { params: { requestId }, body: { revision: back.revision } })).body();
    expect(again.state).toBe('beingChecked');
    await operator.acceptDocuments(requestId);
    const accepted = (await operator.call('acceptRequest', { params: { requestId }, body: { revision: again.revision } })).body();
    expect(accepted.state).toBe('accepted');

    const { timeline, nextAction } = (await holder.read(requestId)).body();
    expect(nextAction).toBe('bookAppointment');
    expect(timeline.map(({ event, by }) => `${event} ${by}`)).toEqual([
      'created holder',
      ...ASKED.map(() => 'documentAdded holder'),
      'submitted holder',
      'taken office',
      'documentRefused office',
      'completionAsked office',
      'documentAdded holder',
      'documentRemoved holder',
      'resubmitted holder',
      ...ASKED.map(() => 'documentAccepted office'),
      'accepted office',
    ]);
    expect(timeline.find(({ event }) => event === 'documentRefused')?.details).toMatchObject({ reason: 'other', text: 'Le verso manque.' });

    const own = (await mailsTo(person.email)).toReversed();
    expect(own.map(({ subject }) => subject.replace(/\d{6}/u, 'N'))).toEqual([
      'Votre demande n°\u00A0N est enregistrée',
      'Votre demande n°\u00A0N est à compléter',
      'Votre demande n°\u00A0N est enregistrée',
      'Votre demande n°\u00A0N est acceptée',
    ]);
    expect(own[1]?.text).toContain('Pièce d’identité\u202F: autre motif (Le verso manque.)');
    // The holder's address was only somebody's word until an office had looked at it.
    expect((await mailsTo('zoe@emeraude.example')).map(({ subject }) => subject)).toEqual([own[3]?.subject]);
    const events = await authority.authority.deps.db.selectFrom('audit').select(['event', 'details']).where('subject', '=', requestId).orderBy('seq').execute();
    expect(events.map(({ event }) => event)).toEqual(timeline.map(({ event }) => `request.${event}`));
    expect(JSON.stringify(events)).not.toMatch(/Zoé|verso|Émeraude/u);
  });

  it('is refused for good, with a reason that is told', async () => {
    const { requestId, revision } = await operator.take(await holder.submitted(officeId));
    expect((await operator.call('refuseRequest', { params: { requestId }, body: { revision, reason: 'other', text: ' ' } })).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'text' } });
    (await operator.call('refuseRequest', { params: { requestId }, body: { revision, reason: 'notEntitled', text: 'Mandat échu.' } })).body();
    expect((await holder.read(requestId)).body()).toMatchObject({ state: 'refused', outcomeReason: 'notEntitled', endedAt: authority.now - 1, nextBy: null, actions: ['print'] });
    const [mail] = await mailsTo(person.email);
    expect(mail?.text).toContain('le titulaire n’est pas habilité par l’établissement');
    expect(mail?.text).toContain('Mandat échu.');
  });

  it('is withdrawn by its owner, whoever works on it', async () => {
    const { requestId, revision } = await operator.take(await holder.submitted(officeId));
    (await holder.call('withdrawRequest', { params: { requestId }, body: { revision } })).body();
    expect((await holder.read(requestId)).body()).toMatchObject({ state: 'withdrawn', actions: ['print'] });
    expect((await operator.call('acceptRequest', { params: { requestId }, body: { revision: revision + 1 } })).refusal()).toMatchObject({ code: 'requestStateRefused', details: { state: 'withdrawn' } });
  });
});

describe('what may be done, by state', () => {
  it('is modified while nobody checks it, at the revision that was shown', async () => {
    const { requestId, revision, number } = await holder.submitted(officeId);
    const body = { ...requestBody(officeId, { lastName: 'Garnier' }), revision };
    expect((await holder.call('modifyRequest', { params: { requestId }, body: { ...body, revision: 1 } })).refusal()).toMatchObject({ code: 'requestChangedMeanwhile', details: { revision } });
    const changed = (await holder.call('modifyRequest', { params: { requestId }, body })).body();
    expect(changed).toEqual({ requestId, number, state: 'submitted', revision: revision + 1 });
    expect((await holder.read(requestId)).body()).toMatchObject({ holder: 'Zoé Garnier' });
    await operator.take(changed);
    expect((await holder.call('modifyRequest', { params: { requestId }, body: { ...body, revision: revision + 2 } })).refusal().code).toBe('requestStateRefused');
    expect((await holder.call('deleteRequest', { params: { requestId } })).refusal().code).toBe('requestStateRefused');
  });

  it('is deleted with its documents and its timeline while nobody checks it; the audit keeps its number', async () => {
    const { db } = authority.authority.deps;
    const { requestId, number } = await holder.submitted(officeId);
    const idempotencyKey = randomUUID();
    for (let time = 0; time < 2; time += 1) expect((await holder.call('deleteRequest', { params: { requestId }, idempotencyKey })).body()).toEqual({ deleted: true });
    expect((await holder.read(requestId)).refusal().code).toBe('notFound');
    for (const table of ['documents', 'request_events'] as const) {
      expect(await db.selectFrom(table).select('id').where('request_id', '=', requestId).execute()).toEqual([]);
    }
    const orphans = await db.selectFrom('document_contents').select('document_id').where('document_id', 'not in', db.selectFrom('documents').select('id')).execute();
    expect(orphans).toEqual([]);
    const [row] = await db.selectFrom('audit').select('details').where('subject', '=', requestId).where('event', '=', 'request.deleted').execute();
    expect(JSON.parse(row?.details ?? '')).toEqual({ number, state: 'submitted', by: person.accountId });
  });

  it('is not judged by an operator who did not take it, nor by whoever asked for it', async () => {
    const colleague = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId }));
    const taken = await operator.take(await holder.submitted(officeId));
    const { requestId, revision } = taken;
    expect((await colleague.call('refuseRequest', { params: { requestId }, body: { revision, reason: 'noAnswer', text: '' } })).refusal().code).toBe('requestNotYours');
    const over = await colleague.take(taken);
    expect(over).toMatchObject({ state: 'beingChecked', revision: revision + 1 });
    expect((await operator.call('acceptRequest', { params: { requestId }, body: { revision: over.revision } })).refusal().code).toBe('requestNotYours');

    const ofOperator = await operator.submitted(officeId);
    expect((await operator.call('takeRequest', { params: { requestId: ofOperator.requestId }, body: { revision: ofOperator.revision } })).refusal().code).toBe('ownRequest');
  });

  it('names what is no product and no office, and takes 20 drafts', async () => {
    const other = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
    expect((await other.call('createRequest', { body: requestBody(officeId, { productId: 'rien' }) })).refusal().code).toBe('productUnavailable');
    expect((await other.call('createRequest', { body: requestBody(randomUUID()) })).refusal().code).toBe('officeUnavailable');
    const numbers: number[] = [];
    for (let count = 0; count < 20; count += 1) numbers.push((await other.draft(officeId)).number);
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
    expect((await other.call('createRequest', { body: requestBody(officeId) })).refusal()).toMatchObject({ code: 'draftsFull', details: { max: 20 } });
  });
});

describe('once and only once', () => {
  it('gives the same reply to the same call, and refuses another one under its key', async () => {
    const idempotencyKey = randomUUID();
    const body = requestBody(officeId);
    const first = (await holder.call('createRequest', { body, idempotencyKey })).body();
    expect((await holder.call('createRequest', { body, idempotencyKey })).body()).toEqual(first);
    expect((await holder.call('createRequest', { body: requestBody(officeId, { lastName: 'Autre' }), idempotencyKey })).refusal().code).toBe('idempotencyMismatch');
    (await holder.call('deleteRequest', { params: { requestId: first.requestId } })).body();
  });

  it.each(['keys of their own', 'one key'])('50 submissions at once with %s: one submission, one mail', async (keys) => {
    const { requestId, revision } = await holder.draft(officeId);
    await holder.addAll(requestId);
    const before = (await mailsTo(person.email)).length;
    const key = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => holder.call('submitRequest', { params: { requestId }, body: { revision }, idempotencyKey: keys === 'one key' ? key : randomUUID() })),
    );
    const done = replies.filter(({ status }) => status === 200);
    expect(done).toHaveLength(keys === 'one key' ? 50 : 1);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const reply of replies) if (reply.status !== 200) expect(reply.refusal()).toMatchObject({ code: 'requestChangedMeanwhile', details: { revision: revision + 1 } });
    expect((await holder.read(requestId)).body().timeline.filter(({ event }) => event === 'submitted')).toHaveLength(1);
    expect((await mailsTo(person.email)).length).toBe(before + 1);
  });

  it('numbers 30 requests made at once without a gap or a double', async () => {
    const people: SignedIn[] = [];
    for (let count = 0; count < 30; count += 1) people.push(await signIn(authority, { role: 'holder' }));
    const numbers = (await Promise.all(people.map((one) => new RequestDesk(authority, one).draft(officeId)))).map(({ number }) => number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  });
});
