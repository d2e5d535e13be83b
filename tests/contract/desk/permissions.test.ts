import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayDo, ROLES } from '../../../src-shared/domain/roles.ts';
import { ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Route } from '../../../src-shared/http/route-shape.ts';
import { signIn } from '../signed-in.ts';
import { DeskWorld } from './desk-world.ts';

/** Every route of signed-in people and every role: let in or `forbidden`, exactly as the one table says. */
let world: DeskWorld;
beforeAll(async () => {
  world = await DeskWorld.open();
});
afterAll(() => world.close());

/** Values that a parameter may have, and nothing has: what cannot be a parameter finds nothing, whoever asks. */
const WELL_FORMED: Readonly<Record<string, string>> = { serial: '8025000100000000', certificateSerial: '0'.repeat(32), sha256: '0'.repeat(64), file: 'nothing.pem' };

const names = (Object.keys(ROUTES) as RouteName[]).filter((name) => ROUTES[name].auth === 'account');
const cases = names.flatMap((name) => ROLES.map((role) => [name, role] as const));

describe('the table of permissions', () => {
  it.each(cases)('%s by a person who is %s', async (name, role) => {
    const row: Route = ROUTES[name];
    const { method, path, permission } = row;
    // A session of its own: one of the routes ends it.
    const { bearer } = await signIn(world.authority, { role, ...(role === 'operator' ? { officeId: world.office } : {}) });
    const url = path.replace(/:(\w+)/gu, (_, key: string) => WELL_FORMED[key] ?? randomUUID());
    const response = await world.authority.authority.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': randomUUID(), ...(row.body === null ? {} : { 'content-type': 'application/json' }) },
      // No body of any route: whoever is let in is refused for it, and nothing is done.
      ...(row.body === null ? {} : { payload: '{"nonsense":true}' }),
      // One that goes on is looked at once it has begun.
      payloadAsStream: row.events,
    });
    if (row.events) response.stream().destroy();
    const allowed = permission !== null && mayDo(role, permission);
    if (!allowed) expect([response.statusCode, response.json()]).toMatchObject([403, { error: { code: 'forbidden' } }]);
    else expect([401, 403]).not.toContain(response.statusCode);
  });

  it('was asked about every route', () => {
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(ROUTES[name].permission, name).not.toBeNull();
  });
});
