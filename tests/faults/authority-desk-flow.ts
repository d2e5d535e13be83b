import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../../src-server/db/schema.ts';
import { remindAppointments } from '../../src-server/use-cases/appointments/remind-appointments.ts';
import type { RouteName } from '../../src-shared/http/contract.ts';
import type { AuthorityFixture, CallInput } from '../contract/authority-fixture.ts';
import { openOffice, policyWith, PROVEN } from '../contract/desk/desk-world.ts';
import { signIn } from '../contract/signed-in.ts';

export const FOUR_EYES = policyWith({ unblock: { approval: 'fourEyes' }, reopenAnswers: 'fourEyes' });

interface Cast {
  readonly office: string;
  readonly operator: string;
  readonly colleague: string;
  readonly administrator: string;
  readonly holder: string;
  readonly moved: string;
  readonly request: string;
  readonly startsAt: number;
  readonly erasure: string;
}

const castFile = ({ dir }: AuthorityFixture): string => join(dir, 'cast.json');

/** People, an office and an accepted request, made before anything is killed; their tokens lie beside the data for the process that dies. */
export async function prepareDesk(authority: AuthorityFixture): Promise<void> {
  const { db, catalogue } = authority.authority.deps;
  const office = await openOffice(authority, 'Nantes');
  const [operator, colleague, administrator, holder, moved, leaver] = [
    await signIn(authority, { role: 'operator', officeId: office }),
    await signIn(authority, { role: 'operator', officeId: office }),
    await signIn(authority, { role: 'administrator' }),
    await signIn(authority, { role: 'holder' }),
    await signIn(authority, { role: 'operator', officeId: office }),
    await signIn(authority, { role: 'holder' }),
  ];
  const request = randomUUID();
  const product = catalogue.products.find(({ kind }) => kind === 'token')?.productId ?? '';
  const row = (id: string, number: number, accountId: string) =>
    ({
      id, number, account_id: accountId, office_id: office, product_id: product, revision: 1, entity_name: 'Atelier', siren: '732829320', siret: '73282932000074',
      entity_address: '{}', holder_first_name: 'Camille', holder_last_name: 'Martin', holder_email: holder.email, holder_phone: null, entity_key: 'atelier', holder_key: 'martin', search_text: '',
      replaces_certificate_id: null, assigned_to: null, outcome_reason: null, created_at: 1, changed_at: 1, state_at: 1, submitted_at: 1,
    }) as const;
  const [withdrawn, document, erasure] = [randomUUID(), randomUUID(), randomUUID()];
  await db
    .insertInto('requests')
    .values([{ ...row(request, 560_001, holder.accountId), state: 'accepted', ended_at: null }, { ...row(withdrawn, 560_002, leaver.accountId), state: 'withdrawn', ended_at: 2 }])
    .execute();
  const file = { id: document, request_id: withdrawn, kind: 'identityDocument', file_name: 'martin.pdf', type: 'application/pdf', size: 1, sha256: '', created_at: 1, received_at: 1, dropped_at: null } as const;
  await db.insertInto('documents').values({ ...file, verdict: null, verdict_reason: null, verdict_text: null, judged_by: null, judged_at: null }).execute();
  await db.insertInto('document_contents').values({ document_id: document, sealed: new Uint8Array([1]) }).execute();
  await db.insertInto('erasure_requests').values({ id: erasure, account_id: leaver.accountId, state: 'requested', requested_at: 1, decided_at: null, decided_by: null, decision_reason: null, kept: null }).execute();
  const cast: Cast = { office, operator: operator.bearer, colleague: colleague.bearer, administrator: administrator.bearer, holder: holder.bearer, moved: moved.accountId, request, startsAt: Date.UTC(2026, 10, 27, 8, 0), erasure };
  writeFileSync(castFile(authority), JSON.stringify(cast));
}

/** A key for each act, the same after a restart: what the app or the desk keeps until it has its reply. */
const keyOf = (act: number): string => `33333333-3333-4333-8333-3333333333${String(act).padStart(2, '0')}`;
const attempt = (which: number): string => `44444444-4444-4444-8444-44444444440${which}`;

