import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { dumpTables, type Holder } from './authority-fixture.ts';
import { auditEvents, DeskWorld, policyWith, PROVEN } from './desk/desk-world.ts';
import { signIn, type SignedIn } from './signed-in.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CHALLENGE = '0011223344556677';
const FOUR_EYES = policyWith({ unblock: { approval: 'fourEyes' } });

let world: DeskWorld;
afterEach(() => world.close());

const pending = async (who: SignedIn) => (await world.as(who, 'searchApprovals', { body: { state: 'pending', kind: 'unblock', cursor: null } })).body().items;
const decide = (who: SignedIn, approvalId: string, decision: 'approved' | 'refused' = 'approved') =>
  world.as(who, 'decideApproval', { params: { approvalId }, body: { decision, reason: 'Vu au guichet' } });
const ticket = (who: SignedIn, serial: string = world.serial, change: object = {}) =>
  world.as(who, 'openUnblockTicket', { params: { serial }, body: { identity: PROVEN, reason: 'PIN oublié', language: 'fr', ...change } });

/** A holder whose answers were right. */
async function answered(): Promise<Holder> {
  const holder = await world.authority.open();
  (await holder.answer(1, 'right')).body();
  return holder;
}

describe('limits of an unblock', () => {
  it('let three sessions of one token be opened in 24 hours; the fourth link stays unused', async () => {
    world = await DeskWorld.open();
    const { authority } = world;
    const start = authority.now;
    for (let i = 0; i < 3; i++) {
      authority.now += 2 * MINUTE;
      await authority.open();
    }
    const last = authority.now;
    authority.now += 2 * MINUTE;
    const code = await authority.code();
    const open = () => authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() });
    const before = await dumpTables(authority, ['outbox']);
    const refused = await open();
    expect([refused.status, refused.refusal().code]).toEqual([429, 'tooManyRequests']);
    expect(Number(refused.headers['retry-after'])).toBe(Math.ceil((start + 2 * MINUTE + 1 + DAY - authority.now) / 1000));
    expect(await dumpTables(authority, ['outbox'])).toEqual(before);
    // Another token is another matter, and a day after the first one there is room again.
    await authority.open(1);
    authority.now = last + DAY - 1;
    const again = await authority.code();
    expect((await authority.call('openSession', { body: authority.openBody(again), idempotencyKey: randomUUID() })).status).toBe(201);
  });

  it('judge five sets of answers a day, besides the three tries', async () => {
    world = await DeskWorld.open({ policy: policyWith({ unblock: { sessionsPerDay: 10 } }) });
    const { authority } = world;
    // Two wrong sets and a right one, confirmed: the tries are back, the day's five are not.
    const first = await authority.open();
    await first.answer(1, 'wrong');
    await first.answer(2, 'wrong');
    expect((await first.answer(3, 'right')).body().verdict).toBe('accepted');
    (await first.challenge(CHALLENGE)).body();
    (await first.report('done', 3)).body();
    authority.now += 2 * MINUTE;
    const second = await authority.open();
    await second.answer(1, 'wrong');
    expect((await second.answer(2, 'wrong')).body()).toMatchObject({ verdict: 'refused', triesLeft: 1 });
    const sixth = await second.answer(3, 'right');
    expect([sixth.status, sixth.refusal().code]).toEqual([429, 'tooManyRequests']);
    expect((await second.read()).body().triesLeft).toBe(1);
    authority.now += DAY;
    const third = await authority.open();
    expect((await third.answer(3, 'right')).body().verdict).toBe('accepted');
  });

  it('send one address no more mails than the policy says, and tell nobody', async () => {
    world = await DeskWorld.open({ policy: policyWith({ unblock: { linksPerAddressAndDay: 2 } }) });
    const { authority } = world;
    const { serial } = authority.person();
    const said: string[] = [];
    for (let i = 0; i < 3; i++) {
      authority.now += 2 * MINUTE;
      said.push((await authority.call('requestLink', { body: { serial, certificateSha256: null, language: 'fr' } })).text);
    }
    expect(new Set(said).size).toBe(1);
    expect((await authority.mailbox()).mails).toHaveLength(2);
    // The link that came last still opens: asking on somebody's behalf locks nobody out.
    const code = (await authority.mailbox()).mails[0]?.link?.split('#')[1] ?? '';
    expect((await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() })).status).toBe(201);
  });
});

