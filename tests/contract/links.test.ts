import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyWith } from './desk/desk-world.ts';
import { AuthorityFixture, dumpTables, UNKNOWN_SERIAL } from './authority-fixture.ts';
import { eventually } from '../support/eventually.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let authority: AuthorityFixture;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
});
afterEach(() => authority.close());

const ask = (serial: string, certificateSha256: string | null = null) =>
  authority.call('requestLink', { body: { serial, certificateSha256, language: 'fr' } });
const openWith = (code: string, idempotencyKey: string = randomUUID(), change: object = {}) =>
  authority.call('openSession', { body: { ...authority.openBody(code), ...change }, idempotencyKey });

describe('asking for a link', () => {
  it('gets the same reply for a token that exists and one that does not', async () => {
    const known = await ask(authority.person().serial);
    const unknown = await ask(UNKNOWN_SERIAL);
    expect(unknown.status).toBe(known.status);
    expect(unknown.text).toBe(known.text);
    const own = { date: '', 'x-request-id': '' };
    expect({ ...unknown.headers, ...own }).toEqual({ ...known.headers, ...own });
    expect((await authority.mailbox()).mails).toHaveLength(1);
  });

  it('is answered no sooner for one than for the other, nor for a refusal', async () => {
    const gate = Promise.withResolvers<void>();
    const asked: number[] = [];
    authority.sleep = (ms) => {
      asked.push(ms);
      return gate.promise;
    };
    const left: string[] = [];
    const waiting = [authority.person().serial, authority.person().serial, UNKNOWN_SERIAL].map(async (serial) => {
      const { status } = await ask(serial);
      left.push(serial);
      return status;
    });
    await eventually(async () => expect(await authority.authority.deps.db.selectFrom('audit').select('seq').where('event', '=', 'link.requested').execute()).toHaveLength(2));
    await authority.authority.deps.mail.flush();
    expect(left).toEqual([]);
    expect(asked).toEqual([100, 100, 100]);
    gate.resolve();
    expect((await Promise.all(waiting)).toSorted((a, b) => a - b)).toEqual([202, 202, 429]);
  });

  it('is limited for one network in the same words for tokens that exist and others, and for no other network', async () => {
    const from = (ip: string, serial: string) => authority.call('requestLink', { body: { serial, certificateSha256: null, language: 'fr' }, headers: { 'x-forwarded-for': ip } });
    await authority.close();
    authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1', policy: policyWith({ unblock: { linksPerNetworkAndHour: 3 } }) } });
    for (let i = 0; i < 3; i += 1) (await from(`198.51.100.${i}`, `80250001000009${String(i).padStart(2, '0')}`)).body();
    const refusals: string[] = [];
    for (const serial of [authority.person().serial, UNKNOWN_SERIAL]) {
      const reply = await from('198.51.100.77', serial);
      const { code, details } = reply.refusal();
      refusals.push(JSON.stringify({ status: reply.status, code, details }));
    }
    expect(refusals[0]).toContain('tooManyRequests');
    expect(refusals[1]).toBe(refusals[0]);
    expect(await authority.authority.deps.db.selectFrom('audit').select('seq').where('event', '=', 'link.requested').execute()).toHaveLength(3);
    (await from('203.0.113.1', authority.person().serial)).body();
    authority.now += 60 * MINUTE;
    (await from('198.51.100.77', authority.person(1).serial)).body();
  });

  it('is limited in the same words for both, across a restart', async () => {
    const refusals: string[] = [];
    for (const serial of [authority.person().serial, UNKNOWN_SERIAL]) {
      (await ask(serial)).body();
      authority.now += 20_000;
      await authority.restart();
      const reply = await ask(serial);
      const { code, details } = reply.refusal();
      expect(reply.headers['retry-after']).toBe('40');
      refusals.push(JSON.stringify({ status: reply.status, code, details }));
    }
    expect(new Set(refusals)).toEqual(new Set([JSON.stringify({ status: 429, code: 'linkThrottled', details: { retryAfterSeconds: 40 } })]));
  });

  it('is taken again after exactly a minute, five times in 24 hours', async () => {
    const { serial } = authority.person();
    const start = authority.now;
    (await ask(serial)).body();
    authority.now = start + MINUTE - 1;
    expect((await ask(serial)).refusal().details).toEqual({ retryAfterSeconds: 1 });
    for (let i = 1; i < 5; i++) {
      authority.now = start + i * MINUTE;
      (await ask(serial)).body();
    }
    authority.now = start + 10 * MINUTE;
    expect((await ask(serial)).refusal().details).toEqual({ retryAfterSeconds: (DAY - 10 * MINUTE) / 1000 });
    authority.now = start + DAY - 1;
    expect((await ask(serial)).refusal().code).toBe('linkThrottled');
    authority.now = start + DAY;
    (await ask(serial)).body();
    expect((await authority.mailbox()).mails).toHaveLength(6);
  });

  it('leaves nothing behind when it is refused', async () => {
    (await ask(authority.person().serial)).body();
    await authority.mailbox();
    const before = await dumpTables(authority);
    expect((await ask(authority.person().serial)).refusal().code).toBe('linkThrottled');
    expect(await dumpTables(authority)).toEqual(before);
  });

  it('tells where the mail goes only for a certificate of that very token', async () => {
    const other = authority.person(1).serial;
    const certificate = 'c0'.repeat(32);
    expect((await ask(other, certificate)).body().maskedEmail).toBeNull();
    expect((await ask(UNKNOWN_SERIAL, certificate)).body().maskedEmail).toBeNull();
    expect((await ask(authority.person().serial, 'd1'.repeat(32))).body().maskedEmail).toBeNull();
    authority.now += MINUTE;
    expect((await ask(authority.person().serial, certificate)).body().maskedEmail).toBe('c•••••@atelier-martin.fr');
  });
});