/**
 * What an administrator, two operators, a holder and their apps do in a day. Run again after a crash it finishes what is
 * missing; run when finished it changes nothing.
 */
export async function deskDay(authority: AuthorityFixture): Promise<void> {
  const cast = JSON.parse(readFileSync(castFile(authority), 'utf8')) as Cast;
  const as = async <Name extends RouteName>(bearer: string, name: Name, input: CallInput) => (await authority.call(name, { bearer, ...input })).body();
  const { office, operator, colleague, administrator, holder, request, startsAt } = cast;

  await as(administrator, 'inviteStaff', { idempotencyKey: keyOf(1), body: { firstName: 'Élise', lastName: 'Morin', email: 'elise@exemple.fr', role: 'operator', officeId: office, language: 'fr' } });
  await as(administrator, 'changeStaff', { idempotencyKey: keyOf(2), params: { accountId: cast.moved }, body: { role: 'administrator', officeId: null } });
  await as(holder, 'bookAppointment', { idempotencyKey: keyOf(3), body: { officeId: office, startsAt, purpose: 'request', requestId: request, serial: null } });

  await as(operator, 'openUnblockTicket', { idempotencyKey: keyOf(4), params: { serial: authority.person(0).serial }, body: { identity: PROVEN, reason: 'PIN oublié', language: 'fr' } });
  const first = await openSession(authority, 0, keyOf(5));
  await authority.call('submitAnswers', { ...first, body: { attemptId: attempt(1), attemptNumber: 1, answers: first.answers('right') } });
  const ask = () => authority.call('requestResponse', { ...first, body: { challenge: '0011223344556677' } });
  if ((await authority.call('readSession', first)).body().state === 'answered') {
    // The first question asks the second person; the second one, after they agreed, gets the response.
    const reply = await ask();
    if (reply.status === 409) await approve(authority, colleague, 'unblock', keyOf(6));
    else reply.body();
    (await ask()).body();
  }
  (await authority.call('reportResult', { ...first, body: { outcome: 'done', triesLeft: 3, triesMax: 3 } })).body();

  const { email, serial } = authority.person(1);
  if (!(await authority.mailbox()).mails.some(({ to, link }) => to === email && link !== null)) {
    (await authority.call('requestLink', { body: { serial, certificateSha256: null, language: 'fr' } })).body();
  }
  const second = await openSession(authority, 1, keyOf(7));
  (await authority.call('submitAnswers', { ...second, body: { attemptId: attempt(2), attemptNumber: 1, answers: second.answers('wrong') } })).body();
  await as(operator, 'reopenAnswers', { idempotencyKey: keyOf(8), params: { serial }, body: { identity: PROVEN, reason: 'Vu', language: 'fr' } });
  await approve(authority, colleague, 'reopenAnswers', keyOf(9));

  await as(administrator, 'decideErasure', { idempotencyKey: keyOf(10), params: { erasureId: cast.erasure }, body: { decision: 'done', reason: 'Rien ne l’empêche.' } });

  const { deps } = authority.authority;
  const now = authority.now;
  authority.now = startsAt - 24 * 3_600_000;
  await remindAppointments(deps);
  await deps.mail.flush();
  authority.now = now;
}

/** Decides what is asked of this kind, once; the approval to decide is found again by its kind, decided or not. */
async function approve(authority: AuthorityFixture, bearer: string, kind: 'unblock' | 'reopenAnswers', idempotencyKey: string): Promise<void> {
  const [asked] = (await authority.call('searchApprovals', { bearer, body: { state: null, kind, cursor: null } })).body().items;
  (await authority.call('decideApproval', { bearer, idempotencyKey, params: { approvalId: asked?.approvalId ?? '' }, body: { decision: 'approved', reason: 'Vu' } })).body();
}

async function openSession(authority: AuthorityFixture, index: number, idempotencyKey: string) {
  const { email, questions } = authority.person(index);
  const { mails } = await authority.mailbox();
  const code = mails.find(({ to, link }) => to === email && link !== null)?.link?.split('#')[1] ?? '';
  const opened = (await authority.call('openSession', { body: authority.openBody(code, index), idempotencyKey })).body();
  return {
    sessionId: opened.sessionId,
    bearer: opened.sessionToken,
    answers: (which: 'right' | 'wrong') => opened.questions.map(({ id }, i) => ({ questionId: id, answer: which === 'right' ? (questions[i]?.answer ?? '') : 'autre chose' })),
  };
}