describe('a ticket opened by an operator', () => {
  it('mails the holder a link that opens, and shows the operator no code', async () => {
    world = await DeskWorld.open();
    const { authority, operator } = world;
    const reply = (await ticket(operator)).body();
    expect(reply).toMatchObject({ maskedEmail: 'c•••••@atelier-martin.fr', approvalNeeded: false, expiresAt: authority.now + DAY });
    const [mail] = (await authority.mailbox()).mails;
    expect(mail?.to).toBe(authority.person().email);
    const code = mail?.link?.split('#')[1] ?? '';
    expect(JSON.stringify(reply)).not.toContain(code);
    expect((await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() })).status).toBe(201);
    const checks = await authority.authority.deps.db.selectFrom('identity_checks').selectAll().execute();
    expect(checks).toMatchObject([{ checked_by: operator.accountId, office_id: world.office, document_type: 'passport', matches: 1, ticket_id: reply.ticketId }]);
    expect(await auditEvents(authority)).toContain('ticket.opened');
  });

  it('is one for one key, and counts with the links that the holder asks for', async () => {
    world = await DeskWorld.open();
    const key = { idempotencyKey: randomUUID() };
    const body = { identity: PROVEN, reason: 'PIN oublié', language: 'fr' };
    const call = () => world.as(world.operator, 'openUnblockTicket', { params: { serial: world.serial }, body, ...key });
    const replies = await Promise.all(Array.from({ length: 50 }, call));
    for (const reply of replies) expect(reply.text).toBe(replies[0]?.text);
    expect((await world.authority.mailbox()).mails).toHaveLength(1);
    expect((await ticket(world.operator)).refusal()).toMatchObject({ code: 'linkThrottled', details: { retryAfterSeconds: 60 } });
    expect((await world.authority.call('requestLink', { body: { serial: world.serial, certificateSha256: null, language: 'fr' } })).refusal().code).toBe('linkThrottled');
  });

  it('is not opened by another office, nor for oneself, nor on a document that proves nothing', async () => {
    world = await DeskWorld.open();
    const { authority } = world;
    await authority.authority.deps.db.updateTable('dossiers').set({ office_id: world.office }).where('serial', '=', world.serial).execute();
    const self = await signIn(authority, { role: 'operator', officeId: world.office, email: authority.person().email.toUpperCase() });
    const before = await dumpTables(authority);
    expect((await ticket(world.otherOperator)).refusal().code).toBe('notFound');
    expect((await ticket(world.operator, '8025000100000000')).refusal().code).toBe('notFound');
    expect((await ticket(self)).refusal().code).toBe('ownRequest');
    for (const identity of [{ ...PROVEN, documentExpires: '2026-11-22' }, { ...PROVEN, matches: false, refusal: 'notTheHolder' }, { ...PROVEN, refusal: 'doubtful' }]) {
      expect((await ticket(world.operator, world.serial, { identity })).refusal().code).toBe('identityNotProven');
    }
    expect(await dumpTables(authority)).toEqual(before);
    expect((await ticket(world.operator, world.serial, { identity: { ...PROVEN, documentExpires: '2026-11-23' } })).status).toBe(201);
  });

  it('is bounded for one operator, whatever the tokens', async () => {
    world = await DeskWorld.open({ policy: policyWith({ operatorActsPerHour: 1 }) });
    expect((await ticket(world.operator)).status).toBe(201);
    expect((await ticket(world.operator, world.authority.person(1).serial)).refusal().code).toBe('tooManyRequests');
    expect((await ticket(world.colleague, world.authority.person(1).serial)).status).toBe(201);
  });
});

