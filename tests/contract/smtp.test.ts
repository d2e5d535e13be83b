import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxRow } from '../../src-server/repositories/outbox.ts';
import { readSmtpUrl } from '../../src-server/mail/smtp-address.ts';
import { smtpTransport } from '../../src-server/mail/smtp-transport.ts';
import { SMTP_PASSWORD, SMTP_USER, SmtpDesk, type SmtpMood } from '../support/smtp-desk.ts';
import type { RouteName } from '../../src-shared/http/contract.ts';
import { AuthorityFixture, type CallInput } from './authority-fixture.ts';
import { signIn } from './signed-in.ts';
import { openOffice } from './test-office.ts';

const HOUR = 3_600_000;
let desk: SmtpDesk;
let authority: AuthorityFixture;


const open = async (config: ConstructorParameters<typeof AuthorityFixture>[0] = {}): Promise<void> => {
  authority = await AuthorityFixture.open({ config: { smtpUrl: desk.url, smtpCaFile: desk.caFile }, ...config });
};
const ask = async (person = 0): Promise<void> => {
  (await authority.call('requestLink', { body: { serial: authority.person(person).serial, certificateSha256: null, language: 'fr' } })).body();
  await authority.authority.deps.mail.flush();
};
const outbox = async (): Promise<readonly OutboxRow[]> => authority.authority.deps.db.selectFrom('outbox').selectAll().orderBy('created_at').execute();
const later = async (ms: number): Promise<void> => {
  authority.now += ms;
  await authority.authority.deps.mail.flush();
};
const notSent = async (): Promise<readonly unknown[]> =>
  (await authority.authority.deps.db.selectFrom('audit').select('details').where('event', '=', 'mail.notSent').execute()).map(({ details }) => JSON.parse(details) as unknown);