/** Every way in which the desk's tables, the audit and the mails could contradict each other; empty when they are whole. */
export async function deskContradictions(db: Kysely<Database>): Promise<readonly string[]> {
  const found: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const [accounts, tokens, outbox, audit, approvals, appointments, checks, tickets, requests, challenges, dossiers, erasures, contents, sessions] = await Promise.all([
    db.selectFrom('accounts').selectAll().execute(),
    db.selectFrom('account_tokens').selectAll().execute(),
    db.selectFrom('outbox').selectAll().execute(),
    db.selectFrom('audit').selectAll().execute(),
    db.selectFrom('approvals').selectAll().execute(),
    db.selectFrom('appointments').selectAll().execute(),
    db.selectFrom('identity_checks').selectAll().execute(),
    db.selectFrom('tickets').selectAll().execute(),
    db.selectFrom('requests').selectAll().execute(),
    db.selectFrom('challenges').selectAll().execute(),
    db.selectFrom('dossiers').selectAll().execute(),
    db.selectFrom('erasure_requests').selectAll().execute(),
    db.selectFrom('document_contents').selectAll().execute(),
    db.selectFrom('account_sessions').selectAll().execute(),
  ]);
  const told = (...events: string[]): number => audit.filter(({ event }) => events.includes(event)).length;
  const mailed = (...kinds: string[]): number => outbox.filter(({ kind }) => kinds.includes(kind)).length;
  const invited = accounts.filter(({ confirmed_at: at }) => at === null).length;
  check(invited === told('staff.invited') && invited === tokens.length && invited === mailed('invitation'), 'invitations, their links, mails and audit');
  check(told('staff.roleChanged') === mailed('roleChanged'), 'changed roles and their mails');
  const booked = appointments.length;
  check(booked === told('appointment.booked') && booked === mailed('appointmentConfirmed'), 'appointments, their mails and audit');
  check(requests.filter(({ state }) => state === 'appointmentPlanned').length === booked && told('request.appointmentPlanned') === booked, 'appointments and their requests');
  const reminded = appointments.filter(({ reminded_at: at }) => at !== null).length;
  check(reminded === told('appointment.reminded') && reminded === mailed('appointmentReminder'), 'reminders, mails and audit');
  const opened = tickets.filter(({ opened_by: by }) => by !== null).length;
  check(opened === told('ticket.opened') && opened === checks.filter(({ ticket_id: id }) => id !== null).length, 'tickets, what was looked at, and audit');
  check(approvals.length === told('approval.requested'), 'questions and the audit');
  const approved = approvals.filter(({ state }) => state === 'approved');
  check(approved.length === told('approval.approved'), 'decisions and the audit');
  const agreed = approved.filter(({ kind }) => kind === 'unblock').map(({ subject }) => subject);
  check(challenges.every(({ session_id: id }) => agreed.includes(id)), 'a response without a second person');
  const reopened = approved.filter(({ kind }) => kind === 'reopenAnswers');
  check(reopened.length === told('answers.reopened') && reopened.length === mailed('answersReopened'), 'tries given back, mails and audit');
  for (const { subject } of reopened) check(dossiers.find(({ serial }) => serial === subject)?.tries_left === 3, 'tries given back and the dossier');
  check(told('answers.reopeningAsked') === checks.filter(({ approval_id: id }) => id !== null).length, 'reopenings asked and what was looked at');
  for (const { account_id: id, state } of erasures) {
    const erased = [
      accounts.some((account) => account.id === id && account.first_name === '-' && account.disabled_at !== null),
      requests.filter((request) => request.account_id === id).every(({ holder_last_name: name }) => name === '-'),
      contents.length === 0,
      sessions.filter((session) => session.account_id === id).every(({ ended_at: at, client }) => at !== null && client === ''),
      told('account.erased') === 1,
      mailed('erasureDone') === 1,
    ];
    check(erased.every((is) => is === (state === 'done')), 'an account erased by halves');
  }
  return found;
}
