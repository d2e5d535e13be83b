import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { remindAppointments } from '../../../src-server/use-cases/appointments/remind-appointments.ts';
import { dumpTables, UNKNOWN_SERIAL } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { auditEvents, DeskWorld, OPENING, policyWith } from './desk-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Friday 27 November 2026, 9 h in Paris. */
const FRIDAY = Date.UTC(2026, 10, 27, 8, 0);

let world: DeskWorld;
beforeEach(async () => {
  world = await DeskWorld.open();
});
afterEach(() => world.close());

const booking = (change: object = {}) => ({ officeId: world.office, startsAt: FRIDAY, purpose: 'answers', requestId: null, serial: null, ...change });
const book = (who: SignedIn = world.holder, change: object = {}) => world.as(who, 'bookAppointment', { body: booking(change) });
const slots = async (from: string, days: number) => (await world.as(world.holder, 'searchSlots', { body: { officeId: world.office, from, days } })).body();
const atDesk = (appointmentId: string, to: string, revision: number, who: SignedIn = world.operator) => world.as(who, 'moveDeskAppointment', { params: { appointmentId }, body: { to, revision } });
const signedInAt = async (at: number): Promise<{ holder: SignedIn; operator: SignedIn }> => {
  world.authority.now = at;
  return { holder: await signIn(world.authority, { role: 'holder' }), operator: await signIn(world.authority, { role: 'operator', officeId: world.office }) };
};

/** Somebody signed in again, at the time it is now. */
async function renew(who: SignedIn): Promise<SignedIn> {
  const { db } = world.authority.authority.deps;
  await db.updateTable('account_sessions').set({ created_at: world.authority.now, seen_at: world.authority.now, authenticated_at: world.authority.now }).where('account_id', '=', who.accountId).execute();
  return who;
}