describe('mail over SMTP', () => {
  beforeEach(async () => {
    desk = await SmtpDesk.make();
  });
  afterEach(async () => {
    await authority.close();
    await desk.close();
    // Whatever was tried: nothing that opens the server is in the log.
    const logs = authority.logs.join('\n');
    for (const secret of [SMTP_PASSWORD, encodeURIComponent(SMTP_PASSWORD), Buffer.from(`\0${SMTP_USER}\0${SMTP_PASSWORD}`).toString('base64')]) expect(logs).not.toContain(secret);
  });

  it('goes encrypted and signed in, as the same bytes that a folder would get', async () => {
    await desk.start();
    await open();
    await ask();
    const [row] = await outbox();
    expect(desk.taken).toEqual([
      expect.objectContaining({ to: [authority.person().email], from: 'assistance@clavis.example', encrypted: true, user: SMTP_USER, messageId: `<${row?.id ?? ''}@clavis.example>` }),
    ]);
    expect(row).toMatchObject({ payload: null, ended_at: null, sent_at: authority.now });
  });

  it('waits for a server that is down, also over a restart with a full outbox', async () => {
    await open();
    for (const person of [0, 1, 2]) await ask(person);
    expect((await outbox()).map(({ failures, sent_at: sent }) => [failures, sent])).toEqual([[1, null], [1, null], [1, null]]);
    expect(authority.logs.join('\n')).toContain('ESOCKET');
    await authority.restart();
    await desk.start();
    await later(5_000);
    expect(new Set(desk.taken.map(({ messageId }) => messageId)).size).toBe(3);
    expect(desk.taken.flatMap(({ to }) => to).toSorted()).toEqual(authority.people.map(({ email }) => email).toSorted());
    expect((await outbox()).every(({ sent_at: sent, payload }) => sent !== null && payload === null)).toBe(true);
  });

  it.each<SmtpMood>(['greylists', 'busyAfterData', 'cutsData'])('is tried again when the server %s', async (mood) => {
    await desk.start();
    await open();
    desk.mood = mood;
    await ask();
    expect(desk.taken).toEqual([]);
    expect(await outbox()).toMatchObject([{ failures: 1, sent_at: null, ended_at: null, next_at: authority.now + 5_000 }]);
    await later(4_999);
    expect(await outbox()).toMatchObject([{ failures: 1 }]);
    await later(1);
    expect(await outbox()).toMatchObject([{ failures: 2, next_at: authority.now + 10_000 }]);
    desk.mood = 'accepts';
    await later(10_000);
    expect(desk.taken).toHaveLength(1);
    expect(await notSent()).toEqual([]);
  });

  it('taken and not acknowledged comes again as the same mail', async () => {
    await desk.start();
    await open();
    desk.mood = 'losesReply';
    await ask();
    desk.mood = 'accepts';
    await later(5_000);
    expect(desk.taken).toHaveLength(2);
    expect(desk.taken[0]?.text).toBe(desk.taken[1]?.text);
    expect(desk.taken[0]?.messageId).toMatch(/^<[0-9a-f-]{36}@clavis\.example>$/u);
  });

  it('does not hold up others when the server falls asleep', async () => {
    await desk.start();
    const address = readSmtpUrl(desk.url, { plaintext: false, hasAuthority: true });
    await open({ parts: { transport: smtpTransport({ address, authorities: readFileSync(desk.caFile, 'utf8'), mailMs: 400 }) } });
    desk.mood = 'sleeps';
    await ask();
    expect(await outbox()).toMatchObject([{ failures: 1, sent_at: null, leased_until: null }]);
    desk.mood = 'accepts';
    await ask(1);
    expect(desk.taken.map(({ to }) => to[0])).toEqual([authority.person(1).email]);
  });

  it.each<[SmtpMood, number]>([['refusesRecipient', 550], ['refusesData', 554]])('ends when the server %s', async (mood, status) => {
    await desk.start();
    await open();
    desk.mood = mood;
    await ask();
    expect(await outbox()).toMatchObject([{ ended_at: authority.now, end_reason: 'refused', payload: null, sent_at: null }]);
    expect(await notSent()).toEqual([{ failures: 0, kind: 'unblockLink', reason: 'refused', status }]);
    desk.mood = 'accepts';
    await later(48 * HOUR);
    expect(desk.taken).toEqual([]);
  });

  it('whose link has expired is not sent any more', async () => {
    await open();
    await ask();
    await desk.start();
    await later(24 * HOUR);
    expect(desk.taken).toEqual([]);
    expect(await outbox()).toMatchObject([{ end_reason: 'expired', payload: null }]);
    expect(await notSent()).toEqual([{ failures: 1, kind: 'unblockLink', reason: 'expired', status: 0 }]);
  });

  it('with any other link is not sent any more either: to confirm, for a password, of an invitation, of an operator', async () => {
    await open();
    const administrator = await signIn(authority, { role: 'administrator' });
    const operator = await signIn(authority, { role: 'operator', officeId: await openOffice(authority, 'Nantes') });
    const begun = authority.now;
    const as = (name: RouteName, bearer: string | undefined, input: CallInput) => authority.call(name, { ...(bearer === undefined ? {} : { bearer }), idempotencyKey: randomUUID(), ...input });
    const person = { firstName: 'Anne', lastName: 'Le Gall', email: 'anne@atelier.example', language: 'fr' };
    (await as('signUp', undefined, { body: { ...person, password: 'Vent-du-large-9!', passwordAgain: 'Vent-du-large-9!' } })).body();
    (await as('requestPasswordReset', undefined, { body: { email: operator.email, language: 'fr' } })).body();
    (await as('inviteStaff', administrator.bearer, { body: { ...person, email: 'elise@exemple.fr', role: 'administrator', officeId: null } })).body();
    const identity = { documentType: 'passport', documentExpires: '2030-01-31', matches: true, refusal: null };
    (await as('openUnblockTicket', operator.bearer, { params: { serial: authority.person().serial }, body: { identity, reason: 'PIN oublié', language: 'fr' } })).body();
    await authority.authority.deps.mail.flush();
    const ends = Object.fromEntries((await outbox()).map(({ kind, expires_at: at }) => [kind, ((at ?? 0) - begun) / HOUR]));
    expect(ends).toEqual({ confirmAccount: 24, passwordLink: 1, invitation: 72, unblockLink: 24 });
    await desk.start();
    await later(72 * HOUR);
    expect((await outbox()).map(({ end_reason: why, payload }) => [why, payload])).toEqual(Array.from({ length: 4 }, () => ['expired', null]));
    expect(desk.taken).toEqual([]);
  });

  it('without a link is given up after 48 hours', async () => {
    await open();
    await ask();
    await authority.authority.deps.db.updateTable('outbox').set({ expires_at: null }).execute();
    await later(48 * HOUR - 1);
    expect(await outbox()).toMatchObject([{ failures: 2, end_reason: null }]);
    await later(15 * 60_000);
    expect(await outbox()).toMatchObject([{ end_reason: 'tooLate', payload: null }]);
  });

  it('tells nothing to a server whose certificate nobody vouches for, or that cannot encrypt', async () => {
    await desk.start();
    await open({ config: { smtpUrl: desk.url, smtpCaFile: desk.otherCaFile } });
    await ask();
    expect(desk.taken).toEqual([]);
    expect(await outbox()).toMatchObject([{ failures: 1 }]);
    await desk.stop();
    await desk.start({ startTls: false });
    await later(5_000);
    expect(await outbox()).toMatchObject([{ failures: 2, ended_at: null }]);
    expect(desk.taken).toEqual([]);
    expect(authority.logs.join('\n')).toMatch(/"error":"(ETLS|ESOCKET)"/u);
  });

  it('keeps a mail when it is us who are refused: a wrong password is no fault of the recipient', async () => {
    await desk.start();
    await open({ config: { smtpUrl: desk.url.replace('canary', 'wrong'), smtpCaFile: desk.caFile } });
    await ask();
    expect(await outbox()).toMatchObject([{ failures: 1, ended_at: null }]);
    expect(authority.logs.join('\n')).toContain('"EAUTH"');
  });

  it('stops in time with a mail under way, and gives it back', async () => {
    await desk.start();
    await open();
    desk.mood = 'sleeps';
    (await authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } })).body();
    const before = performance.now();
    await authority.restart();
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(await outbox()).toMatchObject([{ failures: 1, leased_until: null, sent_at: null }]);
  });
});

describe('the address of a server', () => {
  const read = (url: string, plaintext = false, hasAuthority = false) => readSmtpUrl(url, { plaintext, hasAuthority });
  it('says how it is spoken to', () => {
    expect(read('smtp://mail.example')).toEqual({ host: 'mail.example', port: 587, security: 'startTls', user: '', password: '' });
    expect(read('smtps://u%40x:p%2Fw@mail.example')).toEqual({ host: 'mail.example', port: 465, security: 'tls', user: 'u@x', password: 'p/w' });
    expect(read('smtp://127.0.0.1:25')).toMatchObject({ security: 'none', port: 25 });
    expect(read('smtp://[::1]:25')).toMatchObject({ security: 'none', host: '::1' });
    expect(read('smtp://localhost:25', false, true)).toMatchObject({ security: 'startTls' });
    expect(read('smtp://localhost.evil.example')).toMatchObject({ security: 'startTls' });
    expect(read('smtp://mail.example', true)).toMatchObject({ security: 'none' });
  });
});