describe('four eyes on an unblock', () => {
  it('hold the response back until a second person agrees, and spend nothing meanwhile', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const holder = await answered();
    const first = await holder.challenge(CHALLENGE);
    expect([first.status, first.refusal().code, first.refusal().details]).toEqual([409, 'approvalPending', { retryAfterSeconds: 15 }]);
    expect(first.headers['retry-after']).toBe('15');
    const before = await dumpTables(world.authority);
    expect((await holder.challenge('8899AABBCCDDEEFF')).refusal().code).toBe('approvalPending');
    expect(await dumpTables(world.authority)).toEqual(before);
    expect((await holder.read()).body()).toMatchObject({ state: 'answered', challengesLeft: 3 });

    const [asked] = await pending(world.operator);
    expect(asked).toMatchObject({ kind: 'unblock', state: 'pending', requestedBy: null, decidable: true, details: { serial: world.serial, holder: world.authority.person().holder } });
    expect((await decide(world.operator, asked?.approvalId ?? '')).body()).toMatchObject({ state: 'approved', decidedBy: { accountId: world.operator.accountId } });
    expect((await holder.challenge(CHALLENGE)).body().challengesLeft).toBe(2);
    expect((await holder.report('done', 3)).body().state).toBe('confirmed');
    expect(await pending(world.operator)).toEqual([]);
    expect(await verifyAudit(world.authority.authority.deps.db)).toMatchObject({ ok: true });
    const events = await auditEvents(world.authority);
    expect(events.indexOf('approval.approved')).toBeLessThan(events.indexOf('response.issued'));
  });

  it('are not those of whoever opened the ticket, nor the holder’s own', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const { authority, operator, colleague } = world;
    const self = await signIn(authority, { role: 'operator', officeId: world.office, email: authority.person().email });
    expect((await ticket(operator)).body().approvalNeeded).toBe(true);
    const code = (await authority.mailbox()).mails[0]?.link?.split('#')[1] ?? '';
    const opened = (await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() })).body();
    const session = { sessionId: opened.sessionId, bearer: opened.sessionToken };
    const answers = opened.questions.map(({ id }, i) => ({ questionId: id, answer: authority.person().questions[i]?.answer ?? '' }));
    (await authority.call('submitAnswers', { ...session, body: { attemptId: randomUUID(), attemptNumber: 1, answers } })).body();
    const challenge = () => authority.call('requestResponse', { ...session, body: { challenge: CHALLENGE } });
    expect((await challenge()).refusal().code).toBe('approvalPending');
    const [asked] = await pending(operator);
    expect(asked).toMatchObject({ requestedBy: { accountId: operator.accountId }, decidable: false });
    for (const who of [operator, self]) {
      const refused = await decide(who, asked?.approvalId ?? '');
      expect([refused.status, refused.refusal().code]).toEqual([403, 'ownRequest']);
    }
    expect((await challenge()).refusal().code).toBe('approvalPending');
    (await decide(colleague, asked?.approvalId ?? '')).body();
    expect((await challenge()).status).toBe(200);
  });

  it('refuse for good, and the holder is told', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const holder = await answered();
    await holder.challenge(CHALLENGE);
    const [asked] = await pending(world.operator);
    world.authority.now += 1;
    (await decide(world.administrator, asked?.approvalId ?? '', 'refused')).body();
    const refused = await holder.challenge(CHALLENGE);
    expect([refused.status, refused.refusal().code]).toEqual([409, 'approvalRefused']);
    expect((await world.authority.mailbox()).mails[0]).toMatchObject({ to: world.authority.person().email, subject: expect.stringContaining('n’a pas été débloqué') as string });
    expect((await decide(world.operator, asked?.approvalId ?? '')).refusal().code).toBe('approvalDecided');
  });

  it('end with the link: to the millisecond, and with a newer session', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const { authority, operator } = world;
    const older = await answered();
    await older.challenge(CHALLENGE);
    const [first] = await pending(operator);
    authority.now += 2 * MINUTE;
    const newer = await answered();
    await newer.challenge(CHALLENGE);
    expect((await decide(operator, first?.approvalId ?? '')).refusal().code).toBe('approvalVoid');
    // What is over is in nobody’s list.
    expect(await pending(operator)).toHaveLength(1);
    const [second] = await pending(operator);
    const { linkExpiresAt } = (await newer.read()).body();
    expect(second).toMatchObject({ expiresAt: linkExpiresAt });
    // The link’s time is the session’s, the approval’s and nobody’s to lengthen.
    authority.now = linkExpiresAt;
    const later = await signIn(authority, { role: 'operator', officeId: world.office });
    expect((await decide(later, second?.approvalId ?? '')).refusal().code).toBe('approvalExpired');
    expect((await world.as(later, 'readApproval', { params: { approvalId: second?.approvalId ?? '' } })).body()).toMatchObject({ state: 'expired', decidable: false });
    expect((await newer.challenge(CHALLENGE)).refusal().code).toBe('sessionExpired');
  });

  it('ask one question, however many times the app asks', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const holder = await answered();
    const replies = await Promise.all(Array.from({ length: 20 }, () => holder.challenge(CHALLENGE)));
    expect(new Set(replies.map((reply) => reply.refusal().code))).toEqual(new Set(['approvalPending']));
    expect(await pending(world.operator)).toHaveLength(1);
    expect((await auditEvents(world.authority)).filter((event) => event === 'approval.requested')).toHaveLength(1);
  });

  it('decide once: of fifty people at the same time exactly one does', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    const holder = await answered();
    await holder.challenge(CHALLENGE);
    const [asked] = await pending(world.operator);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) => decide(i % 2 === 0 ? world.operator : world.colleague, asked?.approvalId ?? '', i % 3 === 0 ? 'refused' : 'approved')),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const reply of replies) if (reply.status !== 200) expect(reply.refusal().code).toBe('approvalDecided');
    expect((await auditEvents(world.authority)).filter((event) => /^approval\.(?:approved|refused)$/u.test(event))).toHaveLength(1);
  });

  it('are asked of the office of the token, and of no other', async () => {
    world = await DeskWorld.open({ policy: FOUR_EYES });
    await world.authority.authority.deps.db.updateTable('dossiers').set({ office_id: world.office }).where('serial', '=', world.serial).execute();
    const holder = await answered();
    await holder.challenge(CHALLENGE);
    expect(await pending(world.otherOperator)).toEqual([]);
    const [asked] = await pending(world.administrator);
    for (const refused of [await decide(world.otherOperator, asked?.approvalId ?? ''), await world.as(world.otherOperator, 'readApproval', { params: { approvalId: asked?.approvalId ?? '' } })]) {
      expect([refused.status, refused.refusal().code]).toEqual([404, 'notFound']);
    }
    expect(await pending(world.colleague)).toHaveLength(1);
  });
});