/** A request in a given state, straight in the table. */
async function request(who: SignedIn, state: 'accepted' | 'submitted', officeId: string = world.office): Promise<{ id: string; number: number }> {
  const { db } = world.authority.authority.deps;
  const product = world.authority.authority.deps.catalogue.products.find(({ kind }) => kind === 'token');
  const id = randomUUID();
  const number = 560_000 + Math.floor(Math.random() * 100_000);
  const at = world.authority.now;
  await db
    .insertInto('requests')
    .values({
      id, number, account_id: who.accountId, office_id: officeId, product_id: product?.productId ?? '', state, revision: 1, entity_name: 'Atelier', siren: '732829320', siret: '73282932000074',
      entity_address: '{}', holder_first_name: 'Camille', holder_last_name: 'Martin', holder_email: who.email, holder_phone: null, entity_key: 'atelier', holder_key: 'martin', search_text: '',
      replaces_certificate_id: null, assigned_to: null, outcome_reason: null, created_at: at, changed_at: at, state_at: at, submitted_at: at, ended_at: null,
    })
    .execute();
  return { id, number };
}
const stateOf = async (id: string) => (await world.authority.authority.deps.db.selectFrom('requests').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state;

describe('free slots', () => {
  it('are the office’s hours by its own clock, two desks each, without the past and the days it is closed', async () => {
    // Monday, 10 h in Paris.
    const reply = await slots('2026-11-23', 5);
    expect(reply.timeZone).toBe('Europe/Paris');
    expect(reply.days.map(({ date, slots: free }) => [date, free.length])).toEqual([['2026-11-23', 7], ['2026-11-24', 10], ['2026-11-25', 10], ['2026-11-26', 10], ['2026-11-27', 10]]);
    expect(reply.days[4]?.slots[0]).toEqual({ startsAt: FRIDAY, endsAt: FRIDAY + 1_800_000, free: 2 });
    expect((await slots('2026-12-25', 1)).days[0]?.slots).toEqual([]);
    expect((await slots('2026-11-28', 2)).days.flatMap(({ slots: free }) => free)).toEqual([]);
  });

  it('end where the policy says nobody books any more', async () => {
    const days = (await slots('2027-01-18', 14)).days.filter(({ slots: free }) => free.length > 0).map(({ date }) => date);
    expect(days.at(-1)).toBe('2027-01-22');
    expect((await book(world.holder, { startsAt: Date.UTC(2027, 0, 25, 8, 0) })).refusal().code).toBe('slotClosed');
  });

  it('lose what is booked', async () => {
    (await book()).body();
    expect((await slots('2026-11-27', 1)).days[0]?.slots[0]?.free).toBe(1);
    (await book((await signedInAt(world.authority.now)).holder)).body();
    expect((await slots('2026-11-27', 1)).days[0]?.slots[0]?.startsAt).toBe(FRIDAY + 1_800_000);
  });
});

describe('booking', () => {
  it('confirms by mail, with a calendar entry', async () => {
    const { appointmentId, changeableUntil } = (await book()).body();
    expect(changeableUntil).toBe(FRIDAY - DAY);
    const [mail] = (await world.authority.mailbox()).mails;
    expect(mail).toMatchObject({ to: world.holder.email.toLowerCase(), subject: 'Votre rendez-vous du 27 novembre 2026 à 9\u00A0h\u00A000 (heure de Paris)' });
    expect(mail?.text).toContain('1 place de la Gare, 44000 Nantes');
    expect((await auditEvents(world.authority)).at(-1)).toBe('appointment.booked');
    expect((await world.as(world.holder, 'readAppointment', { params: { appointmentId } })).body()).toMatchObject({ state: 'booked', timeZone: 'Europe/Paris', revision: 1 });
    expect((await world.as(world.holder, 'searchAppointments', { body: { cursor: null } })).body().items).toHaveLength(1);
  });

  it('gives one slot with one desk to one of fifty people', async () => {
    await world.authority.authority.deps.db.updateTable('offices').set({ opening: JSON.stringify({ ...OPENING, desks: 1 }) }).where('id', '=', world.office).execute();
    const people: SignedIn[] = [];
    for (let i = 0; i < 50; i++) people.push(await signIn(world.authority, { role: 'holder' }));
    const replies = await Promise.all(people.map((who) => book(who)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const reply of replies) if (reply.status !== 201) expect(reply.refusal().code).toBe('slotTaken');
    expect(await world.authority.authority.deps.db.selectFrom('appointments').select('id').execute()).toHaveLength(1);
    expect((await auditEvents(world.authority)).filter((event) => event === 'appointment.booked')).toHaveLength(1);
  });

  it('is one for one key', async () => {
    const idempotencyKey = randomUUID();
    const replies = await Promise.all(Array.from({ length: 20 }, () => world.as(world.holder, 'bookAppointment', { body: booking(), idempotencyKey })));
    for (const reply of replies) expect(reply.text).toBe(replies[0]?.text);
    expect((await world.authority.mailbox()).mails).toHaveLength(1);
    expect((await world.as(world.holder, 'bookAppointment', { body: booking({ startsAt: FRIDAY + 1_800_000 }), idempotencyKey })).refusal().code).toBe('idempotencyMismatch');
  });

  it.each([
    ['a time between slots', { startsAt: FRIDAY + 60_000 }, 'slotClosed'],
    ['a time out of hours', { startsAt: FRIDAY - 1_800_000 }, 'slotClosed'],
    ['the past', { startsAt: FRIDAY - 7 * DAY }, 'slotClosed'],
    ['a Sunday', { startsAt: FRIDAY + 2 * DAY }, 'slotClosed'],
    ['an office that is none', { officeId: randomUUID() }, 'notFound'],
    ['a request that is nobody’s', { purpose: 'request', requestId: randomUUID() }, 'notFound'],
    ['a request without the purpose', { requestId: randomUUID() }, 'requestInvalid'],
  ])('refuses %s, and nothing changed', async (_, change, code) => {
    const before = await dumpTables(world.authority);
    expect((await book(world.holder, change)).refusal().code).toBe(code);
    expect(await dumpTables(world.authority)).toEqual(before);
  });

  it('holds no more than three appointments to come', async () => {
    for (const i of [0, 1, 2]) (await book(world.holder, { startsAt: FRIDAY + i * 1_800_000 })).body();
    expect((await book(world.holder, { startsAt: FRIDAY + 3 * 1_800_000 })).refusal().code).toBe('appointmentsTooMany');
  });

  it('plans a request that waits for it, and no other', async () => {
    const mine = await request(world.holder, 'accepted');
    const early = await request(world.holder, 'submitted');
    const others = await request((await signedInAt(world.authority.now)).holder, 'accepted');
    const elsewhere = await request(world.holder, 'accepted', world.otherOffice);
    for (const [id, code] of [[early.id, 'appointmentNotNeeded'], [others.id, 'notFound'], [elsewhere.id, 'notFound']] as const) {
      expect((await book(world.holder, { purpose: 'request', requestId: id })).refusal().code).toBe(code);
    }
    const { appointmentId } = (await book(world.holder, { purpose: 'request', requestId: mine.id })).body();
    expect(await stateOf(mine.id)).toBe('appointmentPlanned');
    expect((await book(world.holder, { purpose: 'request', requestId: mine.id, startsAt: FRIDAY + 1_800_000 })).refusal().code).toBe('appointmentNotNeeded');
    expect((await world.authority.mailbox()).mails[0]?.text).toContain(`n°\u00A0${mine.number}`);
    (await world.as(world.holder, 'cancelAppointment', { params: { appointmentId }, body: { revision: 1 } })).body();
    expect(await stateOf(mine.id)).toBe('accepted');
    (await book(world.holder, { purpose: 'request', requestId: mine.id, startsAt: FRIDAY + 1_800_000 })).body();
    expect(await verifyAudit(world.authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('frees its place when the request is withdrawn', async () => {
    const mine = await request(world.holder, 'accepted');
    const { appointmentId } = (await book(world.holder, { purpose: 'request', requestId: mine.id })).body();
    const { revision } = await world.authority.authority.deps.db.selectFrom('requests').select('revision').where('id', '=', mine.id).executeTakeFirstOrThrow();
    (await world.as(world.holder, 'withdrawRequest', { params: { requestId: mine.id }, body: { revision } })).body();
    expect((await world.as(world.holder, 'readAppointment', { params: { appointmentId } })).body().state).toBe('cancelled');
    expect((await slots('2026-11-27', 1)).days[0]?.slots[0]?.free).toBe(2);
  });
});

describe('an appointment', () => {
  it('moves and is cancelled until 24 hours before, to the millisecond, and each change is mailed', async () => {
    const { appointmentId } = (await book()).body();
    const move = (startsAt: number, revision: number) => world.as(world.holder, 'moveAppointment', { params: { appointmentId }, body: { startsAt, revision } });
    expect((await move(FRIDAY + 1_800_000, 2)).refusal()).toMatchObject({ code: 'appointmentChanged', details: { revision: 1 } });
    world.authority.now = FRIDAY - DAY - 1;
    await renew(world.holder);
    expect((await move(FRIDAY + 1_800_000, 1)).body()).toMatchObject({ startsAt: FRIDAY + 1_800_000, revision: 2 });
    expect((await world.authority.mailbox()).mails[0]?.subject).toContain('est déplacé au 27 novembre 2026 à 9\u00A0h\u00A030');
    const cancel = () => world.as(world.holder, 'cancelAppointment', { params: { appointmentId }, body: { revision: 2 } });
    world.authority.now = FRIDAY + 1_800_000 - DAY;
    await renew(world.holder);
    expect((await cancel()).refusal().code).toBe('appointmentTooLate');
    expect((await move(FRIDAY + HOUR, 2)).refusal().code).toBe('appointmentTooLate');
    world.authority.now -= 1;
    expect((await cancel()).body()).toMatchObject({ state: 'cancelled', revision: 3 });
    expect((await world.authority.mailbox()).mails[0]?.subject).toContain('est annulé');
    expect((await cancel()).refusal().code).toBe('appointmentClosed');
    expect((await slots('2026-11-27', 1)).days[0]?.slots[1]?.free).toBe(2);
  });

  it('moves over its own place, and never to one that is taken', async () => {
    await world.authority.authority.deps.db.updateTable('offices').set({ opening: JSON.stringify({ ...OPENING, desks: 1 }) }).where('id', '=', world.office).execute();
    const mine = (await book()).body();
    (await book(world.holder, { startsAt: FRIDAY + 1_800_000 })).body();
    const move = (startsAt: number) => world.as(world.holder, 'moveAppointment', { params: { appointmentId: mine.appointmentId }, body: { startsAt, revision: 1 } });
    expect((await move(FRIDAY + 1_800_000)).refusal().code).toBe('slotTaken');
    expect((await move(FRIDAY)).body().startsAt).toBe(FRIDAY);
  });

  it('booked under other hours still takes its desk', async () => {
    (await book()).body();
    const opening = { ...OPENING, desks: 1, slotMinutes: 20 };
    await world.authority.authority.deps.db.updateTable('offices').set({ opening: JSON.stringify(opening) }).where('id', '=', world.office).execute();
    // 9:00 to 9:30 is taken, so 9:20 is not free and 9:40 is.
    expect((await book((await signedInAt(world.authority.now)).holder, { startsAt: FRIDAY + 20 * 60_000 })).refusal().code).toBe('slotTaken');
    expect((await slots('2026-11-27', 1)).days[0]?.slots[0]?.startsAt).toBe(FRIDAY + 40 * 60_000);
  });

  it('is bounded: twenty bookings and moves a day', async () => {
    const { appointmentId } = (await book()).body();
    for (let i = 1; i < 20; i++) {
      (await world.as(world.holder, 'moveAppointment', { params: { appointmentId }, body: { startsAt: FRIDAY + (i % 6) * 1_800_000, revision: i } })).body();
    }
    expect((await world.as(world.holder, 'moveAppointment', { params: { appointmentId }, body: { startsAt: FRIDAY, revision: 20 } })).refusal().code).toBe('tooManyRequests');
  });
});

describe('the desk', () => {
  it('names a token only if it is the person’s own, and does not tell whose it is otherwise', async () => {
    const { authority } = world;
    const [mine, other] = [authority.person(0).serial, authority.person(1).serial];
    const { db } = authority.authority.deps;
    await db.updateTable('dossiers').set({ email: world.holder.email }).where('serial', '=', mine).execute();
    const refusals = await Promise.all([other, UNKNOWN_SERIAL].map(async (serial) => {
      const reply = await book(world.holder, { serial });
      return [reply.status, reply.refusal().code, reply.refusal().details];
    }));
    expect(refusals[0]).toEqual([400, 'requestInvalid', { part: 'body', field: 'serial' }]);
    expect(refusals[1]).toEqual(refusals[0]);
    expect((await book(world.operator, { serial: mine })).refusal().code).toBe('requestInvalid');
    expect((await book(world.holder, { serial: mine })).body()).toMatchObject({ serial: mine });
  });

  it('lists its day in order, finds by number and serial, and shows other offices nothing', async () => {
    const mine = await request(world.holder, 'accepted');
    (await book(world.holder, { purpose: 'request', requestId: mine.id, startsAt: FRIDAY + 1_800_000 })).body();
    const { db } = world.authority.authority.deps;
    await db.updateTable('dossiers').set({ email: world.holder.email.toUpperCase() }).where('serial', '=', world.serial).execute();
    (await book(world.holder, { serial: world.serial })).body();
    (await book(world.holder, { startsAt: FRIDAY + 3 * DAY })).body();
    const day = (await world.as(world.operator, 'dayAtDesk', { body: { date: '2026-11-27' } })).body().appointments;
    expect(day.map(({ startsAt, desk, requestNumber, person }) => [startsAt, desk, requestNumber, person.name])).toEqual([
      [FRIDAY, 1, null, 'Camille Martin'],
      [FRIDAY + 1_800_000, 1, mine.number, 'Camille Martin'],
    ]);
    const find = async (who: SignedIn, body: object) => (await world.as(who, 'searchDesk', { body: { requestNumber: null, serial: null, ...body } })).body().appointments;
    expect(await find(world.operator, { requestNumber: mine.number })).toHaveLength(1);
    expect(await find(world.operator, { serial: world.serial })).toHaveLength(1);
    expect(await find(world.otherOperator, { requestNumber: mine.number })).toEqual([]);
    expect((await world.as(world.otherOperator, 'dayAtDesk', { body: { date: '2026-11-27' } })).body().appointments).toEqual([]);
    expect((await atDesk(day[0]?.appointmentId ?? '', 'cancelled', 1, world.otherOperator)).refusal().code).toBe('notFound');
  });

  it('goes from booked to checked in to done, on its day, with the sheet of what was looked at', async () => {
    const { appointmentId } = (await book()).body();
    const sheet = (who: SignedIn) => world.as(who, 'noteIdentity', { params: { appointmentId }, body: { identity: { documentType: 'identityCard', documentExpires: '2026-01-01', matches: true, refusal: 'expired' } } });
    expect((await atDesk(appointmentId, 'checkedIn', 1)).refusal().code).toBe('appointmentClosed');
    expect((await atDesk(appointmentId, 'done', 1)).refusal().code).toBe('appointmentClosed');
    // Midnight in Paris, not in London.
    const { operator } = await signedInAt(Date.UTC(2026, 10, 26, 23, 0));
    expect((await sheet(operator)).refusal().code).toBe('appointmentClosed');
    expect((await atDesk(appointmentId, 'noShow', 1, operator)).refusal().code).toBe('appointmentClosed');
    expect((await atDesk(appointmentId, 'checkedIn', 1, operator)).body().state).toBe('checkedIn');
    expect((await sheet(operator)).body().identity).toMatchObject({ documentType: 'identityCard', refusal: 'expired' });
    expect((await atDesk(appointmentId, 'cancelled', 2, operator)).refusal().code).toBe('appointmentClosed');
    expect((await atDesk(appointmentId, 'done', 2, operator)).body()).toMatchObject({ state: 'done', revision: 3 });
    for (const to of ['checkedIn', 'noShow', 'cancelled', 'done']) expect((await atDesk(appointmentId, to, 3, operator)).refusal().code).toBe('appointmentClosed');
    expect((await auditEvents(world.authority)).slice(-3)).toEqual(['appointment.checkedIn', 'identity.checked', 'appointment.done']);
  });

  it('checks somebody in once, however many desks do', async () => {
    const { appointmentId } = (await book()).body();
    const { operator } = await signedInAt(FRIDAY);
    const replies = await Promise.all(Array.from({ length: 20 }, () => atDesk(appointmentId, 'checkedIn', 1, operator)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('notes who did not come, and their request waits for another date', async () => {
    const mine = await request(world.holder, 'accepted');
    const { appointmentId } = (await book(world.holder, { purpose: 'request', requestId: mine.id })).body();
    const { operator } = await signedInAt(FRIDAY);
    expect((await atDesk(appointmentId, 'noShow', 1, operator)).body().state).toBe('noShow');
    expect(await stateOf(mine.id)).toBe('accepted');
  });
});

describe('a reminder', () => {
  const subjects = async () => (await world.authority.mailbox()).mails.filter(({ subject }) => subject.startsWith('Rappel')).length;
  const run = () => remindAppointments(world.authority.authority.deps);

  it('goes out once, two days before, and not to those who booked within them', async () => {
    (await book()).body();
    world.authority.now = FRIDAY - 2 * DAY - 1;
    expect([await run(), await subjects()]).toEqual([0, 0]);
    world.authority.now = FRIDAY - 2 * DAY;
    expect(await Promise.all([run(), run()])).toContain(1);
    expect([await run(), await subjects()]).toEqual([0, 1]);
    const { holder } = await signedInAt(FRIDAY - 2 * DAY + 1);
    (await book(holder)).body();
    expect([await run(), await subjects()]).toEqual([0, 1]);
  });

  it('is for the new date when it was moved, and for none when it was cancelled', async () => {
    const { appointmentId } = (await book()).body();
    (await world.as(world.holder, 'moveAppointment', { params: { appointmentId }, body: { startsAt: FRIDAY + 3 * DAY, revision: 1 } })).body();
    const other = (await book(world.holder, { startsAt: FRIDAY + 1_800_000 })).body();
    (await world.as(world.holder, 'cancelAppointment', { params: { appointmentId: other.appointmentId }, body: { revision: 1 } })).body();
    world.authority.now = FRIDAY - DAY;
    expect(await run()).toBe(0);
    world.authority.now = FRIDAY + 2 * DAY;
    expect([await run(), await subjects()]).toEqual([1, 1]);
  });
});

describe('a policy without notice', () => {
  it('lets an appointment be cancelled until it begins', async () => {
    await world.close();
    world = await DeskWorld.open({ policy: policyWith({ appointments: { changeableHours: 0 } }) });
    const { appointmentId } = (await book()).body();
    world.authority.now = FRIDAY - 1;
    await renew(world.holder);
    expect((await world.as(world.holder, 'cancelAppointment', { params: { appointmentId }, body: { revision: 1 } })).status).toBe(200);
  });
});