describe('a link', () => {
  it('opens until the last millisecond of its 24 hours, and not at the next', async () => {
    const early = await authority.code();
    authority.now += DAY - 1;
    expect((await openWith(early)).status).toBe(201);
    const late = await authority.code();
    authority.now += DAY;
    const refused = await openWith(late);
    expect([refused.status, refused.refusal().code]).toEqual([410, 'linkExpired']);
  });

  it('opens once: of fifty callers at the same time exactly one gets in', async () => {
    const code = await authority.code();
    const replies = await Promise.all(Array.from({ length: 50 }, () => openWith(code)));
    const opened = replies.filter(({ status }) => status === 201);
    expect(opened).toHaveLength(1);
    for (const reply of replies) if (reply.status !== 201) expect(reply.refusal().code).toBe('linkUsed');
    const sessions = await authority.authority.deps.db.selectFrom('sessions').select('id').execute();
    expect(sessions).toEqual([{ id: opened[0]?.body().sessionId }]);
  });

  it('gives the same session again to the same key, whenever and however often it is asked', async () => {
    const code = await authority.code();
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 8 }, () => openWith(code, key)));
    const first = replies[0]?.body();
    for (const reply of replies) expect(reply.body()).toEqual(first);
    await authority.restart();
    authority.now += 3 * MINUTE;
    expect((await openWith(code, key)).body()).toEqual({ ...first, now: authority.now });
    expect((await openWith(code, key.toUpperCase())).body().sessionToken).toBe(first?.sessionToken);
    expect((await authority.call('readSession', { sessionId: first?.sessionId ?? '', bearer: first?.sessionToken ?? '' })).status).toBe(200);
  });

  it('refuses the same key with another body', async () => {
    const code = await authority.code();
    const key = randomUUID();
    (await openWith(code, key)).body();
    const reply = await openWith(code, key, { serial: authority.person(1).serial });
    expect([reply.status, reply.refusal().code]).toEqual([422, 'idempotencyMismatch']);
  });

  it('is not used by a wrong token, nor by one that is not blocked', async () => {
    const code = await authority.code();
    const before = await dumpTables(authority);
    const wrong = await openWith(code, randomUUID(), { serial: authority.person(1).serial });
    expect([wrong.status, wrong.refusal()]).toMatchObject([
      409,
      { code: 'wrongToken', details: { expected: '8025\u00A00001\u00A07A3C\u00A041F6', found: '8025\u00A00001\u00A09B7D\u00A020E4' } },
    ]);
    expect((await openWith(code, randomUUID(), { blocked: false })).refusal().code).toBe('tokenNotBlocked');
    expect(await dumpTables(authority)).toEqual(before);
    expect((await openWith(code)).body()).toMatchObject({ triesLeft: 3 });
  });

  it('is made useless by a newer one, and says so', async () => {
    const older = await authority.code();
    authority.now += MINUTE;
    const newer = await authority.code();
    const refused = await openWith(older);
    expect([refused.status, refused.refusal().code]).toEqual([410, 'linkReplaced']);
    expect((await openWith(newer)).status).toBe(201);
  });

  it('that nobody made is unknown', async () => {
    const reply = await openWith('A'.repeat(43));
    expect([reply.status, reply.refusal().code]).toEqual([404, 'linkUnknown']);
  });
});

describe('sessions of one token', () => {
  it('are one at a time: a newer link closes the session of the older', async () => {
    const older = await authority.open();
    authority.now += MINUTE;
    const newer = await authority.open();
    expect((await older.read()).body().state).toBe('expired');
    expect((await older.answer(1, 'right')).refusal().code).toBe('sessionElsewhere');
    expect((await newer.answer(1, 'right')).body().verdict).toBe('accepted');
  });

  it('do not touch those of another token', async () => {
    const mine = await authority.open(0);
    await authority.open(1);
    expect((await mine.read()).body().state).toBe('opened');
  });

  it('end with their link', async () => {
    const holder = await authority.open();
    const { linkExpiresAt } = (await holder.read()).body();
    authority.now = linkExpiresAt - 1;
    expect((await holder.read()).body().state).toBe('opened');
    authority.now = linkExpiresAt;
    expect((await holder.read()).body().state).toBe('expired');
    expect((await holder.answer(1, 'right')).refusal().code).toBe('sessionExpired');
    expect((await holder.challenge('0011223344556677')).refusal().code).toBe('sessionExpired');
    expect((await holder.report('done', 3)).refusal().code).toBe('sessionExpired');
  });
});