describe('tries given back', () => {
  const reopen = (who: SignedIn, change: object = {}) =>
    world.as(who, 'reopenAnswers', { params: { serial: world.serial }, body: { identity: PROVEN, reason: 'Venu au guichet', language: 'fr', ...change } });

  async function locked(): Promise<void> {
    const holder = await world.authority.open();
    for (const number of [1, 2, 3]) await holder.answer(number, 'wrong');
    expect((await holder.read()).body()).toMatchObject({ state: 'lockedOut', triesLeft: 0 });
    world.authority.now += 2 * MINUTE;
  }

  it('are never, unless the policy says so', async () => {
    world = await DeskWorld.open();
    await locked();
    const before = await dumpTables(world.authority, ['account_sessions']);
    expect((await reopen(world.operator)).refusal().code).toBe('policyForbids');
    expect(await dumpTables(world.authority, ['account_sessions'])).toEqual(before);
  });

  it('come from one operator where the policy says so, are mailed to the holder, and a link opens again', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'oneOperator' }) });
    expect((await reopen(world.operator)).refusal().code).toBe('nothingToReopen');
    await locked();
    world.authority.now += 1;
    expect((await reopen(world.operator)).body()).toEqual({ outcome: 'reopened', approvalId: null, triesLeft: 3 });
    expect((await world.authority.mailbox()).mails[0]).toMatchObject({ to: world.authority.person().email, link: null });
    const holder = await world.authority.open();
    expect((await holder.answer(1, 'right')).body()).toMatchObject({ verdict: 'accepted', triesLeft: 3 });
    expect(await verifyAudit(world.authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('end a session that counts tries which are no more', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'oneOperator' }) });
    const holder = await world.authority.open();
    await holder.answer(1, 'wrong');
    (await reopen(world.operator)).body();
    expect((await holder.answer(1, 'right')).refusal().code).toBe('sessionExpired');
    world.authority.now += 2 * MINUTE;
    expect((await (await world.authority.open()).answer(1, 'right')).body().verdict).toBe('accepted');
  });

  it('need a second person where the policy says so, and not the first one', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'fourEyes' }) });
    await locked();
    const asked = (await reopen(world.operator)).body();
    expect(asked).toMatchObject({ outcome: 'approvalPending', triesLeft: 0 });
    expect((await reopen(world.colleague)).body().approvalId).toBe(asked.approvalId);
    expect((await world.authority.code().catch((cause: unknown) => String(cause)))).toContain('no link');
    expect((await decide(world.operator, asked.approvalId ?? '')).refusal().code).toBe('ownRequest');
    expect((await decide(world.colleague, asked.approvalId ?? '')).body().state).toBe('approved');
    world.authority.now += 2 * MINUTE;
    expect((await (await world.authority.open()).answer(1, 'right')).body().verdict).toBe('accepted');
  });

  it('stay away when a second person refuses', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'fourEyes' }) });
    await locked();
    const { approvalId } = (await reopen(world.operator)).body();
    (await decide(world.colleague, approvalId ?? '', 'refused')).body();
    const dossier = await world.authority.authority.deps.db.selectFrom('dossiers').select(['tries_left', 'locked_at']).where('serial', '=', world.serial).executeTakeFirstOrThrow();
    expect(dossier.tries_left).toBe(0);
    expect(dossier.locked_at).not.toBeNull();
  });

  it('are never given to a token whose certificates are all revoked, not even once two people agree', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'fourEyes' }) });
    await locked();
    const { db } = world.authority.authority.deps;
    const dossier = await db.selectFrom('dossiers').select('id').where('serial', '=', world.serial).executeTakeFirstOrThrow();
    const certificate = (serial: string, revokedAt: number | null) =>
      db
        .insertInto('issued_certificates')
        .values({
          serial, sha256: serial.repeat(2).toLowerCase(), issuer_number: 1, key_sha256: '0'.repeat(64), der: 'MAA=', profile: 'qscd-signature', support: 'model', account_id: world.holder.accountId, office_id: world.office, request_id: null, dossier_id: dossier.id,
          issued_by: null, identity: '{}', search_text: '', renews: null, not_before: 1, not_after: 2, issued_at: 1, revocation_code_hash: '0'.repeat(64), revocation_number: revokedAt, revoked_at: revokedAt,
          revocation_reason: revokedAt === null ? null : 'keyCompromise', revoked_by: revokedAt === null ? null : 'holder', revocation_receipt: null, sealed_key: null, downloads: 0,
        })
        .execute();
    await certificate('A'.repeat(32), 1);
    expect((await reopen(world.operator)).refusal().code).toBe('certificateRevoked');
    // Another one is still good; asked then, and revoked before the second person decides.
    await certificate('B'.repeat(32), null);
    const { approvalId } = (await reopen(world.operator)).body();
    await db.updateTable('issued_certificates').set({ revoked_at: 2, revocation_number: 2, revocation_reason: 'keyCompromise', revoked_by: 'holder' }).where('serial', '=', 'B'.repeat(32)).execute();
    expect((await decide(world.colleague, approvalId ?? '')).refusal().code).toBe('certificateRevoked');
    expect((await world.as(world.colleague, 'readApproval', { params: { approvalId: approvalId ?? '' } })).body().state).toBe('pending');
  });

  it('need a proof of five minutes at most', async () => {
    world = await DeskWorld.open({ policy: policyWith({ reopenAnswers: 'oneOperator' }) });
    await locked();
    world.authority.now += 5 * MINUTE;
    expect((await reopen(world.operator)).refusal().code).toBe('reauthenticationRequired');
  });
});
