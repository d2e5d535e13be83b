import type { Kysely } from 'kysely';
import type { Database } from '../../src-server/db/schema.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';
import { EMBEDDED_TOKEN } from '../contract/authority-fixture.ts';
import { enrolToken, replaceTokenKey } from '../../src-server/use-cases/enrol-token.ts';
import { rotateAdminKey } from '../../src-server/use-cases/rotate-admin-key.ts';

/** What the app keeps in its journal: chosen once, sent again unchanged after any crash of either side. */
const KEY = '11111111-1111-4111-8111-111111111111';
const ATTEMPTS = ['22222222-2222-4222-8222-222222222221', '22222222-2222-4222-8222-222222222222'] as const;
const CHALLENGE = '0011223344556677';

/** A token enrolled, then given another key; run again, it finishes what is missing. */
async function enrol(authority: AuthorityFixture): Promise<void> {
  const { deps } = authority.authority;
  const key = (fill: number) => ({ source: 'imported', bytes: Uint8Array.from({ length: 24 }, (_, i) => fill + 2 * i) }) as const;
  const token = { serial: '0F1E2D3C4B5A69788796A5B4C3D2E1F0', profile: 'gids', checkValue: null } as const;
  const person = { holder: 'Anne Roux', entity: 'Roux SARL', product: 'Carte', email: 'anne@roux.example', questions: [{ text: 'Q1', answer: 'R1' }] };
  await enrolToken(deps, { ...token, key: key(1), person }, { dryRun: false, officeId: null });
  await replaceTokenKey(deps, { ...token, key: key(3) }, person);
  if ((await eventCounts(deps.db))['adminKey.rotated'] === undefined) await rotateAdminKey(deps);
}

/**
 * One enrolment, then one unblock as an app goes on with it, from wherever the authority says it stands: one wrong set of answers, the right
 * one, a challenge, the proof. Running it again after a crash finishes it; running it when finished changes nothing.
 */
export async function unblock(authority: AuthorityFixture): Promise<void> {
  await enrol(authority);
  const { email, serial, questions } = authority.person();
  const newestLink = async (): Promise<string | undefined> => {
    const { mails } = await authority.mailbox();
    return mails.find(({ to, link }) => to === email && link !== null)?.link?.split('#')[1];
  };
  if ((await newestLink()) === undefined) {
    (await authority.call('requestLink', { body: { serial, certificateSha256: null, language: 'fr' } })).body();
  }
  const code = await newestLink();
  if (code === undefined) throw new Error('no mail with a link');

  const opened = (await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: KEY })).body();
  const session = { sessionId: opened.sessionId, bearer: opened.sessionToken };
  const state = async () => (await authority.call('readSession', session)).body().state;
  const answer = async (attempt: 0 | 1): Promise<void> => {
    const answers = opened.questions.map(({ id }, i) => ({ questionId: id, answer: attempt === 1 ? (questions[i]?.answer ?? '') : 'autre chose' }));
    (await authority.call('submitAnswers', { ...session, body: { attemptId: ATTEMPTS[attempt], attemptNumber: attempt + 1, answers } })).body();
  };
  if ((await state()) === 'opened') {
    await answer(0);
    await answer(1);
  }
  if (['answered', 'challenged'].includes(await state())) {
    (await authority.call('requestResponse', { ...session, body: { challenge: CHALLENGE } })).body();
  }
  (await authority.call('reportResult', { ...session, body: { outcome: 'done', triesLeft: 3, triesMax: 3 } })).body();
  await authority.authority.deps.mail.flush();
  (await authority.call('mailbox', { bearer: EMBEDDED_TOKEN })).body();
}

/** How often each event is in the audit. */
export function auditCounts(authority: AuthorityFixture): ReturnType<typeof eventCounts> {
  return eventCounts(authority.authority.deps.db);
}

export async function eventCounts(db: Kysely<Database>): Promise<Readonly<Record<string, number>>> {
  const rows = await db.selectFrom('audit').select('event').execute();
  const counts: Record<string, number> = {};
  for (const { event } of rows) counts[event] = (counts[event] ?? 0) + 1;
  return counts;
}

/** Every way in which the tables could contradict each other or the audit; empty when they are whole. */
export async function contradictions(db: Kysely<Database>): Promise<readonly string[]> {
  const found: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const [dossiers, tickets, sessions, attempts, challenges, outbox] = await Promise.all([
    db.selectFrom('dossiers').selectAll().execute(),
    db.selectFrom('tickets').selectAll().execute(),
    db.selectFrom('sessions').selectAll().execute(),
    db.selectFrom('attempts').selectAll().execute(),
    db.selectFrom('challenges').selectAll().execute(),
    db.selectFrom('outbox').selectAll().execute(),
  ]);
  const counts = await eventCounts(db);
  const told = (...events: string[]): number => events.reduce((sum, event) => sum + (counts[event] ?? 0), 0);

  const keys = await db.selectFrom('admin_keys').selectAll().execute();
  const asked = new Set((await db.selectFrom('questions').select('dossier_id').execute()).map(({ dossier_id }) => dossier_id));
  check(told('dossier.created', 'token.enrolled') === dossiers.length, 'dossiers and the audit');
  check(told('token.keyReplaced') === keys.filter(({ number }) => number > 1).length, 'replaced keys and the audit');
  for (const { id, key_number: current } of dossiers) {
    const numbers = keys.filter(({ dossier_id }) => dossier_id === id).map(({ number }) => number);
    check(numbers.length === current && numbers.includes(current) && asked.has(id), 'a dossier, its keys and its questions');
  }
  const used = tickets.filter(({ used_at }) => used_at !== null).map(({ id }) => id);
  check(JSON.stringify(used.toSorted()) === JSON.stringify(sessions.map(({ ticket_id }) => ticket_id).toSorted()), 'used links and sessions');
  check(tickets.length === outbox.filter(({ kind }) => kind === 'unblockLink').length, 'links and their mails');
  check(told('link.requested') === tickets.length, 'links and the audit');
  check(told('session.opened') === sessions.length, 'sessions and the audit');
  check(told('answers.refused', 'answers.accepted') === attempts.length, 'attempts and the audit');
  check(told('response.issued') === challenges.length, 'responses and the audit');
  for (const session of sessions) {
    const verdicts = attempts.filter(({ session_id }) => session_id === session.id).map(({ verdict }) => verdict);
    const responses = challenges.filter(({ session_id }) => session_id === session.id).length;
    check((session.state === 'opened') === (verdicts.every((verdict) => verdict === 'refused') && responses === 0), `${session.state} and its verdicts`);
    check((session.state === 'challenged' || session.state === 'confirmed') === responses > 0, `${session.state} and its responses`);
    check((session.state === 'confirmed') === (session.receipt !== null && session.outcome === 'done'), `${session.state} and its receipt`);
  }
  const confirmed = sessions.filter(({ state }) => state === 'confirmed').length;
  check(told('result.confirmed') === confirmed, 'results and the audit');
  check(outbox.filter(({ kind }) => kind === 'receipt').length === confirmed, 'results and their mails');
  for (const { id, tries_left: left, locked_at: lockedAt } of dossiers) {
    const spent = attempts.filter(({ dossier_id, verdict }) => dossier_id === id && verdict !== 'accepted').length;
    check(confirmed > 0 ? left === 3 : left === 3 - spent, 'tries and refused attempts');
    check((left === 0) === (lockedAt !== null), 'tries and the lock');
  }
  for (const { sent_at: sentAt, payload } of outbox) check((sentAt !== null) === (payload === null), 'a sent mail and its payload');
  return found;
}
