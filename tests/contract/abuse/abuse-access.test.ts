import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayDo, ROLES } from '../../../src-shared/domain/roles.ts';
import { PARAMS } from '../../../src-shared/http/route-shape.ts';
import { FRESH_MS, IDLE_MS } from '../../../src-server/access/session-limits.ts';
import { EMBEDDED_TOKEN } from '../authority-fixture.ts';
import { AbuseRange, NAMES, roleOf, rowOf } from './abuse-range.ts';

/** Who may call what, made from the contract and the table of permissions: tokens, roles, terms, freshness, other people's objects. */
let range: AbuseRange;
beforeAll(async () => {
  range = await AbuseRange.open();
});
afterAll(() => range.authority.close());

const withSession = NAMES.filter((name) => rowOf(name).auth === 'session');
const withAccount = NAMES.filter((name) => rowOf(name).auth === 'account');
const paramsOf = (name: (typeof NAMES)[number]): readonly string[] => [...rowOf(name).path.matchAll(/:(\w+)/gu)].map((match) => match[1] ?? '');
const withObjects = withAccount.filter((name) => paramsOf(name).length > 0);

describe('the contract', () => {
  it('gives a permission to the routes of signed-in people, and to no other', () => {
    for (const name of NAMES) expect([name, rowOf(name).permission !== null]).toEqual([name, rowOf(name).auth === 'account']);
  });
});

describe.each(withSession)('%s: whose session', (name) => {
  it('refuses every token but its own, always in the same words', async () => {
    const { bearer } = range.world.unblock.credential;
    const { otherUnblock, holder } = range.world;
    const flipped = `${bearer.startsWith('A') ? 'B' : 'A'}${bearer.slice(1)}`;
    const tokens = ['', 'Bearer', 'Bearer ', `Basic ${bearer}`, bearer, `bearer ${bearer}`, `Bearer ${flipped}`, `Bearer ${bearer}x`, `Bearer ${otherUnblock.credential.bearer}`, `Bearer ${EMBEDDED_TOKEN}`, `Bearer ${holder.bearer}`];
    const said = new Set<string>();
    for (const authorization of tokens) said.add((await range.fire(name, { headers: { authorization } })).said);
    for (const sessionId of [otherUnblock.credential.sessionId, randomUUID(), 'x', '%00', '0'.repeat(60)]) {
      said.add((await range.fire(name, { params: { sessionId } })).said);
    }
    expect([...said]).toEqual([JSON.stringify({ code: 'sessionUnknown', details: {} })]);
  });

  it('authorises before it judges the body', async () => {
    const { code } = await range.fire(name, { payload: '{"nonsense":1}', headers: { authorization: 'Bearer nobody', 'content-type': 'application/json' } });
    expect(code).toBe('sessionUnknown');
  });
});

describe.each(withAccount)('%s: who is signed in', (name) => {
  it('refuses every token that is no session, in the same words', async () => {
    const { bearer } = range.world.holder;
    const tokens = ['', 'Bearer', `Basic ${bearer}`, bearer, `bearer ${bearer}`, `Bearer ${bearer}x`, `Bearer ${bearer.slice(1)}`, `Bearer ${range.world.unblock.credential.bearer}`, `Bearer ${EMBEDDED_TOKEN}`];
    const said = new Set<string>();
    for (const authorization of tokens) said.add((await range.fire(name, { headers: { authorization } })).said);
    expect([...said]).toEqual([JSON.stringify({ code: 'signInRequired', details: {} })]);
  });

  it('refuses each role that its permission does not list, and judges no body before', async () => {
    const { permission } = rowOf(name);
    for (const role of ROLES) {
      if (permission !== null && mayDo(role, permission)) continue;
      const authorization = `Bearer ${range.world[role].bearer}`;
      expect([role, (await range.fire(name, { headers: { authorization } })).code]).toEqual([role, 'forbidden']);
      if (rowOf(name).body === null) continue;
      expect((await range.fire(name, { payload: '{"nonsense":1}', headers: { authorization, 'content-type': 'application/json' } })).code).toBe('forbidden');
    }
  });
});

describe.each(withObjects)('%s: whose object', (name) => {
  it('finds nothing that is somebody else’s, does not exist or cannot be, in the same words', async () => {
    const other = { holder: 'otherHolder', operator: 'otherOperator', administrator: 'otherAdministrator' } as const;
    const said = new Set<string>();
    if (range.samples[name].shared !== true) {
      const { bearer } = range.world[other[roleOf(rowOf(name))]];
      said.add((await range.fire(name, { headers: { authorization: `Bearer ${bearer}` } })).said);
    }
    for (const key of paramsOf(name)) {
      const known = PARAMS[key] === undefined;
      for (const value of [...(known ? [randomUUID()] : []), 'x', '..', '%00', "' or 1=1 --", '0'.repeat(60)]) {
        said.add((await range.fire(name, { params: { [key]: value } })).said);
      }
    }
    expect([...said]).toEqual([JSON.stringify({ code: 'notFound', details: {} })]);
  });
});

describe('the mailbox', () => {
  it('does not exist for whoever lacks its token', async () => {
    const { unblock, administrator } = range.world;
    for (const authorization of ['', 'Bearer x', `Bearer ${EMBEDDED_TOKEN}x`, `Bearer ${unblock.credential.bearer}`, `Bearer ${administrator.bearer}`]) {
      expect((await range.fire('mailbox', { headers: { authorization } })).code).toBe('notFound');
    }
  });
});

describe('time', () => {
  it('makes what asks for a fresh proof ask again, and ends every session', async () => {
    await range.expectUnchanged();
    const fresh = withAccount.filter((name) => rowOf(name).fresh);
    range.authority.now += FRESH_MS;
    for (const name of fresh) expect([name, (await range.fire(name)).code]).toEqual([name, 'reauthenticationRequired']);
    range.authority.now += IDLE_MS;
    for (const name of withAccount) expect([name, (await range.fire(name)).code]).toEqual([name, 'signInExpired']);
  });
});
